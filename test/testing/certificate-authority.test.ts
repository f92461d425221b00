import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  authorityExtensions,
  authorityInformationAccess,
  type CertificateAuthority,
  type CertificateTemplate,
  certificatePolicies,
  certify,
  createRootAuthority,
  crlDistributionPoints,
  distinguishedName,
  extendedKeyUsages,
  inhibitAnyPolicy,
  issueAuthority,
  issueCertificate,
  nameConstraints,
  policyConstraints,
  policyMappings,
  signerExtensions,
  subjectAltNames,
  type TestKey,
  type TestSignatureAlgorithm,
  toPem,
} from "../../lib/testing/index.js";
import { testKey } from "../../test-certs/index.js";
import { temporaryFolder } from "../interop/kit.js";
import { opensslText } from "../interop/openssl.js";
import { requireCommands, runCommand } from "../interop/tools.js";

const usual = {
  notBefore: new Date("2026-01-01T00:00:00.999Z"),
  notAfter: new Date("2056-01-01T00:00:00Z"),
  serialNumber: "01",
};
const folder = temporaryFolder();

describe("a certificate authority for tests", function () {
  this.timeout(60_000);
  let root: CertificateAuthority;

  before(async function () {
    requireCommands(this, "openssl");
    const key = testKey("code-signing-root");
    root = await createRootAuthority({ ...usual, subject: "CN=Root", key, extensions: authorityExtensions() });
  });

  const leaf = (change: Partial<CertificateTemplate> = {}): CertificateTemplate & { readonly key: TestKey } => ({
    ...usual,
    subject: "CN=Leaf",
    extensions: signerExtensions("code-signing"),
    ...change,
    key: testKey("author-rsa-2048"),
  });

  async function opensslVerify(
    certificate: Uint8Array,
    anchor: CertificateAuthority,
    above: readonly Uint8Array[] = [],
  ): Promise<string> {
    const write = (name: string, ...ders: readonly Uint8Array[]): string => {
      writeFileSync(join(folder, name), ders.map((der) => toPem("CERTIFICATE", der)).join(""));
      return join(folder, name);
    };
    const untrusted = above.length === 0 ? [] : ["-untrusted", write("above.pem", ...above)];
    const args = ["verify", "-x509_strict", "-attime", "1800000000", "-CAfile", write("root.pem", anchor.certificate)];
    const { stdout, stderr } = await runCommand("openssl", [...args, ...untrusted, write("leaf.pem", certificate)]);
    return stdout + stderr;
  }

  const signers: readonly (readonly [
    keyName: Parameters<typeof testKey>[0],
    algorithm: TestSignatureAlgorithm | undefined,
  ])[] = [
    ["code-signing-root", undefined],
    ["code-signing-root", { name: "rsa-pkcs1", hash: "sha512" }],
    ["code-signing-root", { name: "rsa-pss", hash: "sha256" }],
    ["code-signing-root", { name: "rsa-pss", hash: "sha384" }],
    ["author-p-256", undefined],
    ["author-p-384", undefined],
    ["author-p-521", undefined],
    ["author-ed25519", undefined],
  ];
  for (const [keyName, algorithm] of signers) {
    const how =
      algorithm === undefined ? "" : ` with ${algorithm.name} and ${"hash" in algorithm ? algorithm.hash : ""}`;
    it(`signs by the key ${keyName}${how}, and openssl accepts the chain`, async () => {
      const signed = algorithm === undefined ? {} : { algorithm };
      const key = testKey(keyName);
      const anchor = await createRootAuthority({
        ...usual,
        subject: "CN=R",
        key,
        extensions: authorityExtensions(),
        ...signed,
      });
      const issuer = await issueAuthority(anchor, {
        ...usual,
        subject: "CN=I",
        key: testKey("code-signing-issuer"),
        extensions: authorityExtensions({ pathLength: 0 }),
        ...signed,
      });
      const { certificate, issuers } = await issueCertificate(issuer, leaf());
      assert.deepEqual(issuers, [issuer.certificate, anchor.certificate]);
      assert.match(await opensslVerify(certificate, anchor, [issuer.certificate]), /: OK/);
    });
  }

  it("writes each extension as openssl reads it", async () => {
    const extensions = [
      ...authorityExtensions({ pathLength: 3, usages: [extendedKeyUsages.codeSigning] }),
      subjectAltNames([
        { kind: "dns", value: "a.example" },
        { kind: "uri", value: "https://b.example/" },
        { kind: "email", value: "c@d.example" },
        { kind: "ip", value: Uint8Array.of(192, 0, 2, 1) },
        { kind: "directory", value: "CN=E,O=F" },
      ]),
      crlDistributionPoints(["http://crl.example/1.crl"]),
      authorityInformationAccess({ ocsp: ["http://ocsp.example/"], caIssuers: ["http://ca.example/1.cer"] }),
      certificatePolicies(["2.5.29.32.0", "1.2.3.4"]),
      policyMappings([{ issuer: "1.2.3.4", subject: "1.2.3.5" }]),
      policyConstraints({ requireExplicit: 0, inhibitMapping: 2 }),
      inhibitAnyPolicy(1),
      nameConstraints({
        permitted: [{ kind: "dns", value: "example" }],
        excluded: [{ kind: "ip", value: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }],
      }),
    ];
    const text = await opensslText("x509", await certify(root, leaf({ extensions })));
    const expected = [
      "CA:TRUE, pathlen:3",
      "Certificate Sign, CRL Sign",
      "Code Signing",
      "DNS:a.example, URI:https://b.example/, email:c@d.example, IP Address:192.0.2.1, DirName:/O=F/CN=E",
      "URI:http://crl.example/1.crl",
      "OCSP - URI:http://ocsp.example/",
      "CA Issuers - URI:http://ca.example/1.cer",
      "Policy: X509v3 Any Policy",
      "1.2.3.4:1.2.3.5",
      "Require Explicit Policy:0, Inhibit Policy Mapping:2",
      "DNS:example",
      "IP:10.0.0.0/255.0.0.0",
      "X509v3 Subject Key Identifier",
      "X509v3 Authority Key Identifier",
    ];
    for (const words of expected) assert.ok(text.includes(words), `${words}\n${text}`);
  });

  it("cuts milliseconds off and writes years from 2050 as GeneralizedTime (RFC 5280 §4.1.2.5)", async () => {
    const certificate = new X509Certificate(await certify(root, leaf()));
    assert.equal(new Date(certificate.validFrom).toISOString(), "2026-01-01T00:00:00.000Z");
    assert.equal(new Date(certificate.validTo).toISOString(), "2056-01-01T00:00:00.000Z");
    assert.ok(Buffer.from(certificate.raw).includes("20560101000000Z"));
    assert.ok(Buffer.from(certificate.raw).includes("260101000000Z"));
  });

  it("makes the same certificate twice", async () => {
    assert.deepEqual(await certify(root, leaf()), await certify(root, leaf()));
  });

  it("leaves key identifiers out when asked", async () => {
    const text = await opensslText("x509", await certify(root, leaf({ keyIdentifiers: false })));
    assert.doesNotMatch(text, /Key Identifier/);
  });

  it("certifies one name and key under two roots", async () => {
    const other = await createRootAuthority({
      ...usual,
      subject: "CN=Other Root",
      key: testKey("timestamping-root"),
      extensions: authorityExtensions(),
    });
    const template = {
      ...usual,
      subject: "CN=I",
      key: testKey("code-signing-issuer"),
      extensions: authorityExtensions(),
    };
    const [one, two] = [await issueAuthority(root, template), await issueAuthority(other, template)];
    const { certificate } = await issueCertificate(one, leaf());
    assert.match(await opensslVerify(certificate, root, [one.certificate]), /: OK/);
    assert.match(await opensslVerify(certificate, other, [two.certificate]), /: OK/);
    assert.match(await opensslVerify(certificate, other, [one.certificate]), /unable to get local issuer certificate/);
  });

  it("signs a TBSCertificate that was edited", async () => {
    // Version 3 becomes version 1: [0] { INTEGER 2 } is the first element inside.
    const edit = (tbs: Uint8Array): Uint8Array => {
      const at = Buffer.from(tbs).indexOf(Uint8Array.of(0xa0, 3, 2, 1, 2));
      return Uint8Array.from(tbs, (octet, index) => (index === at + 4 ? 0 : octet));
    };
    const certificate = await certify(root, leaf({ edit }));
    assert.match(await opensslText("x509", certificate), /Version: 1 \(0x0\)/);
    assert.ok(new X509Certificate(certificate).verify(new X509Certificate(root.certificate).publicKey));
  });

  it("reads RFC 4514 names with the nearest part first, bare words as common names, and DER as it is", async () => {
    const subjectOf = async (subject: string | Uint8Array): Promise<string> =>
      new X509Certificate(await certify(root, leaf({ subject }))).subject;
    assert.equal(await subjectOf("CN=A,OU=B,O=C"), "O=C\nOU=B\nCN=A");
    assert.equal(await subjectOf("Contoso Ltd"), "CN=Contoso Ltd");
    assert.equal(await subjectOf(distinguishedName("CN=A,O=C")), "O=C\nCN=A");
  });
});
