import assert from "node:assert/strict";
import { createHash, createVerify, X509Certificate } from "node:crypto";
import {
  createDevelopmentPki,
  type DevelopmentDefect,
  type DevelopmentPki,
  type DevelopmentSigner,
  ocspCertId,
  readTestKey,
  serialNumberOf,
} from "../../lib/testing/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { testDevelopmentKeys, testKey } from "../../test-certs/index.js";
import { opensslText } from "../interop/openssl.js";
import { requireCommands } from "../interop/tools.js";

const at = new Date("2030-01-01T00:00:00Z");
const keys = testDevelopmentKeys();
const message = Buffer.from("what is signed");
const digest = createHash("sha256").update(message).digest();
const certificateOf = (signer: DevelopmentSigner): X509Certificate =>
  new X509Certificate(signer.certificates[0] ?? assert.fail("no certificate"));

describe("the development PKI", () => {
  let pki: DevelopmentPki;

  before(async () => {
    pki = await createDevelopmentPki({ at, keys });
  });

  const issue = (
    defects: readonly DevelopmentDefect[],
    purpose: "code-signing" | "timestamping" = "code-signing",
  ): Promise<DevelopmentSigner> => pki.issue({ subject: "CN=Somebody", purpose, defects, key: testKey("defective") });

  it("makes its own keys when it is given none", async function () {
    this.timeout(60_000);
    const made = await createDevelopmentPki({ keyKind: "P-256" });
    assert.equal(certificateOf(made.author).publicKey.asymmetricKeyType, "ec");
    assert.notDeepEqual(made.author.issued.key.pkcs8, made.repository.issued.key.pkcs8);
    const now = Date.now();
    assert.ok(
      Date.parse(certificateOf(made.author).validFrom) < now && Date.parse(certificateOf(made.author).validTo) > now,
    );
  });

  it("gives signers whose certificates end below the root, which stands in the anchors", () => {
    assert.deepEqual(pki.author.certificates, [pki.author.issued.certificate, pki.codeSigning.issuer.certificate]);
    assert.deepEqual(
      pki.anchors.map(({ certificate, purposes }) => [certificate, purposes]),
      [
        [pki.codeSigning.root.certificate, ["code-signing"]],
        [pki.timestamping.issuer.certificate, ["timestamping"]],
      ],
    );
    const [leaf, issuer] = [certificateOf(pki.author), new X509Certificate(pki.codeSigning.issuer.certificate)];
    assert.ok(leaf.verify(issuer.publicKey));
    assert.ok(issuer.verify(new X509Certificate(pki.codeSigning.root.certificate).publicKey));
  });

  it("trusts each root for its own purpose alone", () => {
    assert.equal(pki.trust.size, 2);
    const purposesOf = (subject: Uint8Array): unknown =>
      pki.trust.anchorsNamed(subject).map(({ purposes }) => purposes);
    assert.deepEqual(purposesOf(pki.codeSigning.root.subject), [["code-signing"]]);
    assert.deepEqual(purposesOf(pki.timestamping.issuer.subject), [["timestamping"]]);
    assert.deepEqual(purposesOf(pki.codeSigning.issuer.subject), []);
  });

  it("signs with the hash of the request", async () => {
    for (const hash of ["sha256", "sha384", "sha512"] as const) {
      const value = await pki.author.sign({ message, digest, hash, kind: "author" });
      assert.ok(createVerify(hash).update(message).verify(certificateOf(pki.author).publicKey, value));
    }
  });

  it("makes the same bytes from the same keys, numbers and time", async () => {
    const make = async (): Promise<DevelopmentPki> => {
      let serial = 0;
      return createDevelopmentPki({ at, keys, nextSerialNumber: () => `4${String((serial += 1)).padStart(3, "0")}` });
    };
    const [one, two] = [await make(), await make()];
    assert.deepEqual(one.anchors, two.anchors);
    assert.deepEqual(one.author.certificates, two.author.certificates);
    assert.deepEqual(one.repository.certificates, two.repository.certificates);
    assert.deepEqual(one.timestamping.signer.certificate, two.timestamping.signer.certificate);
  });

  it("numbers certificates at random otherwise, positive and of 16 octets", async () => {
    const other = await createDevelopmentPki({ at, keys });
    assert.notEqual(serialNumberOf(pki.author.issued.certificate), serialNumberOf(other.author.issued.certificate));
    assert.match(serialNumberOf(pki.author.issued.certificate), /^[4-7][0-9a-f]{31}$/);
  });

  it("is sound where no defect is asked for", async () => {
    const sound = certificateOf(await issue([]));
    assert.ok(new Date(sound.validFrom) < at && new Date(sound.validTo) > at);
    assert.deepEqual(sound.keyUsage, ["1.3.6.1.5.5.7.3.3"]);
    assert.ok(sound.verify(new X509Certificate(pki.codeSigning.issuer.certificate).publicKey));
  });

  it("makes each defect for real", async () => {
    assert.ok(new Date(certificateOf(await issue(["expired"])).validTo) < at);
    assert.ok(new Date(certificateOf(await issue(["not-yet-valid"])).validFrom) > at);
    assert.deepEqual(certificateOf(await issue(["wrong-eku"])).keyUsage, ["1.3.6.1.5.5.7.3.1"]);
    assert.deepEqual(certificateOf(await issue(["wrong-eku"], "timestamping")).keyUsage, ["1.3.6.1.5.5.7.3.1"]);
    assert.ok(certificateOf(await issue(["lifetime-signing"])).keyUsage.includes("1.3.6.1.4.1.311.10.3.13"));
    assert.equal(certificateOf(await issue(["weak-key"])).publicKey.asymmetricKeyDetails?.modulusLength, 1024);
    const [, issuer] = (await issue(["no-ca"])).certificates;
    assert.equal(new X509Certificate(issuer ?? assert.fail("no issuer")).ca, false);
  });

  it("makes defects of the author's and the repository's certificates, and of no other", async () => {
    const bad = await createDevelopmentPki({ at, keys, defects: ["expired", "wrong-eku"] });
    for (const signer of [bad.author, bad.repository]) {
      assert.ok(new Date(certificateOf(signer).validTo) < at);
      assert.deepEqual(certificateOf(signer).keyUsage, ["1.3.6.1.5.5.7.3.1"]);
    }
    assert.ok(new Date(new X509Certificate(bad.timestamping.signer.certificate).validTo) > at);
  });

  it("lists the revoked, by CRL and by OCSP, and answers nothing for a CA that is not its own", async function () {
    requireCommands(this, "openssl");
    const revoked = await issue(["revoked"]);
    const serial = serialNumberOf(revoked.issued.certificate);
    const { issuer } = pki.codeSigning;
    const asked = { subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo };
    const ocspRequest = requestFor(ocspCertId(asked, serial));
    const certificate = readCertificate(revoked.issued.certificate);
    assert.ok(certificate.ok);
    const query = {
      certificate: certificate.value,
      issuer: asked,
      ocspRequest,
      methods: ["crl", "ocsp"] as const,
      mode: "offline" as const,
      at,
    };
    const [crl, ocsp] = await pki.revocation.find(query);
    assert.ok(crl?.data instanceof Uint8Array && ocsp?.data instanceof Uint8Array);
    const text = await opensslText("crl", crl.data);
    assert.match(
      text,
      new RegExp(`Serial Number: ${serial}\\s+Revocation Date: Dec 31 00:00:00 2029 GMT[^]*Key Compromise`, "i"),
    );
    assert.ok(Buffer.from(ocsp.data).includes("20291231000000Z"));
    assert.deepEqual(
      await pki.revocation.find({ ...query, issuer: { ...asked, publicKeyInfo: testKey("foreign").publicKeyInfo } }),
      [],
    );
  });

  it("puts where it publishes into its certificates when it has a URL", async function () {
    requireCommands(this, "openssl");
    const published = await createDevelopmentPki({ at, keys, revocationUrl: "http://127.0.0.1:9/" });
    const text = await opensslText("x509", published.author.issued.certificate);
    for (const kind of ["crl", "ocsp", "cer"])
      assert.ok(text.includes(`URI:http://127.0.0.1:9/code-signing-issuer.${kind}`));
  });

  it("says that it can't revoke what it did not issue", async () => {
    const other = await createDevelopmentPki({ at, keys: { ...keys, "code-signing-issuer": testKey("foreign") } });
    assert.throws(() => pki.revoke(other.author, { revokedAt: at }), { code: "config", at: "signer" });
  });

  it("refuses to make a key of a kind that it does not know", async () => {
    await assert.rejects(createDevelopmentPki({ keyKind: "rsa-0" as "rsa-2048" }), { code: "config" });
    assert.throws(() => readTestKey("not a key"));
  });
});

/** OCSPRequest ::= { { { { CertID } } } }, without nonce; lengths stay below 128. */
function requestFor(certId: Uint8Array): Uint8Array {
  let request = certId;
  for (let depth = 0; depth < 4; depth += 1) request = Uint8Array.of(0x30, request.length, ...request);
  return request;
}
