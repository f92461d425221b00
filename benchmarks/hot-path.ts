/** What `profile.ts` runs: the signature part of a real package, again and again. */
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { clock, digestAtHand, realPackage } from "./subject.js";

const [kind, calls] = process.argv.slice(2);
const { bytes } = realPackage();
const trust = await bundledTrust();
const crypto = await digestAtHand(bytes, trust);
const verifier = createVerifier({ trust, clock, crypto, chainCacheSize: kind === "warm" ? 1024 : 0 });
for (let call = 0; call < Number(calls); call++) await verifier.verify(bytes);
