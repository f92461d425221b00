import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../shared.js";
import { runCommand } from "../../interop/tools.js";
import type { RandomChain } from "./chains.js";
import type { Opinion } from "./openssl.js";

interface Installation {
  readonly sdk: string;
  readonly runtime: string;
  readonly version: string;
}

/** Where .NET's compiler and libraries are, if it is installed. */
export function findDotnet(): Installation | undefined {
  const { stdout, status } = spawnSync("dotnet", ["--info"], { encoding: "utf8" });
  if (status !== 0) return undefined;
  const sdk = /Base Path:\s*(?<path>\S+)/.exec(stdout)?.groups?.["path"];
  const runtime = /Microsoft\.NETCore\.App (?<version>\S+) \[(?<path>[^\]]+)\]/.exec(stdout)?.groups;
  const [version, path] = [runtime?.["version"], runtime?.["path"]];
  if (sdk === undefined || version === undefined || path === undefined) return undefined;
  return { sdk, runtime: join(path, version), version };
}

/** `X509Chain` on all of them, in one process of a small program that is compiled for the occasion. */
export async function dotnetOpinions(
  chains: readonly RandomChain[],
  at: number,
  dotnet: Installation,
): Promise<ReadonlyMap<number, Opinion>> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-x509chain-"));
  try {
    const program = await compile(folder, dotnet);
    const input = join(folder, "chains.jsonl");
    writeFileSync(input, chains.map(lineOf).join("\n"));
    const { stdout, stderr, status } = await runCommand("dotnet", [program, input, String(Math.floor(at / 1000))]);
    if (status !== 0) throw new Error(stderr);
    return new Map(stdout.trim().split("\n").map(opinionOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By the compiler itself, against the libraries of the runtime: nothing is restored from anywhere. */
async function compile(folder: string, { sdk, runtime, version }: Installation): Promise<string> {
  const program = join(folder, "chains.dll");
  const libraries = readdirSync(runtime).filter(
    (name) => /^(System|Microsoft|mscorlib|netstandard).*\.dll$/.test(name) && !/Native/.test(name),
  );
  const source = join(root, "test", "path", "differential", "dotnet", "Chains.cs");
  const options = [
    `-out:${program}`,
    "-nologo",
    "-nullable:enable",
    ...libraries.map((name) => `-r:${join(runtime, name)}`),
    source,
  ];
  const response = join(folder, "csc.rsp");
  writeFileSync(response, options.map((option) => `"${option}"`).join("\n"));
  const compiled = await runCommand("dotnet", [join(sdk, "Roslyn", "bincore", "csc.dll"), "-noconfig", `@${response}`]);
  if (compiled.status !== 0) throw new Error(compiled.stdout);
  const framework = { name: "Microsoft.NETCore.App", version };
  writeFileSync(join(folder, "chains.runtimeconfig.json"), JSON.stringify({ runtimeOptions: { framework } }));
  return program;
}

function lineOf({ id, leaf, intermediates, roots }: RandomChain): string {
  const text = (der: Uint8Array): string => Buffer.from(der).toString("base64");
  return JSON.stringify({ id, leaf: text(leaf), intermediates: intermediates.map(text), roots: roots.map(text) });
}

function opinionOf(line: string): readonly [number, Opinion] {
  const { id, valid, status } = JSON.parse(line) as {
    readonly id: number;
    readonly valid: boolean;
    readonly status: readonly string[];
  };
  return [id, valid ? undefined : status];
}
