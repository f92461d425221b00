import type { SignatureProfile } from "./signature-profile.js";

const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_TIME = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
const COMMITMENT_TYPE_INDICATION = "1.2.840.113549.1.9.16.2.16";
const NUGET_V3_SERVICE_INDEX_URL = "1.3.6.1.4.1.311.84.2.1.1.1";

const everySignature = [
  MESSAGE_DIGEST, // RFC 5652 §5.3: wherever there are signed attributes
  SIGNING_TIME, // NuGet.Packaging Signature.cs: its presence is required, its value is a claim (NU3011, NU3031)
  SIGNING_CERTIFICATE_V2, // SignatureUtility.cs; RFC 5035 §3: without it a signature value does not fix its key
  COMMITMENT_TYPE_INDICATION, // AttributeUtility.cs; RFC 5126 §5.11.1: says author or repository
];

/**
 * The signed attributes that NuGet's signatures carry, by kind (NuGet.Packaging SigningUtility.cs, AttributeUtility.cs).
 * Package owners are optional. RFC 5652 §11.4 forbids content-type in a countersignature and nuget.org's have it all the
 * same, so there it is neither required nor refused.
 */
export const requiredAttributes: SignatureProfile["requiredAttributes"] = {
  author: [CONTENT_TYPE, ...everySignature],
  repository: [CONTENT_TYPE, ...everySignature, NUGET_V3_SERVICE_INDEX_URL],
  countersignature: [...everySignature, NUGET_V3_SERVICE_INDEX_URL],
};
