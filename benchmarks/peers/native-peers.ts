import { spawnSync } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Purpose, TrustStore } from "../../lib/index.js";
import type { Contestant } from "../contest.js";
import type { Setting } from "../setting.js";
import { signatureIn } from "../signature-entry.js";
import type { BareOperations } from "../subject.js";
import { hasCommand, PeerProcess, peerContestant } from "./native.js";

/** The peers that are not JavaScript: built on first use from the sources beside this file, named as absent where they can't be. */
export function nativePeers(
  setting: Setting,
  flipped: Uint8Array,
  trust: TrustStore,
  bare: BareOperations,
): { readonly contestants: readonly (Contestant | string)[]; readonly end: () => void } {
  const peers: PeerProcess[] = [];
  const start = (peer: PeerProcess): PeerProcess => (peers.push(peer), peer);
  const contestants = [openssl(setting, flipped, trust, bare, start), nuget(setting, flipped, start)];
  return { contestants, end: () => peers.forEach((peer) => peer.end()) };
}

type Start = (peer: PeerProcess) => PeerProcess;

function openssl(
  { folder, root, subject }: Setting,
  flipped: Uint8Array,
  trust: TrustStore,
  { signedAt }: BareOperations,
  start: Start,
): Contestant | string {
  const name = "OpenSSL in C";
  if (!hasCommand("cc", "--version")) return `${name}: no C compiler is installed`;
  const program = join(folder, "openssl-peer");
  const source = join(root, "benchmarks", "peers", "openssl.c");
  const built = spawnSync("cc", ["-O2", "-o", program, source, "-lcrypto"], { encoding: "utf8" });
  if (built.status !== 0) return `${name}: it can't be compiled; are the headers of libcrypto installed?`;
  const file = (as: string, content: Uint8Array | string): string => {
    writeFileSync(join(folder, as), content);
    return join(folder, as);
  };
  const words = [
    file("genuine.p7s", signatureIn(subject.bytes)),
    file("altered.p7s", signatureIn(flipped)),
    file("code-signing.pem", rootsFor(trust, "code-signing")),
    file("timestamping.pem", rootsFor(trust, "timestamping")),
    String(Math.floor(signedAt.getTime() / 1000)),
  ];
  return peerContestant(name, start(new PeerProcess(program, words)), "verify", 10);
}

function rootsFor(trust: TrustStore, purpose: Purpose): string {
  const roots = [...trust.anchors()].filter(({ purposes }) => purposes.includes(purpose));
  return roots.map(({ certificate }) => (certificate === undefined ? "" : pem(certificate.der))).join("");
}

function pem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replaceAll(/(.{64})/g, "$1\n");
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function nuget({ folder, root, subject }: Setting, flipped: Uint8Array, start: Start): Contestant | string {
  const name = "NuGet.Packaging in C#";
  const sdk = sdkFolder();
  if (sdk === undefined) return `${name}: dotnet is not installed`;
  const project = join(folder, "nuget");
  cpSync(join(root, "benchmarks", "peers", "nuget"), project, { recursive: true });
  const output = join(folder, "nuget-peer");
  const words = ["build", project, "-c", "Release", "-o", output, `-p:SdkFolder=${sdk}`, "--nologo", "-v", "quiet"];
  const built = spawnSync("dotnet", words, {
    encoding: "utf8",
    env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1" },
  });
  if (built.status !== 0) return `${name}: it can't be built: ${built.stdout.split("\n")[0] ?? ""}`;
  // NuGet looks for its trusted roots in the application's folder.
  cpSync(join(sdk, "trustedroots"), join(output, "trustedroots"), { recursive: true });
  const altered = join(folder, "altered-for-nuget.nupkg");
  writeFileSync(altered, flipped);
  const run = [join(output, "nuget-peer.dll"), sdk, subject.path, altered];
  const peer = new PeerProcess("dotnet", run, { NUGET_CERT_REVOCATION_MODE: "offline" });
  return peerContestant(name, start(peer), "verify", 5);
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
