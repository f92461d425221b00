import { requiredAttributes } from "./required-attributes.js";
import type { SignatureProfile } from "./signature-profile.js";

/** Signatures inside a `.nupkg`, format version 1. */
export const nugetV1: SignatureProfile = {
  id: "nuget-v1",
  content: "manifest", // NuGet.Packaging SignatureContent.cs: version line and hash line, encapsulated
  hashes: ["sha256", "sha384", "sha512"], // SigningSpecificationsV1.cs, AllowedHashAlgorithms
  // SigningSpecificationsV1.cs allows the RSA signature algorithms. PSS is not named there, but the client checks with
  // whatever the platform's CMS can, and `dotnet nuget verify` 10.0 trusts it.
  algorithms: ["rsa-pkcs1", "rsa-pss"],
  minimumRsaBits: 2048, // SigningSpecificationsV1.cs, RSAPublicKeyMinLength
  requiredAttributes,
  maxTimestamps: 1, // Signature.cs reads all and judges the first: more than one is worth a word
};
