import { type Eventual, eventual } from "../bytes/index.js";
import type { CryptoProvider, MessageVerifier, SignatureAlgorithm, VerifyKey } from "./provider.js";

/** A signature value, and what it is over and under. */
export interface SignatureValue {
  readonly key: VerifyKey;
  readonly algorithm: SignatureAlgorithm;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Asks a provider whether a signature is good. A provider may be anybody's: whatever it answers that is not `true` is a no, and
 * a promise that is none of this realm's (a test runner's, a polyfill's) is waited for, not taken for an answer.
 */
export function isGoodBy(provider: CryptoProvider, value: SignatureValue): Eventual<boolean> {
  const { key, algorithm, message, signature } = value;
  return onlyTrue(provider.verify(key, algorithm, message, signature));
}

/** The same of a check whose message came in pieces, and is all there. */
export function isGoodByNow(verifier: MessageVerifier): Eventual<boolean> {
  return onlyTrue(verifier.verify());
}

function onlyTrue(answer: unknown): Eventual<boolean> {
  return typeof answer === "boolean" ? answer : Promise.resolve(answer).then((settled) => settled === true);
}

/** SHA-1 by the provider, for identifiers that formats fix; see {@link CryptoProvider.digestSha1}. */
export function sha1Of(provider: CryptoProvider, bytes: Uint8Array): Eventual<Uint8Array> {
  return eventual(provider.digestSha1(bytes));
}
