import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, writeOperations } from "../bare-operations.js";
import { type Contestant, contest, type Row } from "../contest.js";
import { hasModule, programOf } from "../peers/peer-process.js";
import { PKIJS } from "../peers/pkijs-peers.js";
import { signatureFiles } from "../peers/signature-files.js";
import type { Setting } from "../setting.js";
import { flippedCopy } from "../subject.js";

/**
 * The engine compiles each of eight hundred functions when it is first called; this flag has it compile every function there is
 * while importing. What that takes off the first verification is the price of compiling: less code would lower it, faster code
 * would not.
 */
const COMPILED = "countersign, compiled when imported (node --no-lazy)";

const PLATFORM = "node:crypto and node:fs alone: reading, hashing, the distinct operations and their keys";
const READING = "the same, and of countersign the structures read and nothing judged";

/** The first verification of a process, its trust list loaded, over the import of the module. */
export async function firstVerification(setting: Setting): Promise<Row> {
  const { rounds, root, folder, subject } = setting;
  const trust = await bundledTrust();
  const bare = await bareOperations(subject.bytes, trust);
  const flipped = flippedCopy(subject.bytes, bare.primaryValue);
  const { genuine, altered, code, stamps, at } = signatureFiles(setting, flipped, trust, bare).all;
  const own = programOf(root, "first-verification-program");
  const operations = writeOperations(bare.distinct, join(folder, "operations.json"));
  const by = (program: string): number => printed([programOf(root, program), operations, "1", subject.path]);
  const peer = programOf(root, "pkijs-once");
  return contest({
    title:
      "first verification in a fresh process, trust list and reading of the file included, over importing the module",
    unit: "ms",
    rounds,
    contestants: [
      { name: "countersign", count: 1, measure: async () => printed([own, subject.path]) },
      { name: COMPILED, count: 1, measure: async () => printed(["--no-lazy", own, subject.path]) },
      { name: PLATFORM, count: 1, measure: async () => by("platform-program") },
      { name: READING, count: 1, measure: async () => by("reading-program") },
      ...PKIJS.map(({ name, module }): Contestant | string => {
        if (!hasModule(root, module)) return `${name}: it is not installed`;
        const once = (signature: string): number => printed([peer, module, signature, code, stamps, at]);
        const judges = async () => ({ accepts: once(genuine) > 0, refuses: Number.isNaN(once(altered)) });
        return { name: `${name}, all roots`, count: 1, measure: async () => once(genuine), judges };
      }),
    ],
    bounds: [{ of: "countersign", most: 12 }],
  });
}

/** What a program printed; NaN if it ended otherwise than by success. */
function printed(words: readonly string[]): number {
  const { stdout, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
  return status === 0 ? Number(stdout) : Number.NaN;
}
