import assert from "node:assert/strict";
import { inspect } from "node:util";
import { loadPem } from "../../../lib/node/keys/load-pem.js";
import { ConfigError, DecodeError } from "../../../lib/report/index.js";
import { assertSigns, fixture, namesOf } from "./signing.js";

const certificates = fixture("certificates.pem").toString("utf8");
const der = (pem: Buffer): Buffer =>
  Buffer.from(
    pem
      .toString("latin1")
      .replace(/-----[^-]+-----/g, "")
      .replace(/^[A-Z][\w-]+: .*$/gm, ""),
    "base64",
  );

async function configError(work: Promise<unknown>): Promise<ConfigError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
  return assert.fail("nothing was refused");
}

describe("node: loadPem", () => {
  const forms: readonly (readonly [file: string, leaf: string, password?: string])[] = [
    ["rsa.pkcs1.pem", "rsa"],
    ["rsa.pkcs8.pem", "rsa"],
    ["rsa.encrypted.pem", "rsa", "secret"],
    ["rsa.scrypt.pem", "rsa", "secret"],
    ["rsa.3des.pem", "rsa", "secret"],
    ["rsa.pkcs1-encrypted.pem", "rsa", "secret"],
    ["p256.sec1.pem", "p256"],
    ["p256.pkcs8.pem", "p256"],
    ["p256.encrypted.pem", "p256", "secret"],
    ["ed25519.pkcs8.pem", "ed25519"],
    ["ed25519.encrypted.pem", "ed25519", "secret"],
  ];
  for (const [file, leaf, password] of forms) {
    it(`reads ${file} and puts its certificate first, then its issuers, without the root`, async () => {
      const signer = await loadPem(fixture(file), certificates, password);
      assert.deepEqual(namesOf(signer), [`test ${leaf}`, "test inner", "test middle"]);
      await assertSigns(signer, leaf === "ed25519" ? "sha512" : "sha256");
    });
    if (file !== "rsa.pkcs1-encrypted.pem") {
      it(`reads the DER of ${file} as well`, async () => {
        await assertSigns(
          await loadPem(der(fixture(file)), certificates, password),
          leaf === "ed25519" ? "sha512" : "sha256",
        );
      });
    }
  }

  it("takes text for bytes, a certificate in DER, and a key with other blocks and text around it", async () => {
    const key = `Bag Attributes\n  localKeyID: 01\n${certificates}${fixture("rsa.pkcs8.pem").toString()}trailer`;
    const [, , leaf] = certificates.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
    const signer = await loadPem(key, der(Buffer.from(leaf ?? "")));
    assert.deepEqual(namesOf(signer), ["test rsa"]);
    await assertSigns(signer, "sha512");
  });

  it("takes the certificates as PKCS#7 as well, as certificate authorities send them", async () => {
    const signer = await loadPem(fixture("rsa.pkcs1.pem"), fixture("certificates.p7b"));
    assert.deepEqual(namesOf(signer), ["test rsa", "test inner", "test middle"]);
  });

  it("asks for a password only if the key is encrypted", async () => {
    let asked = 0;
    const ask = async (): Promise<string> => (asked++, "secret");
    await loadPem(fixture("rsa.pkcs1.pem"), certificates, ask);
    assert.equal(asked, 0);
    await loadPem(fixture("rsa.encrypted.pem"), certificates, ask);
    await loadPem(der(fixture("rsa.encrypted.pem")), certificates, ask);
    assert.equal(asked, 2);
  });

  it("says that a password is missing, or that it is wrong, without showing it", async () => {
    for (const file of ["rsa.encrypted.pem", "rsa.scrypt.pem", "rsa.pkcs1-encrypted.pem", "p256.encrypted.pem"]) {
      assert.match((await configError(loadPem(fixture(file), certificates))).received, /none/);
      const error = await configError(loadPem(fixture(file), certificates, "hunter2"));
      assert.equal(error.at, "password");
      assert.doesNotMatch(inspect(error, { depth: 10 }), /hunter2/);
    }
    assert.equal(
      (await configError(loadPem(der(fixture("rsa.encrypted.pem")), certificates, "hunter2"))).at,
      "password",
    );
  });

  it("names the cipher's age, not the password, for a key in RC2", async () => {
    const error = await configError(loadPem(fixture("rsa.rc2.pem"), certificates, "secret"));
    assert.equal(error.at, "key");
    assert.match(error.remedy, /openssl pkcs8/);
  });

  it("refuses certificates of which none is for the key, and names them", async () => {
    const [, , , leaf] = certificates.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
    const error = await configError(loadPem(fixture("rsa.pkcs1.pem"), leaf ?? ""));
    assert.equal(error.at, "certificates");
    assert.match(error.received, /CN=test p256/);
    await assert.rejects(loadPem(fixture("rsa.pkcs1.pem"), ""), DecodeError);
  });

  it("leaves nothing behind in OpenSSL that would fail the next key", async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      await loadPem(fixture("p256.sec1.pem"), certificates);
      await loadPem(fixture("rsa.pkcs1.pem"), certificates);
      await loadPem(fixture("ed25519.pkcs8.pem"), certificates);
    }
  });

  it("refuses a file without a private key, naming what it holds", async () => {
    assert.match((await configError(loadPem(certificates, certificates))).received, /only CERTIFICATE/);
    for (const key of ["", "hello", new Uint8Array(0), Uint8Array.of(0x30, 0), fixture("p256.pfx")]) {
      assert.equal((await configError(loadPem(key, certificates))).at, "key");
    }
    const damaged = fixture("rsa.pkcs1.pem")
      .toString()
      .replace(/\n.{10}/, "\n");
    assert.equal((await configError(loadPem(damaged, certificates))).at, "key");
  });

  it("refuses a certificate that can't be read", async () => {
    await assert.rejects(loadPem(fixture("rsa.pkcs1.pem"), Uint8Array.of(0x30, 0)), DecodeError);
  });
});
