import type { CryptoProvider } from "../../lib/crypto/index.js";
import { verifyFile } from "../../lib/node/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { contest, inProcess, type Row } from "../contest.js";
import { hashFile } from "../hash-file.js";
import { partName, platformPart } from "../platform-part.js";
import type { Setting } from "../setting.js";
import { clock } from "../subject.js";

/** A package file: opened, read, hashed and judged, against the bare operations and the bare hash of the same file. */
export async function wholeFile({ rounds, subject }: Setting): Promise<Row> {
  const trust = await bundledTrust();
  const { all } = await bareOperations(subject.bytes, trust);
  const buffer = Buffer.alloc(1024 * 1024);
  const bare = (): void => {
    runAll(all);
    hashFile(subject.path, buffer);
  };
  const name = "bare operations and bare hash";
  const ours = (crypto?: CryptoProvider) => () =>
    verifyFile(subject.path, { trust, clock, chainCacheSize: 0, ...(crypto && { crypto }) });
  const part = await platformPart(ours);
  const alone = (): void => {
    part.run();
    hashFile(subject.path, buffer);
  };
  return contest({
    title: `whole verification of a package file of ${(subject.bytes.length / 1e6).toFixed(1)} MB, no caches between calls`,
    unit: "µs",
    rounds,
    contestants: [
      inProcess(name, bare, { count: 20 }),
      inProcess(`${partName("countersign", part)}, and the bare hash`, alone, { count: 20 }),
      inProcess("countersign", ours(), { count: 20 }),
    ],
    demands: [{ of: "countersign", over: name, most: 1.1 }],
  });
}
