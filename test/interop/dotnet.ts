import { resolve } from "node:path";
import { sharedPath } from "../shared.js";
import { type InteropKit, temporaryFolder } from "./kit.js";
import { type CommandResult, runCommand } from "./tools.js";

/** NuGet's verdict on one package, as the kit prints it. */
export interface NugetVerdict {
  readonly file: string;
  readonly verdict: "trusted" | "untrusted" | "error";
  /** NU codes logged as errors, and as warnings; sorted. */
  readonly codes: readonly string[];
  readonly warnings: readonly string[];
  /** NuGet called it valid though an error was logged. */
  readonly saysValid?: boolean;
  /** Messages without a code. */
  readonly errors?: readonly string[];
}

export interface DotnetOptions {
  /** A folder from `makeTool`: whom NuGet trusts. */
  readonly tool: string;
  readonly revocation?: "offline" | "online";
  /** A nuget.config with trusted signers. */
  readonly config?: string;
  /** Where dotnet starts: without `config` it reads the nuget.config files of this folder and of those above. */
  readonly folder?: string;
  /** Where .NET keeps CRLs that it fetched. Default: a new folder, so that no answer outlives the call. */
  readonly home?: string;
}

/** One dotnet process judges all of them; verdicts come in the order of the paths. */
export async function dotnetVerify(paths: readonly string[], options: DotnetOptions): Promise<readonly NugetVerdict[]> {
  const env = {
    HOME: options.home ?? temporaryFolder(),
    TOOL_DIR: options.tool,
    NUGET_CERT_REVOCATION_MODE: options.revocation ?? "offline",
    NUGET_CONFIG: options.config ?? "",
  };
  const script = sharedPath("interop", "verify-with-nuget.mjs");
  const { stdout, stderr } = await runCommand(process.execPath, [script, ...paths.map((path) => resolve(path))], {
    env,
    ...(options.folder !== undefined && { cwd: options.folder }),
  });
  const verdicts = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as NugetVerdict]));
  if (verdicts.length !== paths.length)
    throw new Error(`${paths.length} packages, ${verdicts.length} verdicts\n${stderr}`);
  return verdicts;
}

/**
 * Signs a package in place with `dotnet nuget sign`.
 *
 * @param leaf a file of test-certs/pfx without its ending.
 * @param timestamper URL of an authority; without one there is no timestamp.
 */
export async function dotnetSign(
  kit: InteropKit,
  packagePath: string,
  leaf: string,
  timestamper?: string,
  more: readonly string[] = [],
): Promise<CommandResult> {
  const script = sharedPath("interop", "nuget-sign.sh");
  return runCommand("bash", [script, kit.ca, kit.tool, resolve(packagePath), leaf, timestamper ?? "-", ...more]);
}

/** Writes a tiny unsigned package, made by the kit. */
export async function makePackage(path: string, id = "Countersign.Interop", version = "1.0.0"): Promise<void> {
  const { status, stderr } = await runCommand(process.execPath, [
    sharedPath("interop", "make-package.mjs"),
    path,
    id,
    version,
  ]);
  if (status !== 0) throw new Error(stderr);
}
