/** What `rows/first-verification.ts` starts: prints the milliseconds of the first verification of a process. */
import { createNodeVerifier, openFile } from "../lib/node/index.js";

const [path = ""] = process.argv.slice(2);
const started = process.cpuUsage();
const verifier = await createNodeVerifier();
const source = await openFile(path);
const { outcome } = await verifier.verify(source, { name: path });
await source.close();
const { user, system } = process.cpuUsage(started);
if (outcome !== "trusted") throw new Error(`the package is ${outcome}`);
console.log((user + system) / 1000);
