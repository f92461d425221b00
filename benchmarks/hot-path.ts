/** What `profile.ts` runs: the signature part of a real package, again and again. */
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { verifiesSignature } from "./signature-alone.js";
import { clock, digestAtHand, realPackage } from "./subject.js";

const [kind, calls] = process.argv.slice(2);
const { bytes } = realPackage();
const trust = await bundledTrust();
const crypto = await digestAtHand(bytes, trust);
const verifier = createVerifier({ trust, clock, crypto, chainCacheSize: kind === "warm" ? 1024 : 0 });
const verify = verifiesSignature(verifier, bytes);
for (let call = 0; call < Number(calls); call++) await verify();
