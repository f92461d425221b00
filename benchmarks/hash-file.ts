import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

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
