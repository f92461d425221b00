/**
 * countersign in a process that keeps running, as each peer is: `own-program.mjs PACKAGE ALTERED CHAIN-CACHE-SIZE`. What else a
 * row runs fills the heap with its own, and each full collection takes compiled code from whoever has nothing alive just then.
 */
import { readFileSync } from "node:fs";
import { createVerifier, type Verdict } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { inPlace } from "./in-place.js";
import { serve } from "./peers/serve.js";
import { verifiesSignature } from "./signature-alone.js";
import { clock, digestAtHand } from "./subject.js";

const [path = "", altered = "", size = ""] = process.argv.slice(2);
const chainCacheSize = Number(size);
const bytes = new Uint8Array(readFileSync(path));
const trust = await bundledTrust();
const crypto = await digestAtHand(bytes, trust);
const verifier = createVerifier({ trust, clock, crypto, chainCacheSize });
// The provider of the race has the genuine content's digest at hand whatever the content is: it judges nothing.
const judge = createVerifier({ trust, clock });

const alteredBytes = new Uint8Array(readFileSync(altered));

await serve({
  verify: verifiesSignature(verifier, bytes),
  "verify-package": () => verifier.verify(bytes),
  "own-platform": inPlace((timed) => {
    const one = createVerifier({ trust, clock, crypto: timed, chainCacheSize });
    return verifiesSignature(one, bytes);
  }, crypto),
  "verify-anew": async () =>
    verifiesSignature(createVerifier({ trust: await bundledTrust(), clock, crypto, chainCacheSize }), bytes)(),
  "judge-genuine": async () => areTrusted([await judge.verify(bytes), await verifiesSignature(verifier, bytes)()]),
  "judge-altered": async () =>
    (await judge.verify(alteredBytes)).accepted || (await verifiesSignature(verifier, alteredBytes)()).accepted,
});

function areTrusted(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ outcome }) => outcome === "trusted");
}
