/**
 * cms: SignedData and SignerInfo over the bytes received (RFC 5652), and whether a signature value verifies.
 * Never knows NuGet and never builds a chain. Building messages is `cms/build`, a door of its own. Start with `signed-data.ts`.
 */
export { type AttributeValue, faultText, singleValue } from "./attribute-value.js";
export { type Attribute, type AttributeLimit, AttributeTable, readAttributes } from "./attributes.js";
export { readContentTypeValue, readMessageDigestValue, readSigningTimeValue } from "./attributes/plain.js";
export {
  matchSigningCertificate,
  readSigningCertificateV1,
  readSigningCertificateV2,
  type SigningCertificateId,
  type SigningCertificateMismatch,
} from "./attributes/signing-certificate.js";
export { AttributeType, attributeName, ContentType } from "./oids.js";
export { type CmsLimits, type EmbeddedRevocation, readSignedData, type SignedData } from "./signed-data.js";
export { readCountersignature, readSignerInfo, type SignerIdentifier, type SignerInfo } from "./signer-info.js";
export {
  type AlgorithmFault,
  beginSigner,
  checkMessageDigest,
  type MessageDigestCheck,
  type SignerFault,
  type SignerRequest,
  type VerifiedSigner,
  verifySigner,
} from "./verify-signer.js";
export { at, unreadAttributes, unsignedInMessage, type UnsignedBytes } from "./unsigned.js";
export { messageVersionProblem, signerVersionProblem } from "./version.js";
export { parseCertificates } from "./parse-certificates.js";
