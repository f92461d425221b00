import { explicit, integer, octetString, oid, sequence, setOf, time } from "../../lib/testing/encode.js";
import { testIssued } from "../../test-certs/index.js";
import { indefinite } from "../support/ber.js";
import {
  ATTRIBUTE,
  type Attributes,
  CONTENT,
  digest,
  replacing,
  signingCertificate,
  without,
} from "../support/message.js";
import { type Layout, manifest, signedPackage, unsignedPackage, withSignature } from "../support/package.js";
import { stamped } from "../support/tokens.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, type Message, verify } from "./lab.js";

const signer = testIssued("author-rsa-2048");
const of =
  (message: Message, layout: Layout = {}, ...options: readonly string[]) =>
  async (lab: Lab) =>
    verify(lab.package(await authored(message, layout)), ...options);
const attributes = (edit: ReturnType<typeof without>) => of({ primary: { attributes: edit } });
const saying = (text: (content: Uint8Array) => string) => async (lab: Lab) =>
  verify(lab.package(await signedPackage({ primary: { signer, unsigned: stamped() } }, {}, text)));

/** A timestamp, and an attribute that nobody reads. */
async function withUnread(value: Uint8Array): Promise<Attributes> {
  const unread = { type: "1.2.840.113549.1.9.16.2.99", values: [octetString(Buffer.from("x"))] };
  return [...(await stamped()(value)), unread];
}

/** A SignedData without a SignerInfo: nobody signed it. */
function withoutSigners(): Uint8Array {
  const content = octetString(Buffer.from(manifest(unsignedPackage()), "latin1"));
  const signedData = sequence(integer(1), setOf(), sequence(oid(CONTENT.data), explicit(0, content)), setOf());
  return withSignature(sequence(oid(CONTENT.signedData), explicit(0, signedData)));
}

export const signatureCases = {
  "signature-entry-duplicate": {
    words: async (lab) =>
      verify(lab.package(await authored({}, { zip: { entries: [{ name: ".signature.p7s", content: "another" }] } }))),
    exit: 20,
    nuget: "NU3005",
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    says: /holds 2 signature files; exactly one is allowed/,
    next: /Download it again/,
  },
  "signature-entry-invalid": {
    words: of({}, { entry: { local: { crc32: 1 }, central: { crc32: 1 } } }),
    exit: 20,
    nuget: "NU3005",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    says: /entry is not as it must be: .+ is .+ instead of/,
    next: /Sign it anew/,
  },
  "signature-malformed": {
    words: of({}, { stored: (signature) => Buffer.concat([signature, Buffer.from([0])]) }),
    exit: 20,
    nuget: "NU3003",
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    evidence: { part: "signature" },
    says: /cannot be read: .+, at byte \d+/,
    next: /download it again/,
  },
  "signature-der-noncanonical": {
    words: of({}, { stored: indefinite }),
    exit: 20,
    etsi: "FORMAT_FAILURE",
    actor: "author",
    evidence: { part: "signature" },
    says: /not in DER: in .+, at byte \d+ \(X\.690/,
    next: /signed anew/,
  },
  "signature-version-unsupported": {
    words: saying((content) => manifest(content).replace("Version:1", "Version:2")),
    exit: 23,
    nuget: "NU3007",
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    says: /of version 2; this version of the tool knows 1/,
    next: /Update this tool; the package may be sound/,
  },
  "signature-content-malformed": {
    words: saying((content) => manifest(content).replaceAll("\n", "\r\n")),
    exit: 20,
    nuget: "NU3000",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    evidence: { part: "signature" },
    says: /manifest cannot be read: at line 1/,
    next: /signed anew/,
  },
  "signature-primary-count": {
    words: (lab) => verify(lab.package(withoutSigners())),
    exit: 20,
    nuget: "NU3009",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    says: /has 0 primary signers; exactly one/,
    next: /signed anew/,
  },
  "signature-certificate-missing": {
    words: of({ certificates: signer.issuers }),
    exit: 21,
    nuget: "NU3010",
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    evidence: { part: "signature" },
    says: /does not hold the certificate of its signer/,
    next: /signed anew/,
  },
  "signature-value-invalid": {
    words: of({ primary: { sign: () => new Uint8Array(256).fill(1) } }),
    exit: 20,
    nuget: "NU3012",
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    says: /was not made with the key of "Author author-rsa-2048", or what it covers was changed/,
    next: /download it again/,
  },
  "signature-digest-mismatch": {
    words: attributes(
      replacing({ type: ATTRIBUTE.messageDigest, values: [octetString(digest("sha256", Buffer.from("another")))] }),
    ),
    exit: 20,
    nuget: "NU3012",
    etsi: "HASH_FAILURE",
    actor: "repository",
    says: /SHA-256 is .+, but .+ was signed/,
    next: /download it again/,
  },
  "signature-algorithm-unsupported": {
    words: of({ primary: { hash: "sha1" } }),
    exit: 21,
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    evidence: { part: "signature" },
    says: /uses .+, which the profile nuget-v1 does not allow/,
    next: /SHA-256, SHA-384 or SHA-512/,
  },
  "signature-attribute-missing": {
    words: attributes(without(ATTRIBUTE.signingTime)),
    exit: 20,
    nuget: "NU3011",
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    evidence: { part: "signature", attribute: "signing-time" },
    says: /lacks the attribute signing-time/,
    next: /signed anew/,
  },
  "signature-attribute-invalid": {
    words: attributes(
      replacing({
        type: ATTRIBUTE.signingTime,
        values: [time(new Date("2026-11-01T00:00:00Z")), time(new Date("2026-11-02T00:00:00Z"))],
      }),
    ),
    exit: 20,
    nuget: "NU3011",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    evidence: { part: "signature", attribute: "signing-time" },
    says: /attribute signing-time of the signature is not as it must be/,
    next: /signed anew/,
  },
  "signature-content-type-mismatch": {
    words: attributes(replacing({ type: ATTRIBUTE.contentType, values: [oid(CONTENT.signedData)] })),
    exit: 20,
    nuget: "NU3012",
    etsi: "FORMAT_FAILURE",
    actor: "author",
    says: /is of type 1\.2\.840\.113549\.1\.7\.2; the content is of type 1\.2\.840\.113549\.1\.7\.1/,
    next: /signed anew/,
  },
  "signing-certificate-mismatch": {
    words: attributes(replacing(signingCertificate(testIssued("author-rsa-3072").certificate))),
    exit: 20,
    nuget: "NU3011",
    etsi: "NO_SIGNING_CERTIFICATE_FOUND",
    actor: "author",
    evidence: { part: "signature", attribute: "signing-certificate-v2" },
    says: /names another signing certificate/,
    next: /signed anew/,
  },
  "signature-kind-unknown": {
    words: attributes(without(ATTRIBUTE.commitmentType)),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /neither that an author made it nor that a repository did/,
    next: /whether an author or a repository signed/,
  },
  "signature-kind-not-allowed": {
    words: async (lab) =>
      verify(lab.package(await authored()), "--policy", lab.policy({ signatures: { primary: ["repository"] } })),
    exit: 21,
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    says: /This is an author signature; the policy asks for repository/,
    next: /change signatures\.primary in the policy/,
  },
  "signing-time-implausible": {
    words: async (lab) =>
      verify(
        lab.package(await authored({ primary: { signingTime: new Date("2026-11-20T00:00:00Z") } })),
        "--policy",
        lab.policy({ severities: { "signing-time-implausible": "warning" } }),
        "--detail",
        "full",
      ),
    exit: 0,
    severity: "warning",
    actor: "author",
    evidence: { part: "signature", attribute: "signing-time" },
    says: /claims to have signed at 2026-11-20 00:00:00 UTC, which does not fit 2026-11-02 00:00:00 UTC/,
    next: /Nothing need be done/,
  },
  "signature-bytes-unsigned": {
    words: of({ primary: { signer, unsigned: withUnread } }, {}, "--detail", "full"),
    exit: 0,
    severity: "info",
    actor: "repository",
    evidence: { part: "signature" },
    says: /of the signature file, and no signer leaves them so: an unsigned attribute of type 1\.2\.840\.113549\.1\.9\.16\.2\.99/,
    next: /Nothing need be done; its source/,
  },
  "content-digest-mismatch": {
    words: async (lab) => {
      const bytes = Buffer.from(await authored());
      const place = bytes.indexOf("A package of the lab");
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      return verify(lab.package(bytes));
    },
    exit: 20,
    nuget: "NU3008",
    etsi: "HASH_FAILURE",
    actor: "repository",
    evidence: { part: "package" },
    says: /The package’s SHA-256 is .+, but .+ was signed: the file was changed after signing/,
    next: /clear the cache, download it again/,
  },
  "content-hash-unsupported": {
    words: saying(() => "Version:1\n\n1.3.14.3.2.26-Hash:qqqqqqqqqqqqqqqqqqqqqqqqqqo=\n\n"),
    exit: 23,
    nuget: "NU3000",
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /it is by 1\.3\.14\.3\.2\.26, and sha256, sha384, sha512 are allowed/,
    next: /SHA-256, SHA-384 or SHA-512/,
  },
} as const satisfies Partial<FindingCases>;
