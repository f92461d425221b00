import { spawnSync } from "node:child_process";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { type Contestant, contest, inProcess, type Row } from "../contest.js";
import { freshOpenssl } from "../peers/native-peers.js";
import { programOf } from "../peers/peer-process.js";
import { signatureFiles } from "../peers/signature-files.js";
import type { Setting } from "../setting.js";
import { contentDigest, flippedCopy } from "../subject.js";

const CALLS = 500;

/** What no warming hides: V8 compiles while the first hundreds of packages are judged. */
export async function firstCalls(setting: Setting): Promise<Row> {
  const { rounds, root, subject } = setting;
  const trust = await bundledTrust();
  const bare = await bareOperations(subject.bytes, trust);
  const files = signatureFiles(setting, flippedCopy(subject.bytes, bare.primaryValue), trust, bare);
  const digest = Buffer.from(await contentDigest(subject.bytes, trust)).toString("hex");
  const ours = (name: string, cacheSize: number): Contestant => {
    const words = [programOf(root, "first-calls-program"), digest, String(cacheSize), String(CALLS)];
    const measure = async (): Promise<number> =>
      Number(spawnSync(process.execPath, words, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).stdout);
    return { name, count: 1, measure };
  };
  return contest({
    title: `signature part, the first ${CALLS} calls of a process on average`,
    unit: "µs",
    rounds,
    contestants: [
      inProcess(`the bare ${bare.all.length} operations`, () => runAll(bare.all), { count: 20 }),
      ours("countersign, no caches between calls", 0),
      ours("countersign, with a chain cache", 1024),
      freshOpenssl(setting, files.all, CALLS),
    ],
  });
}
