// The program of a thread that hashes, over the sources: Node's loader hooks are not those of the thread that starts it.
import { parentPort } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import("../../../lib/node/batch/hash.ts");

/** A file of so many bytes brings its thread down, as running out of memory does. */
parentPort.on("message", ({ file }) => {
  if (file.state.size === 200_003n) process.exit(3);
});
