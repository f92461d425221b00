/** Object identifiers that a signature's builder writes; what each means stands in the RFC named. */
export const oids = {
  /** RFC 5652 §4, §5.1. */
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  /** RFC 5652 §11.1 to §11.4. */
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  countersignature: "1.2.840.113549.1.9.6",
  /** RFC 5035 §3. */
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  /** RFC 5126 §5.11.1. */
  commitmentType: "1.2.840.113549.1.9.16.2.16",
  proofOfOrigin: "1.2.840.113549.1.9.16.6.1",
  proofOfReceipt: "1.2.840.113549.1.9.16.6.2",
  /** RFC 3161, appendix A. */
  timestampToken: "1.2.840.113549.1.9.16.2.14",
  /** NuGet signed packages reference. */
  serviceIndex: "1.3.6.1.4.1.311.84.2.1.1.1",
  owners: "1.3.6.1.4.1.311.84.2.1.1.2",
} as const;
