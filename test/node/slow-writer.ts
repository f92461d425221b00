/**
 * Started by write-atomic.test.ts in a process of its own, to be killed at a given point: signs in place, in steps, and
 * says on standard output what it has done.
 */
import { writeSignedPackage } from "../../lib/node/write-atomic.js";

const [path = "", pieces = ""] = process.argv.slice(2);

async function* chunks(): AsyncIterable<Uint8Array> {
  for (let piece = 0; piece < Number(pieces); piece++) {
    yield Buffer.alloc(4096, "n");
    process.stdout.write(`${piece}\n`);
    await new Promise((resolve) => process.stdin.once("data", resolve));
  }
}

await writeSignedPackage(path, { chunks });
process.stdout.write("done\n");
process.exit(0);
