import { nullValue } from "../../lib/testing/encode.js";
import { type IssuedCertificate, keyUsage, signerExtensions } from "../../lib/testing/index.js";
import { testCertsFolder, testIssued } from "../../test-certs/index.js";
import { author, intermediate } from "../support/signers.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

type Change = Parameters<typeof author>[0];
const by = (issued: () => Promise<IssuedCertificate> | IssuedCertificate) => async (lab: Lab) =>
  verify(lab.package(await authored({ primary: { signer: await issued() } })));
const row = (name: string) => by(() => testIssued(name));
const changed = (change: Change) => by(() => author(change));
/** An edit that puts octets in place of others, which must be there. */
const replaced = (from: string, to: string) => (der: Uint8Array) => {
  const hex = Buffer.from(der).toString("hex");
  if (!hex.includes(from)) throw new Error("nothing to replace");
  return Uint8Array.from(Buffer.from(hex.replace(from, to), "hex"));
};
const OID_SHA256_RSA = "2a864886f70d01010b";

export const certificateCases = {
  "certificate-malformed": {
    words: changed({ edit: replaced("3082010a02820101", "3082010a04820101") }),
    exit: 20,
    nuget: "NU3003",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /certificate "Lab Author" cannot be read: .+, at byte \d+/,
    next: /certificate that its CA issued to the rules/,
  },
  "certificate-algorithm-unsupported": {
    words: by(async () => author({}, await intermediate({ algorithm: { name: "rsa-pkcs1", hash: "sha1" } }))),
    exit: 21,
    nuget: "NU3013",
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /"Lab Issuer" is signed with .*(?:sha1|SHA-1|1\.2\.840\.113549\.1\.1\.5).*, which is not allowed/i,
    next: /RSA key of 2048 bits or more/,
  },
  "certificate-algorithm-mismatch": {
    words: changed({ edit: replaced(OID_SHA256_RSA, "2a864886f70d01010c") }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /"Lab Author" names two signature algorithms/,
    next: /certificate that its CA issued to the rules/,
  },
  "certificate-key-too-short": {
    words: row("author-weak-key"),
    exit: 21,
    nuget: "NU3014",
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /key of "Author Weak Key" has 1024 bits; at least 2048 are required/,
    next: /longer key/,
  },
  "certificate-key-invalid": {
    words: changed({ edit: replaced("0203010001", "0203010000") }),
    exit: 20,
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /key of "Lab Author" is no sound key: its public exponent is even/,
    next: /Don’t use the package/,
  },
  "certificate-lifetime-signing": {
    words: row("author-lifetime-signing"),
    exit: 21,
    nuget: "NU3015",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /"Author Lifetime Signing" is marked for lifetime signing/,
    next: /without the lifetime signing usage/,
  },
  "certificate-eku": {
    words: row("author-wrong-eku"),
    exit: 21,
    nuget: "NU3012",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /"Author Wrong EKU" may not be used for code signing: its extended key usage does not name it/,
    next: /issued for this purpose/,
  },
  "certificate-key-usage": {
    words: row("author-no-digital-signature"),
    exit: 21,
    nuget: "NU3012",
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    says: /"Author No Digital Signature" may not be used so: its key usage lacks digitalSignature/,
    next: /issued for this use/,
  },
  "certificate-not-yet-valid": {
    words: async (lab) =>
      verify(lab.package(await authored({ primary: { signer: testIssued("author-not-yet-valid"), unsigned: none } }))),
    exit: 21,
    nuget: "NU3017",
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    says: /signing certificate "Author Not Yet Valid" begins on 2059-01-01/,
    next: /Check this machine’s clock/,
  },
  "certificate-expired": {
    words: async (lab) =>
      verify(lab.package(await authored({ primary: { signer: testIssued("author-expired"), unsigned: none } }))),
    exit: 21,
    nuget: "NU3037",
    etsi: "OUT_OF_BOUNDS_NO_POE",
    actor: "author",
    says: /"Author Expired" expired on 2021-01-01; the package was judged at 2026-11-24 because no timestamp says when it was signed/,
    next: /Ask Author Expired for a timestamped release/,
  },
  "certificate-validity-invalid": {
    words: changed({ notBefore: new Date("2030-01-01T00:00:00Z"), notAfter: new Date("2021-01-01T00:00:00Z") }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /dates of the certificate "Lab Author" are not as they must be: notBefore is after notAfter/,
    next: /certificate that its CA issued to the rules/,
  },
  "certificate-extension-unknown-critical": {
    words: changed({
      extensions: [...signerExtensions("code-signing"), { oid: "2.999.1", critical: true, value: nullValue() }],
    }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    evidence: { part: "certificate" },
    says: /"Lab Author" has a critical extension that is not understood: 2\.999\.1/,
    next: /this tool may be too old: update it/,
  },
  "certificate-extension-invalid": {
    words: changed({ extensions: [...signerExtensions("code-signing"), keyUsage(["digitalSignature"])] }),
    exit: 21,
    nuget: "NU3012",
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    evidence: { part: "certificate" },
    says: /extension 2\.5\.29\.15 of the certificate "Lab Author" is not as it must be: it stands there more than once/,
    next: /certificate that its CA issued to the rules/,
  },
  "certificate-serial-invalid": {
    words: async (lab) =>
      verify(
        lab.package(
          await authored({
            primary: { signer: await author({ serialNumber: "4a4b", edit: replaced("02024a4b", "0202ca4b") }) },
          }),
        ),
        "--policy",
        lab.policy({ severities: { "certificate-serial-invalid": "error" } }),
      ),
    exit: 21,
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    says: /serial number of the certificate "Lab Author" is negative/,
    next: /certificate that its CA issued to the rules/,
  },
  "certificate-revoked": {
    words: async (lab) => [
      ...(await row("author-revoked")(lab)),
      "--revocation",
      "offline",
      "--revocation-data",
      `${testCertsFolder}/crls`,
    ],
    exit: 21,
    nuget: "NU3012",
    etsi: "REVOKED_NO_POE",
    actor: "author",
    evidence: { part: "crl" },
    says: /"Author Revoked" was revoked on 2022-01-01 \(keyCompromise\), before the package was timestamped/,
    next: /Don’t use the package until its signer says what happened/,
  },
} as const satisfies Partial<FindingCases>;

async function none(): Promise<readonly []> {
  return [];
}
