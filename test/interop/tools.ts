import { execFile, spawnSync } from "node:child_process";

/** What a finished command said. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; an exit status other than 0 is a result, a command that can't be started is not. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: Uint8Array } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env };
    const settings = { env, maxBuffer: 1 << 28, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) };
    const child = execFile(file, args, settings, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number")
        reject(new Error(`${file} could not be run`, { cause: error }));
      else resolve({ status: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end(options.input);
  });
}

/** As {@link runCommand}, where anything but success is the test's failure. */
export async function mustRun(...call: Parameters<typeof runCommand>): Promise<CommandResult> {
  const result = await runCommand(...call);
  if (result.status === 0) return result;
  throw new Error(`${call[0]} ${call[1].join(" ")}\nended with ${result.status}\n${result.stdout}\n${result.stderr}`);
}

const VERSION_ARGUMENT = { dotnet: "--version", openssl: "version" } as const;
const found = new Map<string, boolean>();

/** Whether the command can be started here. */
export function hasCommand(name: keyof typeof VERSION_ARGUMENT): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  const answer = spawnSync(name, [VERSION_ARGUMENT[name]], { stdio: "ignore" }).status === 0;
  found.set(name, answer);
  return answer;
}

/** Call in `before`: skips the suite visibly where a command is missing, and fails it in CI (`CI=true`). */
export function requireCommands(context: Mocha.Context, ...names: readonly (keyof typeof VERSION_ARGUMENT)[]): void {
  const missing = names.filter((name) => !hasCommand(name));
  if (missing.length === 0) return;
  if (process.env["CI"] === "true") throw new Error(`missing in CI: ${missing.join(", ")}`);
  context.skip();
}
