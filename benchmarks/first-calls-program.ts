/**
 * What `rows/first-calls.ts` starts: `first-calls-program.mjs DIGEST CACHE-SIZE COUNT` prints the microseconds that one of the
 * first COUNT verifications of a process takes on average. The content's digest comes from outside: finding it would warm.
 */
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { processorTime } from "./peers/serve.js";
import { verifiesSignature } from "./signature-alone.js";
import { clock, providerWith, realPackage } from "./subject.js";

const [digest = "", cacheSize, count] = process.argv.slice(2);
const { bytes } = realPackage();
const crypto = providerWith(Buffer.from(digest, "hex"));
const verifier = createVerifier({ trust: await bundledTrust(), clock, crypto, chainCacheSize: Number(cacheSize) });
console.log(await processorTime(verifiesSignature(verifier, bytes), Number(count)));
