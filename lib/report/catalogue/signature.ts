import type { FindingOf } from "../finding.js";
import type { SignatureRef } from "../words.js";
import { advice, authenticity, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { counted, digest, fileWord, hashName, instant, listed, named } from "./words.js";

/** What is wrong with a signature that stands in the file as PEM (RFC 7468): whoever has it can mend that. */
export const PEM_FOR_DER = "is PEM, and DER is wanted";

const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16";

function fromPem(file: string): string {
  const [from, to] = [fileWord(file), fileWord(`${file}.der`)];
  return `Turn it into DER, and give the result its name: openssl cms -cmsout -inform PEM -in ${from} -outform DER -out ${to}`;
}

/** NuGet calls a missing message-digest a wrong signature, and lets a missing content-type, or no attributes at all, pass. */
function attributeCode(
  { details: { oid } }: FindingOf<"signature-attribute-missing">,
  subject: SignatureRef | undefined,
): string | undefined {
  // The CMS library judges a token's attributes, and NuGet has one code for whatever it says.
  if (subject?.timestamp === true) return undefined;
  if (oid === MESSAGE_DIGEST) return "NU3012";
  return oid === CONTENT_TYPE || oid === "" ? "none" : undefined;
}

/** A commitment of both kinds is the only fault of a known attribute that NuGet has no code for. */
function commitmentCode({ details }: FindingOf<"signature-attribute-invalid">): string | undefined {
  return details.oid === COMMITMENT_TYPE ? "NU3000" : undefined;
}

/** The signature as CMS: rows of the catalogue. */
export const signatureRows: Rows<
  | "signature-entry-duplicate"
  | "signature-entry-invalid"
  | "signature-malformed"
  | "signature-der-noncanonical"
  | "signature-version-unsupported"
  | "signature-content-malformed"
  | "signature-primary-count"
  | "signature-certificate-missing"
  | "signature-value-invalid"
  | "signature-digest-mismatch"
  | "signature-algorithm-unsupported"
  | "signature-attribute-missing"
  | "signature-attribute-invalid"
  | "signature-content-type-mismatch"
  | "signing-certificate-mismatch"
  | "signature-kind-unknown"
  | "signature-kind-not-allowed"
  | "signing-time-implausible"
  | "signature-bytes-unsigned"
> = {
  "signature-entry-duplicate": {
    code: "signature-entry-duplicate",
    ...integrity("tampered"),
    meaning: "More than one signature file.",
    remedy: "Download it again from its source; if you made it, sign it anew.",
    rule: "NuGet signed packages reference",
    ...nu("NU3005"),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ count }) => `The package holds ${counted(count, "signature file")}; exactly one is allowed.`,
  },
  "signature-entry-invalid": {
    code: "signature-entry-invalid",
    ...integrity("tampered"),
    meaning: "The signature entry is compressed, encrypted, or has wrong flags or sizes.",
    remedy: "Sign it anew; the signature must be a stored entry, neither compressed nor encrypted.",
    rule: "NuGet signed packages reference",
    ...nu("NU3005"),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ field, expected, actual }) =>
      `The signature’s entry is not as it must be: ${shown(field)} is ${shown(actual)} instead of ${shown(expected)}.`,
  },
  "signature-malformed": {
    code: "signature-malformed",
    ...integrity("tampered"),
    meaning: "The signature file is not exactly one well-formed SignedData (bytes after it included).",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 5652 §5.1",
    ...nu("NU3003", { also: ["NU3000"] }),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ structure, offset, problem }) =>
      `The signature file cannot be read: ${shown(structure)}, at byte ${offset}, ${shown(problem)}.`,
    mend: ({ problem }, { file }) => (problem === PEM_FOR_DER ? fromPem(`${file ?? "FILE"}.p7s`) : undefined),
  },
  "signature-der-noncanonical": {
    code: "signature-der-noncanonical",
    ...integrity("tampered"),
    meaning: "Signed bytes are not in DER where DER is required.",
    remedy: "Ask the author for a package that was signed anew. The tool that signed this one doesn’t write DER.",
    rule: "X.690 §10, §11",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ structure, offset, rule }) =>
      `Signed bytes are not in DER: in ${shown(structure)}, at byte ${offset} (${shown(rule)}).`,
  },
  "signature-version-unsupported": {
    code: "signature-version-unsupported",
    ...integrity("inconclusive"),
    meaning: "A newer signature format than this library knows.",
    remedy: "Update this tool; the package may be sound.",
    rule: "NuGet signed packages reference",
    ...nu("NU3007"),
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    message: ({ version, supported }) =>
      `The signature is of version ${shown(version)}; this version of the tool knows ${listed(supported)}.`,
  },
  "signature-content-malformed": {
    code: "signature-content-malformed",
    ...integrity("tampered"),
    meaning: "The signed manifest (Version, hash lines) cannot be read.",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "NuGet signed packages reference",
    ...nu("NU3000"),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ line, problem }) =>
      line === 0
        ? `The signed manifest ${shown(problem)}.`
        : `The signed manifest cannot be read: at line ${line} it ${shown(problem)}.`,
  },
  "signature-primary-count": {
    code: "signature-primary-count",
    ...integrity("tampered"),
    meaning: "Not exactly one primary SignerInfo.",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "NuGet signed packages reference",
    ...nu("NU3009"),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ count }) => `The signature has ${counted(count, "primary signer")}; exactly one is allowed.`,
  },
  "signature-certificate-missing": {
    code: "signature-certificate-missing",
    ...integrity("untrusted"),
    meaning: "The signature holds no certificate that matches its signer identifier.",
    remedy: "Ask the author for a package that was signed anew. The signer’s certificate belongs inside the signature.",
    rule: "RFC 5652 §10.2.3",
    ...nu("NU3010"),
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    message: ({ signerId }) => `The signature does not hold the certificate of its signer, ${shown(signerId)}.`,
  },
  "signature-value-invalid": {
    code: "signature-value-invalid",
    ...integrity("tampered"),
    meaning: "The signature value does not verify under the signer’s key.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 5652 §5.6",
    ...nu("NU3012"),
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    message: ({ algorithm, certificate }) =>
      `The ${shown(algorithm)} signature was not made with the key of ${named(certificate)}, or what it covers was changed.`,
  },
  "signature-digest-mismatch": {
    code: "signature-digest-mismatch",
    ...integrity("tampered"),
    meaning: "The message-digest attribute is not the digest of the content.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 5652 §11.2",
    ...nu("NU3012"),
    etsi: "HASH_FAILURE",
    actor: "repository",
    message: ({ algorithm, expected, actual }) =>
      expected === "" && actual === ""
        ? `No ${hashName(algorithm)} of the signed content can be made out in the signature.`
        : `The signed content’s ${hashName(algorithm)} is ${digest(actual, expected)}, but ${digest(expected, actual)} was signed: the content was changed after signing.`,
  },
  "signature-algorithm-unsupported": {
    code: "signature-algorithm-unsupported",
    ...integrity("untrusted"),
    meaning: "The signature or digest algorithm is not in the profile.",
    remedy: "Ask the author to sign with RSA of 2048 bits or more and SHA-256, SHA-384 or SHA-512.",
    rule: "profile row",
    ...nu(),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ oid, name, problem, profile, where }) =>
      `The ${shown(where)} uses ${name === undefined ? shown(oid) : shown(name)}, ${problem === undefined ? `which the profile ${shown(profile)} does not allow` : shown(problem)}.`,
  },
  "signature-attribute-missing": {
    code: "signature-attribute-missing",
    ...integrity("tampered"),
    meaning:
      "A required signed attribute is absent, or there are none. Countersignatures need no content-type (RFC 5652 §11.4).",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "RFC 5652 §5.3, §11",
    ...nu("NU3011", { timestamp: "NU3021", countersignature: "NU3031", also: ["NU3012"], except: attributeCode }),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ attribute, oid }) =>
      oid === "" ? "The signature has no signed attributes." : `The signature lacks the attribute ${shown(attribute)}.`,
  },
  "signature-attribute-invalid": {
    code: "signature-attribute-invalid",
    ...integrity("tampered"),
    meaning: "An attribute is duplicated, has several values, or does not parse.",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "RFC 5652 §5.3",
    ...nu("NU3011", { timestamp: "NU3021", countersignature: "NU3031", also: ["NU3000"], except: commitmentCode }),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ attribute, problem }) =>
      `The attribute ${shown(attribute)} of the signature is not as it must be: ${shown(problem)}.`,
  },
  "signature-content-type-mismatch": {
    code: "signature-content-type-mismatch",
    ...integrity("tampered"),
    meaning: "The content-type attribute is not that of the content.",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "RFC 5652 §11.1",
    ...nu("NU3012", { timestamp: "NU3021" }),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ expected, actual }) =>
      `The signature says that its content is of type ${shown(actual)}; the content is of type ${shown(expected)}.`,
  },
  "signing-certificate-mismatch": {
    code: "signing-certificate-mismatch",
    ...integrity("tampered"),
    meaning: "The signing-certificate-v2 attribute names another certificate.",
    remedy: "Ask the author for a package that was signed anew.",
    rule: "RFC 5035 §3, §4",
    ...nu("NU3011", { timestamp: "NU3021", countersignature: "NU3031" }),
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    message: ({ expected, actual, field }) =>
      `The signature names another signing certificate than the one that it was made with (${field === "hash" ? `hash ${digest(actual, expected)} instead of ${digest(expected, actual)}` : `${shown(actual)} instead of ${shown(expected)}`}).`,
  },
  "signature-kind-unknown": {
    code: "signature-kind-unknown",
    ...authenticity("untrusted"),
    meaning: "The commitment type says neither author nor repository.",
    remedy: "Ask the author for a package that was signed anew. It must say whether an author or a repository signed.",
    rule: "RFC 5126 §5.11.1",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ found }) =>
      `The signature says neither that an author made it nor that a repository did${found.length === 0 ? "" : `: it says ${listed(found)}`}.`,
  },
  "signature-kind-not-allowed": {
    code: "signature-kind-not-allowed",
    ...authenticity("untrusted"),
    meaning: "The policy asks for another kind of signature.",
    remedy:
      "Get the package from a source with the kind of signature that the policy asks for, or change signatures.primary in the policy.",
    rule: "policy",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ found, allowed }) =>
      `This is ${found === "author" ? "an author" : "a repository"} signature; the policy asks for ${allowed.join(" or ")}.`,
  },
  "signing-time-implausible": {
    code: "signing-time-implausible",
    ...advice(),
    meaning: "The claimed signing time contradicts the timestamp or the clock.",
    remedy: "Nothing need be done: the claimed time proves nothing and is not used.",
    rule: "RFC 5652 §11.3",
    ...nu(),
    actor: "author",
    message: ({ claimed, reference }) =>
      `The signer claims to have signed at ${instant(claimed)}, which does not fit ${instant(reference)}.`,
  },
  "signature-bytes-unsigned": {
    code: "signature-bytes-unsigned",
    ...advice(),
    meaning: "Bytes that no signature covers are not as a signer leaves them; they change nothing.",
    remedy: "Nothing need be done; its source may know who rewrote the file after it was signed.",
    rule: "RFC 5652 §5.3",
    ...nu(),
    actor: "repository",
    message: ({ where, what, start, end }) =>
      `No signature covers the bytes from ${start} up to ${end} of the ${where}, and no signer leaves them so: ${shown(what)}.`,
  },
};
