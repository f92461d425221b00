/** What `rows/hashing.ts` starts: prints the processor time of one pass in milliseconds and the most resident memory in bytes. */
import { defaultProvider, hashSegments } from "../lib/crypto/index.js";
import { openFile } from "../lib/node/index.js";
import { hashFile } from "./hash-file.js";

const [kind, path = ""] = process.argv.slice(2);
const started = process.cpuUsage();
if (kind === "native") hashFile(path, Buffer.alloc(1024 * 1024));
if (kind === "countersign") {
  const source = await openFile(path);
  await hashSegments(defaultProvider, source, [{ kind: "range", start: 0, end: source.size }], ["sha256"]);
  await source.close();
}
const { user, system } = process.cpuUsage(started);
console.log((user + system) / 1000, process.resourceUsage().maxRSS * 1024);
