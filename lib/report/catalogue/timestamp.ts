import { advice, assurance, authenticity, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { counted, digest, fileWord, hashName, instant, lasting, named, signatureName } from "./words.js";

/** Timestamps: rows of the catalogue. */
export const timestampRows: Rows<
  | "timestamp-missing"
  | "timestamp-omitted"
  | "timestamp-multiple"
  | "timestamp-malformed"
  | "timestamp-imprint-mismatch"
  | "timestamp-signature-invalid"
  | "timestamp-certificate-missing"
  | "timestamp-hash-unsupported"
  | "timestamp-digest-unsupported"
  | "timestamp-time-outside-certificate"
  | "timestamp-in-future"
  | "timestamp-nonce-mismatch"
  | "timestamp-authority-failed"
> = {
  "timestamp-missing": {
    code: "timestamp-missing",
    ...assurance("untrusted"),
    meaning: "The signature has no timestamp.",
    remedy: "Ask the author for a timestamped release: without one the signature ends with its certificate.",
    rule: "RFC 3161; policy",
    ...nu("NU3027"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ signature }) =>
      `The ${signatureName(signature)} has no timestamp: it will not outlive its certificate.`,
  },
  "timestamp-omitted": {
    code: "timestamp-omitted",
    ...advice(["warning", "warning", "info"]),
    meaning: 'At signing: the caller chose timestamp "none".',
    remedy: "To add one while the certificate is valid: countersign timestamp FILE --timestamp URL",
    rule: "—",
    ...nu("NU3002"),
    actor: "author",
    message: ({ signature }) =>
      `The ${signatureName(signature)} was made without a timestamp, as asked: it ends with its certificate.`,
    mend: ({ signature }, { file }) => {
      const target = signature.placement === "countersignature" ? " --target countersignature" : "";
      return `To add one while the certificate is valid: countersign timestamp ${fileWord(file)} --timestamp URL${target}`;
    },
  },
  "timestamp-multiple": {
    code: "timestamp-multiple",
    ...assurance("untrusted"),
    meaning:
      "More than one timestamp on one signature. All must be well-formed and well signed; the first in encoded order alone gives a time, as in NuGet.",
    remedy: "Ask for a release with a single timestamp on each signature.",
    rule: "NuGet profile",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ count }, { isReaders = false }) =>
      `The signature ${isReaders ? "would have" : "has"} ${counted(count, "timestamp")}; only the first gives a time.`,
  },
  "timestamp-malformed": {
    code: "timestamp-malformed",
    ...integrity("tampered"),
    meaning: "The token is not a SignedData with a TSTInfo.",
    remedy: "Ask for a release with a new timestamp.",
    rule: "RFC 3161 §2.4.2",
    ...nu("NU3003", {
      also: ["NU3021", "NU3029"],
      // What a token holds instead of a TSTInfo is a fault of its content type to NuGet.
      except: ({ details }) => (details.structure === "EncapsulatedContentInfo" ? "NU3021" : undefined),
    }),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ structure, offset, problem }) =>
      `The timestamp cannot be read: ${shown(structure)}, at byte ${offset}, ${shown(problem)}.`,
  },
  "timestamp-imprint-mismatch": {
    code: "timestamp-imprint-mismatch",
    ...integrity("tampered"),
    meaning: "The token was made for another signature.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 3161 §2.4.2",
    ...nu("NU3019"),
    etsi: "HASH_FAILURE",
    actor: "repository",
    message: ({ algorithm, expected, actual }) =>
      `The timestamp was made for another signature: its ${hashName(algorithm)} is ${digest(actual, expected)}, that of this signature is ${digest(expected, actual)}.`,
  },
  "timestamp-signature-invalid": {
    code: "timestamp-signature-invalid",
    ...integrity("tampered"),
    meaning: "The authority’s signature on the token does not verify.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 5652 §5.6",
    ...nu("NU3021"),
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    message: ({ algorithm, certificate }) =>
      `The timestamp’s ${shown(algorithm)} signature was not made with the key of ${named(certificate)}, or the timestamp was changed.`,
  },
  "timestamp-certificate-missing": {
    code: "timestamp-certificate-missing",
    ...authenticity("untrusted"),
    meaning: "The token holds no certificate of its signer.",
    remedy: "Ask for a release with a new timestamp, which holds its authority’s certificate.",
    rule: "RFC 3161 §2.4.1",
    ...nu("NU3020"),
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    message: ({ signerId }) => `The timestamp does not hold the certificate of its authority, ${shown(signerId)}.`,
  },
  "timestamp-hash-unsupported": {
    code: "timestamp-hash-unsupported",
    ...authenticity("untrusted"),
    meaning: "The message imprint’s hash is none that the profile allows.",
    remedy: "Ask for a release with a timestamp by SHA-256 or better.",
    rule: "profile row",
    ...nu("NU3030"),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ oid, problem }) =>
      `The timestamp refers to the signature by a hash ${problem === undefined ? "that is not allowed" : shown(problem)}: ${shown(oid)}.`,
  },
  "timestamp-digest-unsupported": {
    code: "timestamp-digest-unsupported",
    ...authenticity("untrusted"),
    meaning: "The token’s own digest algorithm is none that the profile allows.",
    remedy: "Ask for a release with a timestamp by SHA-256 or better.",
    rule: "profile row",
    ...nu("NU3024"),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ oid, problem }) =>
      `The timestamp is signed over a hash ${problem === undefined ? "that is not allowed" : shown(problem)}: ${shown(oid)}.`,
  },
  "timestamp-time-outside-certificate": {
    code: "timestamp-time-outside-certificate",
    ...authenticity("untrusted"),
    meaning: "The stamped time lies outside the authority’s certificate.",
    remedy: "Ask for a release with a new timestamp from another authority.",
    rule: "RFC 3161 §4",
    ...nu("NU3036"),
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    message: ({ genTime, accuracyMs, notBefore, notAfter }) =>
      `The timestamp says ${instant(genTime)}${accuracyMs === 0 ? "" : ` (give or take ${lasting(accuracyMs)})`}, outside its authority’s certificate, which holds from ${instant(notBefore)} to ${instant(notAfter)}.`,
  },
  "timestamp-in-future": {
    code: "timestamp-in-future",
    ...authenticity("inconclusive"),
    meaning: "The stamped time, less its accuracy, is more than 5 minutes after the time of verification.",
    remedy: "Check this machine’s clock; if it is right, don’t trust this authority.",
    rule: "RFC 3161 §2.4.2",
    ...nu(),
    etsi: "TIMESTAMP_ORDER_FAILURE",
    actor: "user",
    message: ({ genTime, at, skewMs }) =>
      `The timestamp says ${instant(genTime)}, later than the time of verification, ${instant(at)}, by more than the ${lasting(skewMs)} that are allowed.`,
  },
  "timestamp-nonce-mismatch": {
    code: "timestamp-nonce-mismatch",
    ...integrity("none"),
    meaning: "At signing: the answer is for another request.",
    remedy: "Try again or use another authority; a cache between you and it may answer in its place.",
    rule: "RFC 3161 §2.4.2",
    ...nu("NU3026"),
    actor: "network",
    message: ({ sent, received }) =>
      `The authority answered another request: nonce ${digest(sent, received)} was sent and ${received === undefined ? "none" : digest(received, sent)} came back.`,
  },
  "timestamp-authority-failed": {
    code: "timestamp-authority-failed",
    ...assurance("inconclusive", ["error", "error", "error"]),
    meaning: "At signing: an authority refused or answered wrongly.",
    remedy: "Try again later, or name a second authority: --timestamp URL,URL",
    rule: "RFC 3161 §2.4.2",
    ...nu("NU3000"),
    actor: "network",
    message: ({ url, status, failInfo, attempts }) =>
      `The timestamp authority ${shown(url)} gave no timestamp in ${counted(attempts, "attempt")}${status === undefined ? "" : `: status ${status}`}${failInfo === undefined ? "" : ` (${shown(failInfo)})`}.`,
  },
};
