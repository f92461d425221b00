import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations } from "../bare-operations.js";
import { type Contestant, contest, type Row } from "../contest.js";
import { hasCommand, hasModule, programOf } from "../peers/peer-process.js";
import { PKIJS } from "../peers/pkijs-peers.js";
import { type SignatureFiles, signatureFiles } from "../peers/signature-files.js";
import type { Setting } from "../setting.js";
import { flippedCopy } from "../subject.js";
import { builtCommand, wholeProcess } from "../whole-process.js";

/** Whole processes, started one after the other. */
export async function processes(setting: Setting): Promise<Row> {
  const { rounds, subject, folder, root } = setting;
  const command = builtCommand(root, folder);
  const trust = await bundledTrust();
  const bare = await bareOperations(subject.bytes, trust);
  const flipped = flippedCopy(subject.bytes, bare.primaryValue);
  const altered = join(folder, "altered.nupkg");
  writeFileSync(altered, flipped);
  const files = { genuine: subject.path, altered };
  const signature = signatureFiles(setting, flipped, trust, bare).all;
  const own = (file: string): readonly string[] => [...command, "verify", file];
  const dotnet = (file: string): readonly string[] => ["nuget", "verify", file];
  return contest({
    title: "verifying a package, whole process",
    unit: "ms",
    rounds,
    contestants: [
      wholeProcess("node -e 0", process.execPath, () => ["-e", "0"]),
      wholeProcess("countersign verify", process.execPath, own, files),
      hasCommand("dotnet", "--version")
        ? wholeProcess("dotnet nuget verify", "dotnet", dotnet, files)
        : "dotnet nuget verify: dotnet is not installed",
      openssl(signature),
      ...PKIJS.map((peer) => pkijs(root, peer, signature)),
    ],
    demands: [
      { of: "countersign verify", over: "node -e 0", most: 1.7 },
      { of: "countersign verify", over: "dotnet nuget verify", least: 4 },
    ],
  });
}

/** The command can't check a countersignature, nor its timestamp, and knows nothing of packages. */
function openssl({ genuine, altered, code, at }: SignatureFiles): Contestant | string {
  const name = "openssl cms -verify, the author's signature alone";
  if (!hasCommand("openssl", "version")) return `${name}: openssl is not installed`;
  const how = ["-inform", "DER", "-binary", "-CAfile", code, "-purpose", "any", "-attime", at];
  const words = (file: string): readonly string[] => ["cms", "-verify", "-in", file, ...how];
  return wholeProcess(name, "openssl", words, { genuine, altered });
}

function pkijs(root: string, { name, module }: (typeof PKIJS)[number], files: SignatureFiles): Contestant | string {
  if (!hasModule(root, module)) return `${name}: it is not installed`;
  const { genuine, altered, code, stamps, at } = files;
  const words = (file: string): readonly string[] => [programOf(root, "pkijs-once"), module, file, code, stamps, at];
  return wholeProcess(`${name}, its program, the signatures alone`, process.execPath, words, { genuine, altered });
}
