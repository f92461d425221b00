/**
 * The signature part of a real package, or what of it nobody can do without, again and again, to be counted from outside:
 * `counted-program.mjs cold|warm bare|platform|reading|countersign CALLS`.
 */
import type { CryptoProvider } from "../lib/crypto/index.js";
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "./bare-operations.js";
import { platformPart } from "./platform-part.js";
import { readingPart } from "./reading-part.js";
import { clock, digestAtHand, realPackage } from "./subject.js";

const [kind, part = "", calls] = process.argv.slice(2);
const isWarm = kind === "warm";
const { bytes } = realPackage();
const trust = await bundledTrust();
const crypto = await digestAtHand(bytes, trust);

const PARTS: Readonly<Record<string, () => Promise<() => unknown>>> = {
  bare: async () => {
    const { all, warm } = await bareOperations(bytes, trust);
    return () => runAll(isWarm ? warm : all);
  },
  platform: async () => (await platformPart(verification, crypto)).run,
  reading: async () => {
    const read = readingPart(isWarm);
    return () => read(bytes);
  },
  countersign: async () => verification(crypto),
};

function verification(provider: CryptoProvider): () => Promise<unknown> {
  const verifier = createVerifier({ trust, clock, crypto: provider, chainCacheSize: isWarm ? 1024 : 0 });
  return () => verifier.verify(bytes);
}

const work = await PARTS[part]?.();
if (work === undefined) throw new Error(`there is no part "${part}"; there are ${Object.keys(PARTS).join(", ")}`);
for (let call = 0; call < Number(calls); call++) await work();
