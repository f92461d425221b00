import { equalBytes } from "../bytes/index.js";
import {
  type AlgorithmIdentifier,
  algorithmName,
  type PublicKeyFacts,
  readPublicKeyInfo,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
  type VerifyKey,
} from "../crypto/index.js";
import { reading } from "../der/index.js";
import type { RevocationContext } from "./context.js";
import type { KeyHolder } from "./key-holder.js";

/** `unsupported`: algorithm or key is none that we verify with. `budget`: not looked at. */
export type SignatureStatus = "good" | "bad" | "unsupported" | "budget";

/** What is ready to check a signature. */
export interface SignatureCheck {
  readonly key: VerifyKey;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/**
 * Charges one signature, takes in the key and finds the algorithm.
 *
 * @returns why there is nothing to check with, otherwise.
 */
export async function prepareCheck(
  context: RevocationContext,
  signer: KeyHolder,
  identifier: AlgorithmIdentifier,
  signature: Uint8Array,
): Promise<SignatureCheck | "unsupported" | "budget"> {
  // Before the key is looked at: to find that it is no point of its curve costs half of what a signature costs.
  if (!context.budget.draw("signatureChecks")) return "budget";
  const facts = reading(() => readPublicKeyInfo(signer.publicKeyInfo));
  if (!facts.ok || facts.value.problem !== undefined) return "unsupported";
  const algorithm = algorithmFor(identifier, facts.value);
  if (algorithm === undefined) return "unsupported";
  const key = await context.keys.keyOf(signer.publicKeyInfo);
  return key === undefined ? "unsupported" : { key, algorithm, signature };
}

function algorithmFor(identifier: AlgorithmIdentifier, facts: PublicKeyFacts): SignatureAlgorithm | undefined {
  const algorithm = reading(() => signatureAlgorithmOf(identifier, facts));
  return algorithm.ok ? algorithm.value : undefined;
}

/** Inside and outside of what is signed the algorithm is the same, parameters included (RFC 5280 §5.1.1.2). */
export function sameAlgorithm(outer: AlgorithmIdentifier, inner: AlgorithmIdentifier): boolean {
  return equalBytes(outer.der, inner.der);
}

/** For sentences: the algorithm's name, or its identifier where it has none. */
export function algorithmText(identifier: AlgorithmIdentifier): string {
  return algorithmName(identifier.oid) ?? identifier.oid;
}
