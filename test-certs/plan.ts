import {
  authorityExtensions,
  basicConstraints,
  type ExtensionInput,
  extendedKeyUsages,
  type KeyKind,
  keyUsage,
  signerExtensions,
  subjectAltNames,
  type TestSignatureAlgorithm,
} from "../lib/testing/index.js";

/** Every key of the committed PKI. All of them are public: whoever has this repository can sign with them. */
export const keyPlan = {
  "code-signing-root": "rsa-3072",
  "code-signing-issuer": "rsa-3072",
  "timestamping-root": "rsa-3072",
  "timestamp-authority": "rsa-2048",
  repository: "rsa-2048",
  "author-rsa-2048": "rsa-2048",
  "author-rsa-3072": "rsa-3072",
  "author-rsa-4096": "rsa-4096",
  "author-p-256": "P-256",
  "author-p-384": "P-384",
  "author-p-521": "P-521",
  "author-ed25519": "Ed25519",
  "ocsp-responder": "rsa-2048",
  foreign: "rsa-2048",
  defective: "rsa-2048",
  weak: "rsa-1024",
} as const satisfies Readonly<Record<string, KeyKind>>;
export type KeyName = keyof typeof keyPlan;

/** One certificate: who, by which key, under whom, when, and what it says. */
export interface CertificateRow {
  /** RFC 4514. */
  readonly subject: string;
  readonly key: KeyName;
  /** Absent: self-signed. Stands earlier in the table. */
  readonly issuer?: string;
  readonly from?: string;
  readonly until?: string;
  readonly extensions: readonly ExtensionInput[];
  readonly algorithm?: TestSignatureAlgorithm;
}

const O = "O=Countersign Test";
const codeSigner = signerExtensions("code-signing");
const stamper = signerExtensions("timestamping");
const { codeSigning, serverAuth, lifetimeSigning, ocspSigning, timeStamping } = extendedKeyUsages;
const usedFor = (...usages: readonly string[]): readonly ExtensionInput[] => signerExtensions("code-signing", usages);
const withoutUsage = (extensions: readonly ExtensionInput[]): readonly ExtensionInput[] =>
  extensions.filter((extension) => extension.oid !== "2.5.29.37");

function author(key: KeyName, change: Partial<CertificateRow> = {}): CertificateRow {
  return { subject: `CN=Author ${key},${O}`, key, issuer: "code-signing-issuer", extensions: codeSigner, ...change };
}

function defective(what: string, change: Partial<CertificateRow>): CertificateRow {
  return author("defective", { subject: `CN=Author ${what},${O}`, ...change });
}

/** What holds where a row says nothing. */
export const usualValidity: { readonly from: string; readonly until: string } = {
  from: "2020-01-01T00:00:00Z",
  until: "2060-01-01T00:00:00Z",
};

export const certificatePlan: Readonly<Record<string, CertificateRow>> = {
  "code-signing-root": {
    subject: `CN=Test Code Signing Root,${O}`,
    key: "code-signing-root",
    extensions: authorityExtensions(),
  },
  "code-signing-issuer": {
    subject: `CN=Test Code Signing Issuer,${O}`,
    key: "code-signing-issuer",
    issuer: "code-signing-root",
    extensions: authorityExtensions({ pathLength: 0, usages: [codeSigning, ocspSigning] }),
  },
  "timestamping-root": {
    subject: `CN=Test Timestamping Root,${O}`,
    key: "timestamping-root",
    extensions: authorityExtensions(),
  },
  "timestamp-authority": {
    subject: `CN=Test Timestamp Authority,${O}`,
    key: "timestamp-authority",
    issuer: "timestamping-root",
    extensions: stamper,
  },
  repository: { ...author("repository"), subject: `CN=Test Repository,${O}` },
  "author-rsa-2048": author("author-rsa-2048"),
  "author-rsa-3072": author("author-rsa-3072"),
  "author-rsa-4096": author("author-rsa-4096"),
  "author-p-256": author("author-p-256"),
  "author-p-384": author("author-p-384"),
  "author-p-521": author("author-p-521"),
  "author-ed25519": author("author-ed25519"),
  "author-identified": author("author-rsa-2048", {
    subject: "CN=Contoso Ltd,O=Contoso Ltd,L=Redmond,ST=Washington,C=US",
    extensions: [
      ...codeSigner,
      subjectAltNames([
        { kind: "dns", value: "contoso.example" },
        { kind: "uri", value: "https://contoso.example/release" },
        { kind: "email", value: "release@contoso.example" },
      ]),
    ],
  }),
  /** The renewal of author-rsa-2048: other number and validity, one key. */
  "author-renewed": author("author-rsa-2048", { from: "2024-01-01T00:00:00Z", until: "2059-01-01T00:00:00Z" }),
  "ocsp-responder": {
    subject: `CN=Test OCSP Responder,${O}`,
    key: "ocsp-responder",
    issuer: "code-signing-issuer",
    extensions: [...usedFor(ocspSigning), { oid: "1.3.6.1.5.5.7.48.1.5", critical: false, value: Uint8Array.of(5, 0) }],
  },

  // What must be refused.
  "author-expired": defective("Expired", { until: "2021-01-01T00:00:00Z" }),
  "author-not-yet-valid": defective("Not Yet Valid", { from: "2059-01-01T00:00:00Z" }),
  "author-wrong-eku": defective("Wrong EKU", { extensions: usedFor(serverAuth) }),
  "author-no-eku": defective("No EKU", { extensions: withoutUsage(codeSigner) }),
  "author-lifetime-signing": defective("Lifetime Signing", { extensions: usedFor(codeSigning, lifetimeSigning) }),
  "author-weak-key": author("weak", { subject: `CN=Author Weak Key,${O}` }),
  "author-revoked": defective("Revoked", {}),
  "author-sha1": defective("SHA-1", { algorithm: { name: "rsa-pkcs1", hash: "sha1" } }),
  "author-no-digital-signature": defective("No Digital Signature", {
    extensions: codeSigner.map((extension) =>
      extension.oid === "2.5.29.15" ? keyUsage(["keyEncipherment"]) : extension,
    ),
  }),
  "issuer-without-ca": {
    subject: `CN=Test Issuer Without CA,${O}`,
    key: "defective",
    issuer: "code-signing-root",
    extensions: [basicConstraints(false), keyUsage(["digitalSignature", "keyCertSign"])],
  },
  "author-no-ca": author("author-rsa-2048", { subject: `CN=Author No CA,${O}`, issuer: "issuer-without-ca" }),
  "foreign-root": {
    subject: `CN=Foreign Root,O=Nobody We Know`,
    key: "foreign",
    extensions: authorityExtensions(),
  },
  "author-foreign": author("author-rsa-2048", {
    subject: "CN=Author Foreign,O=Nobody We Know",
    issuer: "foreign-root",
  }),
  "timestamp-authority-foreign": {
    subject: "CN=Timestamp Authority Foreign,O=Nobody We Know",
    key: "timestamp-authority",
    issuer: "foreign-root",
    extensions: stamper,
  },
  "timestamp-authority-expired": {
    subject: `CN=Timestamp Authority Expired,${O}`,
    key: "timestamp-authority",
    issuer: "timestamping-root",
    until: "2021-01-01T00:00:00Z",
    extensions: stamper,
  },
  "timestamp-authority-not-critical": {
    subject: `CN=Timestamp Authority Not Critical,${O}`,
    key: "timestamp-authority",
    issuer: "timestamping-root",
    extensions: usedFor(timeStamping),
  },
};
