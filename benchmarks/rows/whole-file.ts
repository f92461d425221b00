import { availableParallelism } from "node:os";
import type { CryptoProvider } from "../../lib/crypto/index.js";
import { threadPoolProvider, verifyFile } from "../../lib/node/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { byWall, contest, inProcess, type Row } from "../contest.js";
import { hashFile } from "../hash-file.js";
import { partName, platformPart } from "../platform-part.js";
import type { Setting } from "../setting.js";
import { clock } from "../subject.js";

const BARE = "bare operations and bare hash";

/** A package file: opened, read, hashed and judged, against the bare operations and the bare hash of the same file. */
export async function wholeFile(setting: Setting): Promise<Row> {
  const { bare, hash, ours } = await work(setting);
  const part = await platformPart(ours);
  const alone = (): void => {
    part.run();
    hash();
  };
  return contest({
    title: `${titleOf(setting)}, no caches between calls`,
    unit: "µs",
    rounds: setting.rounds,
    contestants: [
      inProcess(BARE, bare, { count: 20 }),
      inProcess(`${partName("countersign", part)}, and the bare hash`, alone, { count: 20 }),
      inProcess("countersign", ours(), { count: 20 }),
    ],
    demands: [{ of: "countersign", over: BARE, most: 1.1 }],
  });
}

/** The same by the wall's clock: with the pool the operations are made on the second core while the first one hashes. */
export async function wholeFileOnTwoCores(setting: Setting): Promise<Row> {
  const { bare, ours } = await work(setting);
  const pool = "countersign, on the thread pool";
  return contest({
    title: `${titleOf(setting)} on ${availableParallelism()} cores, no caches between calls, by the wall's clock`,
    unit: "µs",
    rounds: setting.rounds,
    contestants: [byWall(BARE, bare), byWall("countersign", ours()), byWall(pool, ours(threadPoolProvider()))],
    demands: [{ of: pool, over: BARE, most: 1.1 }],
  });
}

function titleOf({ subject }: Setting): string {
  return `whole verification of a package file of ${(subject.bytes.length / 1e6).toFixed(1)} MB`;
}

/** What is compared: each call of them is one package. */
async function work({ subject }: Setting): Promise<{
  readonly bare: () => void;
  readonly hash: () => void;
  readonly ours: (crypto?: CryptoProvider) => () => Promise<unknown>;
}> {
  const trust = await bundledTrust();
  const { all } = await bareOperations(subject.bytes, trust);
  const buffer = Buffer.alloc(1024 * 1024);
  const hash = (): void => void hashFile(subject.path, buffer);
  const bare = (): void => {
    runAll(all);
    hash();
  };
  const ours = (crypto?: CryptoProvider) => () =>
    verifyFile(subject.path, { trust, clock, chainCacheSize: 0, ...(crypto && { crypto }) });
  return { bare, hash, ours };
}
