/** Started by write-atomic.test.ts: exits in the middle of two writes, as at a second Ctrl-C. */
import { writeSignedPackage } from "../../lib/node/write-atomic.js";

const paths = process.argv.slice(2);
let started = 0;

async function* chunks(): AsyncIterable<Uint8Array> {
  yield Buffer.from("part");
  if (++started === paths.length) process.exit(7);
  await new Promise(() => setInterval(() => undefined, 1000)); // until the other one is as far
}

await Promise.all(paths.map((path) => writeSignedPackage(path, { chunks })));
