import type { IssueCode } from "../details.js";

const NOT_BY_A_CA =
  "Have the certificate issued by a CA, and give the certificates of that one along (--chain FILE, or in the PFX file): what issued it may not issue others.";

/**
 * What the one who signs can do about a finding of their own signature. The catalogue's remedies speak to the one who received
 * a package, and send them to the signer.
 */
export const remediesForSigners: ReadonlyMap<IssueCode, string> = new Map<IssueCode, string>([
  [
    "content-digest-mismatch",
    "Take the package that this signature is for, unchanged, or sign this one anew: countersign sign FILE",
  ],
  [
    "signature-value-invalid",
    "Make the value again with the key that belongs to this certificate; what came signed like this is to be signed anew: countersign sign FILE --overwrite",
  ],
  ["package-unsigned", "It has none to work on. To make one: countersign sign FILE"],
  [
    "chain-incomplete",
    "Give the certificates of your CA along with yours (--chain FILE, or in the PFX file); for a CA of your own, also its root: --code-signing-roots PEM.",
  ],
  [
    "chain-root-untrusted",
    "Sign with a certificate of a CA that those who verify trust; where they trust this root, say so: --code-signing-roots PEM.",
  ],
  [
    "timestamp-multiple",
    "Leave it: one timestamp is enough. For another one, sign anew: countersign sign FILE --overwrite",
  ],
  [
    "repository-countersignature-multiple",
    "Leave it: one repository’s countersignature is all that a package may have.",
  ],
  [
    "repository-countersignature-misplaced",
    "Countersign a package that its author signed; to put your signature in the place of this one: countersign sign FILE --kind repository --overwrite",
  ],
  [
    "package-entry-ambiguous",
    "Don’t sign it. Pack it again with an ordinary tool, or ask the one who packed it to; then sign that.",
  ],
  [
    "package-malformed",
    "Don’t sign it. Pack it again with an ordinary tool, or, if it came from elsewhere, download it again; then sign that.",
  ],
  [
    "signature-algorithm-unsupported",
    "Sign with an algorithm of this profile; NuGet’s are RSA of 2048 bits or more with SHA-256, SHA-384 or SHA-512.",
  ],
  ["certificate-malformed", "Sign with a certificate that its CA issued to the rules."],
  ["certificate-algorithm-mismatch", "Sign with a certificate that its CA issued to the rules."],
  [
    "certificate-algorithm-unsupported",
    "Sign with a certificate with an RSA key of 2048 bits or more that was signed with SHA-256 or better.",
  ],
  ["certificate-key-too-short", "Have a certificate issued for a longer key, and sign with that."],
  ["certificate-key-invalid", "Make a new key with an ordinary tool, and have a certificate issued for it."],
  [
    "certificate-lifetime-signing",
    "Sign with a certificate without the lifetime signing usage (1.3.6.1.4.1.311.10.3.13).",
  ],
  ["certificate-eku", "Sign with a certificate that your CA issued for code signing."],
  ["certificate-key-usage", "Sign with a certificate whose key usage your CA set for signing (digitalSignature)."],
  ["certificate-not-yet-valid", "Check this machine’s clock; if it is right, sign inside the certificate’s dates."],
  [
    "certificate-expired",
    "Check this machine’s clock; if it is right, renew the certificate and sign with the new one.",
  ],
  ["chain-issuer-not-ca", NOT_BY_A_CA],
  ["chain-issuer-key-usage", NOT_BY_A_CA],
  ["chain-name-constraint", "Ask your CA for a certificate under a name that it may certify."],
  ["chain-path-length", "Ask your CA: it issued more levels below this certificate than allowed."],
  ["chain-policy", "Sign with a certificate issued under one of the policies that are required."],
  ["repository-service-index-invalid", "Give the absolute https URL of the repository’s service index."],
]);
