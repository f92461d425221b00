import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import forge from "node-forge";
import {
  crlIssuers,
  makeTestCertificate,
  makeTestCrl,
  testCertificate,
  testFile,
  testKey,
  testPassword,
  testCertsFolder,
} from "../../test-certs/index.js";
import { opensslText, withFiles } from "../interop/openssl.js";
import { mustRun, requireCommands } from "../interop/tools.js";
import { certificatePlan, type KeyName, keyPlan } from "../../test-certs/plan.js";

const filesIn = (folder: string): readonly string[] => readdirSync(`${testCertsFolder}/${folder}`).sort();

describe("the committed test PKI", () => {
  it("holds the certificates and keys of its plan and no others", () => {
    assert.deepEqual(
      filesIn("certs"),
      Object.keys(certificatePlan)
        .map((name) => `${name}.pem`)
        .sort(),
    );
    assert.deepEqual(
      filesIn("keys").filter((name) => name !== "forms"),
      Object.keys(keyPlan)
        .map((name) => `${name}.pem`)
        .sort(),
    );
  });

  for (const name of Object.keys(certificatePlan)) {
    it(`makes ${name} again, byte for byte`, async () => {
      assert.deepEqual(await makeTestCertificate(name), testCertificate(name));
    });
  }

  for (const issuer of crlIssuers) {
    it(`makes the CRL of ${issuer} again, byte for byte`, () => {
      assert.deepEqual(makeTestCrl(issuer), testFile("crls", `${issuer}.crl`));
    });
  }

  for (const [name, kind] of Object.entries(keyPlan)) {
    it(`keeps a key of kind ${kind} as ${name}`, () => {
      assert.equal(testKey(name as KeyName).kind, kind);
    });
  }

  for (const [name, row] of Object.entries(certificatePlan)) {
    it(`certifies the key of ${name} under its issuer's`, () => {
      const certificate = new X509Certificate(testCertificate(name));
      const issuer = new X509Certificate(testCertificate(row.issuer ?? name));
      const spki = certificate.publicKey.export({ format: "der", type: "spki" });
      assert.deepEqual(Uint8Array.from(spki), testKey(row.key).publicKeyInfo);
      assert.ok(certificate.verify(issuer.publicKey));
      assert.equal(certificate.issuer, issuer.subject);
    });
  }

  for (const file of filesIn("keys/forms")) {
    it(`opens keys/forms/${file} with the password and finds the key that it is a form of`, () => {
      const key = createPrivateKey({ key: Buffer.from(testFile("keys", "forms", file)), passphrase: testPassword });
      const committed = testKey(file.slice(0, file.indexOf(".")) as KeyName).pkcs8;
      assert.deepEqual(Uint8Array.from(key.export({ format: "der", type: "pkcs8" })), committed);
    });
  }

  it("is read by openssl: every certificate, CRL and PFX", async function () {
    this.timeout(60_000);
    requireCommands(this, "openssl");
    const all = Buffer.concat(filesIn("certs").map((file) => testFile("certs", file)));
    const { stdout } = await withFiles({ "all.pem": all }, (path) =>
      mustRun("openssl", ["storeutl", "-noout", "-text", "-certs", path("all.pem")]),
    );
    assert.equal(stdout.match(/Version: 3/g)?.length, Object.keys(certificatePlan).length);
    for (const name of crlIssuers) assert.match(await opensslText("crl", testFile("crls", `${name}.crl`)), /Version 2/);
    for (const file of filesIn("pfx")) {
      const input = ["-in", `${testCertsFolder}/pfx/${file}`, "-passin", `pass:${testPassword}`, "-noout", "-legacy"];
      await mustRun("openssl", ["pkcs12", ...input]);
    }
  });

  for (const file of filesIn("pfx").filter((name) => !name.includes("p-256"))) {
    it(`opens pfx/${file} with the password and finds the key of its certificate`, () => {
      const row = certificatePlan[file.replace(/(-rc2|-3des|-aes128-sha1)?\.pfx$/, "")] ?? assert.fail(file);
      const committed = Buffer.from(testFile("keys", `${row.key}.pem`)).toString();
      assert.equal(modulusIn(testFile("pfx", file)), forge.pki.privateKeyFromPem(committed).n.toString(16));
    });
  }
});

function modulusIn(pfx: Uint8Array): string {
  const asn1 = forge.asn1.fromDer(Buffer.from(pfx).toString("binary"));
  const bagType = forge.pki.oids["pkcs8ShroudedKeyBag"] ?? "";
  const [bag] = forge.pkcs12.pkcs12FromAsn1(asn1, testPassword).getBags({ bagType })[bagType] ?? [];
  const key = bag?.key ?? assert.fail("no key");
  assert.ok("n" in key);
  return key.n.toString(16);
}
