import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { verifyFile } from "../../lib/node/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { contest, inProcess, type Row } from "../contest.js";
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
  return contest({
    title: `whole verification of a package file of ${(subject.bytes.length / 1e6).toFixed(1)} MB, no caches between calls`,
    unit: "µs",
    rounds,
    contestants: [
      inProcess(name, bare, { count: 20 }),
      inProcess("countersign", () => verifyFile(subject.path, { trust, clock, chainCacheSize: 0 }), { count: 20 }),
    ],
    demands: [{ of: "countersign", over: name, most: 1.1 }],
  });
}

/** The platform's limit: positioned reads into one buffer. */
export function hashFile(path: string, buffer: Buffer): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hash.update(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
