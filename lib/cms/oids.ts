/** Object identifiers of CMS and of the attributes that it carries (RFC 5652, RFC 5035, RFC 3161). */
export const ContentType = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
} as const;

export const AttributeType = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  countersignature: "1.2.840.113549.1.9.6",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  commitmentType: "1.2.840.113549.1.9.16.2.16",
  timestampToken: "1.2.840.113549.1.9.16.2.14",
  nugetServiceIndex: "1.3.6.1.4.1.311.84.2.1.1.1",
  nugetOwners: "1.3.6.1.4.1.311.84.2.1.1.2",
} as const;

const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map([
  [AttributeType.contentType, "content-type"],
  [AttributeType.messageDigest, "message-digest"],
  [AttributeType.signingTime, "signing-time"],
  [AttributeType.countersignature, "countersignature"],
  [AttributeType.signingCertificate, "signing-certificate"],
  [AttributeType.signingCertificateV2, "signing-certificate-v2"],
  [AttributeType.commitmentType, "commitment-type-indication"],
  [AttributeType.timestampToken, "signature-time-stamp-token"],
  [AttributeType.nugetServiceIndex, "nuget-v3-service-index-url"],
  [AttributeType.nugetOwners, "nuget-package-owners"],
]);

/** The attribute's name as its RFC spells it; its identifier if it is not one of ours. */
export function attributeName(oid: string): string {
  return ATTRIBUTE_NAMES.get(oid) ?? oid;
}
