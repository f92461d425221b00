import { spawnSync } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contestant } from "../contest.js";
import type { Setting } from "../setting.js";
import { hasCommand, judgedBy, PeerProcess, peerContestant, type Start, withPeers } from "./peer-process.js";
import { type SignatureFiles, wordsOf } from "./signature-files.js";

/** A peer that can't be had, and why. */
export interface Absent {
  readonly absent: string;
}

/** @param task what is timed: `verify`, or `load` for reading the roots. */
export function opensslPeer(
  setting: Setting,
  files: SignatureFiles,
  start: Start,
  task: "verify" | "load" = "verify",
): Contestant | string {
  const name = "OpenSSL in C";
  const built = builtInC(setting, "openssl");
  if (typeof built !== "string") return `${name}: ${built.absent}`;
  return peerContestant(name, start(new PeerProcess(built, wordsOf(files))), task, 10);
}

/** The first calls of a process: started anew for each turn. */
export function freshOpenssl(setting: Setting, files: SignatureFiles, calls: number): Contestant | string {
  const name = "OpenSSL in C";
  const built = builtInC(setting, "openssl");
  if (typeof built !== "string") return `${name}: ${built.absent}`;
  const fresh = <T>(use: (peer: PeerProcess) => Promise<T>): Promise<T> =>
    withPeers((start) => use(start(new PeerProcess(built, wordsOf(files)))));
  const measure = (): Promise<number> => fresh(async (peer) => Number(await peer.ask("verify", calls)));
  return { name, count: 1, measure, judges: () => fresh(judgedBy) };
}

/** Compiles a program of this folder on first use. @returns its path. */
export function builtInC({ folder, root }: Setting, program: string): string | Absent {
  const path = join(folder, `${program}-peer`);
  if (existsSync(path)) return path;
  if (!hasCommand("cc", "--version")) return { absent: "no C compiler is installed" };
  const source = join(root, "benchmarks", "peers", `${program}.c`);
  const { status } = spawnSync("cc", ["-O2", "-o", path, source, "-lcrypto"], { stdio: "ignore" });
  return status === 0 ? path : { absent: "it can't be compiled; are the headers of libcrypto installed?" };
}

export function nugetPeer(setting: Setting, flipped: Uint8Array, start: Start): Contestant | string {
  const name = "NuGet.Packaging in C#";
  const built = builtNuget(setting);
  if ("absent" in built) return `${name}: ${built.absent}`;
  const altered = join(setting.folder, "altered-for-nuget.nupkg");
  writeFileSync(altered, flipped);
  return peerContestant(name, start(nugetProcess(built, ["verify", setting.subject.path, altered])), "verify", 5);
}

export interface BuiltNuget {
  readonly program: string;
  /** The folder of the .NET SDK, whose NuGet it runs. */
  readonly sdk: string;
}

export function nugetProcess({ program, sdk }: BuiltNuget, words: readonly string[]): PeerProcess {
  return new PeerProcess("dotnet", [program, sdk, ...words], { NUGET_CERT_REVOCATION_MODE: "offline" });
}

/** Builds the program of `peers/nuget` on first use. */
export function builtNuget({ folder, root }: Setting): BuiltNuget | Absent {
  const sdk = sdkFolder();
  if (sdk === undefined) return { absent: "dotnet is not installed" };
  const output = join(folder, "nuget-peer");
  const program = join(output, "nuget-peer.dll");
  if (existsSync(program)) return { program, sdk };
  const project = join(folder, "nuget");
  cpSync(join(root, "benchmarks", "peers", "nuget"), project, { recursive: true });
  const words = ["build", project, "-c", "Release", "-o", output, `-p:SdkFolder=${sdk}`, "--nologo", "-v", "quiet"];
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  const built = spawnSync("dotnet", words, { encoding: "utf8", env });
  if (built.status !== 0) return { absent: `it can't be built: ${built.stdout.split("\n")[0] ?? ""}` };
  // NuGet looks for its trusted roots in the application's folder.
  cpSync(join(sdk, "trustedroots"), join(output, "trustedroots"), { recursive: true });
  return { program, sdk };
}

/** The folder of the SDK that `dotnet` uses. */
function sdkFolder(): string | undefined {
  if (!hasCommand("dotnet", "--version")) return undefined;
  const version = spawnSync("dotnet", ["--version"], { encoding: "utf8" }).stdout.trim();
  const line = spawnSync("dotnet", ["--list-sdks"], { encoding: "utf8" })
    .stdout.split("\n")
    .find((one) => one.startsWith(`${version} `));
  const base = line?.slice(line.indexOf("[") + 1, line.lastIndexOf("]"));
  const folder = base === undefined ? undefined : join(base, version);
  return folder !== undefined && existsSync(join(folder, "NuGet.Packaging.dll")) ? folder : undefined;
}
