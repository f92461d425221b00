/**
 * crypto: digests, public keys and signature checks behind one seam.
 * Never parses a certificate and never chooses a policy. The native provider is reached through `#native` alone, so that
 * the same code runs on WebCrypto. Start with `provider.ts`.
 */
export { defaultProvider, isOwnProvider, threadPoolProvider } from "#native";
export {
  type AlgorithmIdentifier,
  algorithmName,
  digestMisuse,
  hashByOid,
  hashOf,
  hashOid,
  isSignatureOid,
  readAlgorithmAgain,
  readAlgorithmIdentifier,
  signatureAlgorithmOf,
} from "./algorithms.js";
export { ecdsaValues } from "./ecdsa-signature.js";
export { isGoodBy, isGoodByNow, sha1Of, type SignatureValue } from "./ask.js";
export { hashSegments } from "./hash-segments.js";
export { keepKeyOf, KeyRing } from "./key-ring.js";
export {
  type CryptoProvider,
  type CurveName,
  digestOf,
  type Hasher,
  type MessageVerifier,
  type SignatureAlgorithm,
  type ThreadPoolOptions,
  type VerifyKey,
} from "./provider.js";
export { type KeyProblem, type PublicKeyFacts, readPublicKeyInfo } from "./public-key.js";
export { isAsLongAsModulus } from "./rsa-signature.js";
export { type ContentDigests, type ExpectedDigest, VerifiedContent } from "./verified-content.js";
export { type NamedAlgorithm, type SubtleCryptoLike, type WebCryptoLike, webCryptoProvider } from "./webcrypto.js";
