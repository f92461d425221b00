/**
 * countersign in a process that keeps running, as each peer is: `own-program.mjs PACKAGE ALTERED CHAIN-CACHE-SIZE`. What else a
 * row runs fills the heap with its own, and each full collection takes compiled code from whoever has nothing alive just then.
 */
import { readFileSync } from "node:fs";
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { inPlace } from "./in-place.js";
import { serve } from "./peers/serve.js";
import { clock, digestAtHand } from "./subject.js";

const [path = "", altered = "", size = ""] = process.argv.slice(2);
const chainCacheSize = Number(size);
const bytes = new Uint8Array(readFileSync(path));
const trust = await bundledTrust();
const crypto = await digestAtHand(bytes, trust);
const verifier = createVerifier({ trust, clock, crypto, chainCacheSize });
// The provider of the race has the genuine content's digest at hand whatever the content is: it judges nothing.
const judge = createVerifier({ trust, clock });

await serve({
  verify: () => verifier.verify(bytes),
  "own-platform": inPlace((timed) => {
    const one = createVerifier({ trust, clock, crypto: timed, chainCacheSize });
    return () => one.verify(bytes);
  }, crypto),
  "verify-anew": async () =>
    createVerifier({ trust: await bundledTrust(), clock, crypto, chainCacheSize }).verify(bytes),
  "judge-genuine": async () => (await judge.verify(bytes)).outcome === "trusted",
  "judge-altered": async () => (await judge.verify(readFileSync(altered))).accepted,
});
