import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { defaultProvider, type SignatureAlgorithm } from "../../lib/crypto/index.js";
import { ConfigError, DecodeError, type HashName } from "../../lib/report/index.js";
import { KeySigner, keySigner } from "../../lib/sign/key-signer.js";
import { readCertificate } from "../../lib/x509/index.js";
import {
  createOpensslPki,
  ed25519,
  type Leaf,
  type OpensslPki,
  p256,
  p384,
  rsa2048,
} from "../cms/build/openssl-pki.js";

const p521 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"];
const pssOnly = ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"];
const message = new TextEncoder().encode("signed attributes");

const pkcs8 = (leaf: Leaf): Uint8Array => new Uint8Array(leaf.key.export({ format: "der", type: "pkcs8" }));

describe("keySigner", () => {
  let pki: OpensslPki;
  const leaves = new Map<string, Leaf>();
  const leaf = (name: string): Leaf => leaves.get(name)!;
  before(() => {
    pki = createOpensslPki();
    const keys = { rsa: rsa2048, other: rsa2048, pss: pssOnly, p256, p256b: p256, p384, p521, ed25519 };
    for (const [name, key] of Object.entries(keys)) leaves.set(name, pki.issue(name, { key }));
  });
  after(() => pki.close());

  const sign = async (name: string, hash: HashName, algorithm?: SignatureAlgorithm): Promise<boolean> => {
    const signer = await keySigner(pkcs8(leaf(name)), [leaf(name).certificate], algorithm && { algorithm });
    const digest = new Uint8Array(createHash(hash).update(message).digest());
    const value = await signer.sign({ message, digest, hash, kind: "author" });
    const certificate = readCertificate(leaf(name).certificate);
    assert.ok(certificate.ok);
    const key = await defaultProvider.importKey(certificate.value.publicKeyInfo);
    const used = signer.algorithm.name === "ed25519" ? signer.algorithm : { ...signer.algorithm, hash };
    return defaultProvider.verify(key!, used, message, value);
  };

  for (const hash of ["sha256", "sha384", "sha512"] as const) {
    it(`signs with RSA by the request's hash, ${hash}`, async () => assert.ok(await sign("rsa", hash)));
    it(`signs with RSASSA-PSS by ${hash}, the salt as long as the digest`, async () =>
      assert.ok(await sign("rsa", hash, { name: "rsa-pss", hash })));
    for (const curve of ["p256", "p384", "p521"])
      it(`signs with ECDSA on ${curve} by ${hash}, in DER as CMS carries it`, async () =>
        assert.ok(await sign(curve, hash)));
  }
  it("signs with Ed25519", async () => assert.ok(await sign("ed25519", "sha512")));
  it("signs with a key that is restricted to PSS (RFC 4055 §1.2)", async () => assert.ok(await sign("pss", "sha256")));

  it("chooses the algorithm by the key", async () => {
    const names: (readonly [string, SignatureAlgorithm])[] = [
      ["rsa", { name: "rsa-pkcs1", hash: "sha256" }],
      ["pss", { name: "rsa-pss", hash: "sha256" }],
      ["p256", { name: "ecdsa", hash: "sha256", curve: "P-256" }],
      ["p384", { name: "ecdsa", hash: "sha384", curve: "P-384" }],
      ["p521", { name: "ecdsa", hash: "sha512", curve: "P-521" }],
      ["ed25519", { name: "ed25519" }],
    ];
    for (const [name, algorithm] of names)
      assert.deepEqual((await keySigner(pkcs8(leaf(name)), [leaf(name).certificate])).algorithm, algorithm);
  });

  it("knows whether key and certificate belong together, and refuses neither: that is for signing to do", async () => {
    for (const [key, certificate, fits] of [
      ["rsa", "rsa", true],
      ["other", "rsa", false],
      ["rsa", "p256", false],
      ["p256", "p256", true],
      ["p256b", "p256", false],
      ["p256", "p384", false],
      ["ed25519", "ed25519", true],
      ["ed25519", "rsa", false],
    ] as const) {
      const signer = await keySigner(pkcs8(leaf(key)), [leaf(certificate).certificate]);
      assert.equal(KeySigner.fits(signer), fits, `${key} with ${certificate}`);
    }
    assert.equal(KeySigner.fits({}), undefined);
  });

  it("refuses an algorithm of another kind of key, and takes one of its own", async () => {
    const certificates = [leaf("rsa").certificate];
    const ecdsa: SignatureAlgorithm = { name: "ecdsa", hash: "sha256", curve: "P-256" };
    await assert.rejects(keySigner(pkcs8(leaf("rsa")), certificates, { algorithm: ecdsa }), ConfigError);
    await assert.rejects(
      keySigner(pkcs8(leaf("pss")), [leaf("pss").certificate], { algorithm: { name: "rsa-pkcs1", hash: "sha256" } }),
      ConfigError,
    );
    const wrongCurve: SignatureAlgorithm = { name: "ecdsa", hash: "sha256", curve: "P-384" };
    await assert.rejects(keySigner(pkcs8(leaf("p256")), certificates, { algorithm: wrongCurve }), ConfigError);
    await assert.doesNotReject(
      keySigner(pkcs8(leaf("rsa")), certificates, { algorithm: { name: "rsa-pss", hash: "sha384" } }),
    );
  });

  it("refuses a key that can't be read, wherever it is cut", async () => {
    const key = pkcs8(leaf("rsa"));
    for (let length = 0; length < key.length; length += 101)
      await assert.rejects(keySigner(key.subarray(0, length), [leaf("rsa").certificate]), DecodeError);
    const pem = new TextEncoder().encode("-----BEGIN PRIVATE KEY-----");
    await assert.rejects(keySigner(pem, [leaf("rsa").certificate]), (error: DecodeError) =>
      /PKCS#8 DER/.test(error.remedy),
    );
  });

  it("refuses to be made without a certificate, or with one that can't be read", async () => {
    await assert.rejects(keySigner(pkcs8(leaf("rsa")), []), ConfigError);
    await assert.rejects(keySigner(pkcs8(leaf("rsa")), [Uint8Array.of(1, 2, 3)]), DecodeError);
  });

  it("keeps no view on what it was given, and shows no key", async () => {
    const certificate = Uint8Array.from(leaf("rsa").certificate);
    const signer = await keySigner(pkcs8(leaf("rsa")), [certificate], { label: "release key" });
    certificate.fill(0);
    assert.deepEqual(signer.certificates[0], leaf("rsa").certificate);
    assert.deepEqual(Object.keys(signer).sort(), ["algorithm", "certificates", "label"]);
    assert.equal(signer.label, "release key");
  });
});
