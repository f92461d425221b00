/**
 * Work of a row, or what of it nobody can do without, again and again, to be counted from outside:
 * `counted-program.mjs cold|warm|signing bare|platform|reading|countersign CALLS`.
 */
import type { CryptoProvider } from "../lib/crypto/index.js";
import { createVerifier } from "../lib/index.js";
import { bundledTrust } from "../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "./bare-operations.js";
import { platformPart } from "./platform-part.js";
import { signatureReading } from "./reading-part.js";
import { verifiesSignature } from "./signature-alone.js";
import { signatureIn } from "./signature-entry.js";
import { signingWork } from "./signing-work.js";
import { clock, digestAtHand, realPackage } from "./subject.js";

type Parts = Readonly<Record<string, () => Promise<() => unknown>>>;

const [kind, part = "", calls] = process.argv.slice(2);
const parts = kind === "signing" ? await signingParts() : await verifyingParts(kind === "warm");
const work = await parts[part]?.();
if (work === undefined) throw new Error(`there is no part "${part}"; there are ${Object.keys(parts).join(", ")}`);
for (let call = 0; call < Number(calls); call++) await work();

async function verifyingParts(isWarm: boolean): Promise<Parts> {
  const { bytes } = realPackage();
  const trust = await bundledTrust();
  const crypto = await digestAtHand(bytes, trust);
  const verification = (provider: CryptoProvider): (() => Promise<unknown>) => {
    const verifier = createVerifier({ trust, clock, crypto: provider, chainCacheSize: isWarm ? 1024 : 0 });
    return verifiesSignature(verifier, bytes);
  };
  return {
    bare: async () => {
      const { all, warm } = await bareOperations(bytes, trust);
      return () => runAll(isWarm ? warm : all);
    },
    platform: async () => (await platformPart(verification, crypto)).run,
    reading: async () => {
      const [read, signature] = [signatureReading(isWarm), signatureIn(bytes)];
      return () => read(signature);
    },
    countersign: async () => verification(crypto),
  };
}

async function signingParts(): Promise<Parts> {
  const { signBy, bare } = await signingWork();
  return {
    bare: async () => bare,
    platform: async () => {
      const { run } = await platformPart(signBy);
      return () => (run(), bare());
    },
    countersign: async () => signBy(),
  };
}
