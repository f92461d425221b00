import type { SignatureRef } from "../words.js";
import { assurance, authenticity, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { dayOf, judgedAt, listed, nameOf, named, purposeName, roleOf } from "./words.js";

const KEY_FAULT = {
  exponent: "its public exponent is even, below 3 or of 64 bits or more",
  modulus: "its modulus is even",
  point: "its point is not on its curve",
} as const;
const EKU_FAULT = {
  absent: "it has no extended key usage",
  missing: "its extended key usage does not name it",
  "not-critical": "its extended key usage is not critical",
  "not-sole": "its extended key usage names more than that",
} as const;
const SERIAL_FAULT = { zero: "zero", negative: "negative", "too-long": "too long" } as const;
const REVOKED_WHEN = {
  "before-timestamp": "before the package was timestamped",
  "after-timestamp": "after the package was timestamped",
  "no-timestamp": "and no timestamp says that the package is older",
} as const;

/** Each certificate by itself: rows of the catalogue. */
export const certificateRows: Rows<
  | "certificate-malformed"
  | "certificate-algorithm-unsupported"
  | "certificate-algorithm-mismatch"
  | "certificate-key-too-short"
  | "certificate-key-invalid"
  | "certificate-lifetime-signing"
  | "certificate-eku"
  | "certificate-key-usage"
  | "certificate-not-yet-valid"
  | "certificate-expired"
  | "certificate-validity-invalid"
  | "certificate-extension-unknown-critical"
  | "certificate-extension-invalid"
  | "certificate-serial-invalid"
  | "certificate-revoked"
> = {
  "certificate-malformed": {
    code: "certificate-malformed",
    ...integrity("tampered"),
    meaning: "A certificate that is needed cannot be parsed.",
    remedy: "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules.",
    rule: "RFC 5280 §4.1",
    ...nu("NU3003"),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, field, offset, problem }) =>
      `${certificate === undefined ? "A certificate" : `The certificate ${named(certificate)}`} cannot be read: ${shown(field)}, at byte ${offset}, ${shown(problem)}.`,
  },
  "certificate-algorithm-unsupported": {
    code: "certificate-algorithm-unsupported",
    ...authenticity("untrusted"),
    meaning: "The certificate is signed with an algorithm outside the profile.",
    remedy:
      "Ask the signer to use a certificate with an RSA key of 2048 bits or more that was signed with SHA-256 or better.",
    rule: "profile row",
    nuget: ["NU3013", "NU3014", "NU3022", "NU3023"],
    // NuGet tells a certificate's signature from its key; so does the identifier.
    nugetFor: ({ details }, subject) => (isKeyAlgorithm(details.oid) ? keyCode(subject) : signatureCode(subject)),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, oid, name, problem }) =>
      `The certificate ${named(certificate)} ${isKeyAlgorithm(oid) ? "holds a key of kind" : "is signed with"} ${name === undefined ? shown(oid) : shown(name)}, ${problem === undefined ? "which is not allowed" : shown(problem)}.`,
  },
  "certificate-algorithm-mismatch": {
    code: "certificate-algorithm-mismatch",
    ...authenticity("untrusted"),
    meaning: "signatureAlgorithm differs from tbsCertificate.signature.",
    remedy: "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules.",
    rule: "RFC 5280 §4.1.1.2",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, outer, inner }) =>
      `The certificate ${named(certificate)} names two signature algorithms: ${shown(outer)} outside and ${shown(inner)} inside.`,
  },
  "certificate-key-too-short": {
    code: "certificate-key-too-short",
    ...authenticity("untrusted"),
    meaning: "The public key is below the profile’s minimum.",
    remedy: "Ask the signer to sign with a longer key.",
    rule: "NuGet profile: RSA ≥ 2048",
    ...nu("NU3014", { timestamp: "NU3023" }),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, algorithm, bits, minimum }) =>
      `The ${shown(algorithm)} key of ${named(certificate)} has ${bits} bits; at least ${minimum} are required.`,
  },
  "certificate-key-invalid": {
    code: "certificate-key-invalid",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning:
      "An RSA public exponent that is even, below 3 or of 64 bits or more; an even modulus; a curve point off its curve.",
    remedy: "Don’t use the package: no ordinary tool makes such a key.",
    rule: "SP 800-89 §5.3.3",
    ...nu(),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, algorithm, problem }) =>
      `The ${shown(algorithm)} key of ${named(certificate)} is no sound key: ${KEY_FAULT[problem]}.`,
  },
  "certificate-lifetime-signing": {
    code: "certificate-lifetime-signing",
    ...authenticity("untrusted"),
    meaning: "The lifetime-signing EKU, which NuGet refuses.",
    remedy: "Ask the signer to use a certificate without the lifetime signing usage (1.3.6.1.4.1.311.10.3.13).",
    rule: "NuGet profile; OID 1.3.6.1.4.1.311.10.3.13",
    ...nu("NU3015"),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate }) =>
      `The certificate ${named(certificate)} is marked for lifetime signing, which signed packages may not use.`,
  },
  "certificate-eku": {
    code: "certificate-eku",
    ...authenticity("untrusted"),
    meaning: "The extended key usage does not allow this purpose.",
    remedy: "Ask the signer to use a certificate that its CA issued for this purpose.",
    rule: "RFC 5280 §4.2.1.12; RFC 3161 §2.3",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, required, found, problem }) =>
      `The certificate ${named(certificate)} may not be used for ${purposeName(required)}: ${EKU_FAULT[problem]}${found.length === 0 ? "" : ` (it has ${listed(found)})`}.`,
  },
  "certificate-key-usage": {
    code: "certificate-key-usage",
    ...authenticity("untrusted"),
    meaning: "The key usage does not allow this use.",
    remedy: "Ask the signer to use a certificate that its CA issued for this use.",
    rule: "RFC 5280 §4.2.1.3",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, required, found }) =>
      `The key of ${named(certificate)} may not be used so: its key usage lacks ${shown(required)}${found.length === 0 ? "" : ` (it has ${listed(found)})`}.`,
  },
  "certificate-not-yet-valid": {
    code: "certificate-not-yet-valid",
    ...authenticity("untrusted"),
    meaning: "The certificate begins after the time it is judged at.",
    remedy: "Check this machine’s clock; if it is right, ask the signer to sign again inside the certificate’s dates.",
    rule: "RFC 5280 §6.1.3(a)(2)",
    ...nu("NU3017", {
      timestamp: "NU3025",
      also: ["NU3037"],
      except: (finding) => (finding.details.timeFrom === "timestamp" ? "NU3037" : undefined),
    }),
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    message: ({ certificate, notBefore, at, timeFrom }, { subject }) =>
      `${roleOf(subject, certificate)} ${named(certificate)} begins on ${dayOf(notBefore, at)}; ${judgedAt(at, timeFrom, notBefore)}.`,
    etsiFor: ({ timeFrom }) => (timeFrom === "timestamp" ? "NOT_YET_VALID" : undefined),
  },
  "certificate-expired": {
    code: "certificate-expired",
    ...authenticity("untrusted"),
    meaning: "The certificate ended before the time it is judged at.",
    remedy: "Ask the signer for a timestamped release, or use a newer version.",
    rule: "RFC 5280 §6.1.3(a)(2)",
    ...nu("NU3037"),
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    message: ({ certificate, notAfter, at, timeFrom }, { subject }) =>
      `${roleOf(subject, certificate)} ${named(certificate)} expired on ${dayOf(notAfter, at)}; ${judgedAt(at, timeFrom, notAfter)}.`,
    mend: ({ certificate, timeFrom }) =>
      timeFrom === "timestamp"
        ? undefined
        : `Ask ${nameOf(certificate)} for a timestamped release, or use a newer version.`,
  },
  "certificate-validity-invalid": {
    code: "certificate-validity-invalid",
    ...authenticity("untrusted"),
    meaning: "notBefore is after notAfter, or a time has a wrong form.",
    remedy: "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules.",
    rule: "RFC 5280 §4.1.2.5",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, problem }) =>
      `The dates of the certificate ${named(certificate)} are not as they must be: ${shown(problem)}.`,
  },
  "certificate-extension-unknown-critical": {
    code: "certificate-extension-unknown-critical",
    ...authenticity("untrusted"),
    meaning: "A critical extension that the validator does not process.",
    remedy:
      "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules. If it did, this tool may be too old: update it.",
    rule: "RFC 5280 §4.2",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, oid }) =>
      `The certificate ${named(certificate)} has a critical extension that is not understood: ${shown(oid)}.`,
  },
  "certificate-extension-invalid": {
    code: "certificate-extension-invalid",
    ...authenticity("untrusted"),
    meaning: "An extension is duplicated, misplaced or does not parse.",
    remedy: "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules.",
    rule: "RFC 5280 §4.2",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, oid, problem }) =>
      `The extension ${shown(oid)} of the certificate ${named(certificate)} is not as it must be: ${shown(problem)}.`,
  },
  "certificate-serial-invalid": {
    code: "certificate-serial-invalid",
    ...assurance("untrusted"),
    meaning: "The serial number is not a positive integer of 20 octets at most.",
    remedy: "Ask whoever signed the package to sign it with a certificate that its CA issued to the rules.",
    rule: "RFC 5280 §4.1.2.2",
    ...nu(),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, problem }) =>
      `The serial number of the certificate ${named(certificate)} is ${SERIAL_FAULT[problem]}; it must be positive, of 20 octets at most.`,
  },
  "certificate-revoked": {
    code: "certificate-revoked",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning: "Revoked at, or with effect before, the time it is judged at.",
    remedy: "Don’t use the package until its signer says what happened; ask for a release under a new certificate.",
    rule: "RFC 5280 §6.3.3; RFC 6960 §2.2",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "REVOKED_NO_POE",
    actor: "author",
    message: ({ certificate, revokedAt, reason, relativeTo, origin }, { subject }) =>
      `${roleOf(subject, certificate)} ${named(certificate)} was revoked on ${dayOf(revokedAt)} (${shown(reason)}), ${REVOKED_WHEN[relativeTo]}; so says ${shown(origin)}.`,
    etsiFor: ({ certificate, relativeTo }) =>
      relativeTo === "after-timestamp"
        ? "CHAIN_CONSTRAINTS_FAILURE"
        : (certificate.depth ?? 0) > 0
          ? "REVOKED_CA_NO_POE"
          : undefined,
  },
};

/** rsaEncryption, DSA, id-ecPublicKey, and the curves of RFC 8410, which name key and signature alike. */
const KEY_ALGORITHMS: ReadonlySet<string> = new Set([
  "1.2.840.113549.1.1.1",
  "1.2.840.10040.4.1",
  "1.2.840.10045.2.1",
  "1.3.101.112",
  "1.3.101.113",
]);

function isKeyAlgorithm(oid: string): boolean {
  return KEY_ALGORITHMS.has(oid);
}

function keyCode(subject: SignatureRef | undefined): string {
  return subject?.timestamp === true ? "NU3023" : "NU3014";
}

function signatureCode(subject: SignatureRef | undefined): string {
  return subject?.timestamp === true ? "NU3022" : "NU3013";
}
