import { requiredAttributes } from "./required-attributes.js";
import type { SignatureProfile } from "./signature-profile.js";

/** Signatures beside a file: plain detached CMS with NuGet's attributes, so that tools that know neither can check it. */
export const cmsDetached: SignatureProfile = {
  id: "cms-detached",
  content: "external", // RFC 5652 §5.2: eContent absent, the file's octets are signed
  hashes: ["sha256", "sha384", "sha512"], // RFC 5754 §2, without SHA-224
  // RFC 8017 §8; RFC 5754 §3.3 (ECDSA with SHA-2 on P-256, P-384, P-521); RFC 8419 (Ed25519 in CMS)
  algorithms: ["rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519"],
  minimumRsaBits: 2048, // as NuGet; NIST SP 800-57 part 1 rev. 5 §5.6.1: 112 bits of strength
  requiredAttributes, // as NuGet, so that kind, claims and binding of the key mean the same in both profiles
  maxTimestamps: 1, // as NuGet
};
