/**
 * cms/build: makes signed attributes, SignedData and timestamp requests, and splices unsigned attributes into a signature.
 * Never reads to judge, and never encodes anew what was received. The only home of pkijs and asn1js in the library; it is
 * imported by `sign` alone, dynamically, so that a verification never loads them. Start with `signed-attributes.ts`.
 */
export { certificateFields, type CertificateFields } from "./certificate-fields.js";
export { ecdsaSignatureValue, rsaPrivateKeyInfo } from "./key-structures.js";
export { buildSignedAttributes, type SignedAttributesInput } from "./signed-attributes.js";
export { buildSignedData, type SignedDataInput } from "./signed-data.js";
export { buildSignerInfo, type SignerInfoInput } from "./signer-info.js";
export { spliceCertificates, spliceUnsignedAttribute, type SpliceTarget } from "./splice.js";
export { buildTimestampRequest, NONCE_BYTES, timestampNonce, type TimestampRequestInput } from "./timestamp-request.js";
export { countersignatureAttribute, timestampAttribute } from "./unsigned-attributes.js";
