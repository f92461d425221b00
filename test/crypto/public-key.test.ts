import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  type AlgorithmIdentifier,
  hashOf,
  type PublicKeyFacts,
  readAlgorithmIdentifier,
  readPublicKeyInfo,
  signatureAlgorithmOf,
} from "../../lib/crypto/index.js";
import { DerReader } from "../../lib/der/index.js";
import { tlv } from "../der/encode.js";

const spki = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ type: "spki", format: "der" }));
const oidOctets: Readonly<Record<string, readonly number[]>> = {
  rsaEncryption: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
  pss: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10],
  mgf1: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8],
  sha256WithRsa: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11],
  sha1WithRsa: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5],
  ecdsaSha384: [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3],
  ed25519: [0x2b, 0x65, 0x70],
  sha256: [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1],
  sha512: [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3],
};
const NULL = tlv(5);
const identifier = (name: string, ...parameters: readonly Uint8Array[]): Uint8Array =>
  tlv(0x30, tlv(6, oidOctets[name] ?? assert.fail(name)), ...parameters);
const read = (der: Uint8Array): AlgorithmIdentifier => readAlgorithmIdentifier(new DerReader(der, "Test"), "Test");

function rsaKey(modulus: readonly number[], exponent: readonly number[]): ReturnType<typeof readPublicKeyInfo> {
  const key = tlv(0x30, tlv(2, modulus), tlv(2, exponent));
  return readPublicKeyInfo(tlv(0x30, identifier("rsaEncryption", NULL), tlv(3, [0], key)));
}

describe("a public key", () => {
  const modulus = [0, 0x80, ...Array<number>(254).fill(0x55), 0x01];

  it("of RSA tells its size in bits", () => {
    for (const bits of [1024, 2047, 2048, 3072]) {
      const facts = readPublicKeyInfo(spki(generateKeyPairSync("rsa", { modulusLength: bits }).publicKey));
      assert.equal(facts.bits, bits);
      assert.equal(facts.problem, undefined);
    }
  });

  it("of RSA has an exponent that is odd, at least 3 and shorter than 64 bits (SP 800-89 §5.3.3)", () => {
    const problemOf = (exponent: readonly number[]): string | undefined => rsaKey(modulus, exponent).problem;
    for (const exponent of [
      [0],
      [1],
      [2],
      [4],
      [0x01, 0, 0],
      [0xff],
      [0, 0x80, 0, 0, 0, 0, 0, 0, 1],
      [1, 0, 0, 0, 0, 0, 0, 0, 1],
    ])
      assert.equal(problemOf(exponent), "exponent", exponent.join());
    for (const exponent of [[3], [0x01, 0, 1], [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]])
      assert.equal(problemOf(exponent), undefined, exponent.join());
  });

  it("of RSA has an odd, positive modulus", () => {
    assert.equal(rsaKey([...modulus.slice(0, -1), 2], [3]).problem, "modulus");
    assert.equal(rsaKey([0x80, 1, 1], [3]).problem, "modulus");
    assert.equal(rsaKey(modulus, [3]).problem, undefined);
  });

  it("of a curve is a named curve with an uncompressed point", () => {
    const p384 = readPublicKeyInfo(spki(generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey));
    assert.deepEqual(
      { kind: p384.kind, bits: p384.bits, problem: p384.problem },
      { kind: "ec", bits: 384, problem: undefined },
    );
    const compressed = spki(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey);
    compressed[26] = 2;
    assert.equal(readPublicKeyInfo(compressed).problem, "point");
    assert.equal(
      readPublicKeyInfo(spki(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey)).kind,
      "unsupported",
    );
    assert.equal(readPublicKeyInfo(spki(generateKeyPairSync("ed448").publicKey)).kind, "unsupported");
  });
});

describe("a key’s parameters", () => {
  const pkcs1 = Uint8Array.from(
    generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "pkcs1", format: "der" }),
  );
  const keyWith = (name: string, ...parameters: readonly Uint8Array[]): ReturnType<typeof readPublicKeyInfo> =>
    readPublicKeyInfo(tlv(0x30, identifier(name, ...parameters), tlv(3, [0], pkcs1)));
  const pss = (hash: Uint8Array, salt: readonly Uint8Array[]): ReturnType<typeof readPublicKeyInfo> =>
    keyWith("pss", tlv(0x30, tlv(0xa0, hash), tlv(0xa1, identifier("mgf1", hash)), ...salt));
  const salt = (length: number): Uint8Array => tlv(0xa2, tlv(2, [length]));

  it("of RSA are NULL or absent, and nothing else (RFC 3279 §2.3.1)", () => {
    for (const parameters of [[], [NULL]]) assert.equal(keyWith("rsaEncryption", ...parameters).kind, "rsa");
    for (const other of [tlv(5, [0]), tlv(0x30), tlv(4)])
      assert.throws(() => keyWith("rsaEncryption", other), /parameters of RSA other than NULL/);
  });

  it("of PSS bind it to a hash and a shortest salt; bound to what is not accepted, it is of no use (RFC 4055 §3.3)", () => {
    const boundTo = (key: ReturnType<typeof readPublicKeyInfo>): unknown =>
      key.kind === "rsa" ? key.pssHash : key.kind;
    assert.equal(boundTo(keyWith("pss")), undefined);
    for (const shorter of [[], [salt(0)], [salt(32)]])
      assert.equal(boundTo(pss(identifier("sha256"), shorter)), "sha256");
    assert.equal(boundTo(pss(identifier("sha256"), [salt(33)])), "unsupported");
    assert.equal(boundTo(pss(identifier("sha1WithRsa"), [])), "unsupported");
    assert.equal(boundTo(keyWith("pss", tlv(0x30))), "unsupported", "all defaults: SHA-1");
  });
});

describe("a signature algorithm", () => {
  const key = readPublicKeyInfo(spki(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey));
  const p256 = readPublicKeyInfo(spki(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey));
  const edwards = readPublicKeyInfo(spki(generateKeyPairSync("ed25519").publicKey));
  const pssParameters = (
    hash: Uint8Array,
    mask: Uint8Array,
    salt: number,
    ...more: readonly Uint8Array[]
  ): Uint8Array => tlv(0x30, tlv(0xa0, hash), tlv(0xa1, identifier("mgf1", mask)), tlv(0xa2, tlv(2, [salt])), ...more);
  const sha256 = identifier("sha256", NULL);

  it("is read with parameters absent or NULL for RSA, and absent for the others (RFC 5754, RFC 5758, RFC 8410)", () => {
    for (const parameters of [[], [NULL]]) {
      assert.deepEqual(signatureAlgorithmOf(read(identifier("sha256WithRsa", ...parameters)), key), {
        name: "rsa-pkcs1",
        hash: "sha256",
      });
      assert.deepEqual(signatureAlgorithmOf(read(identifier("rsaEncryption", ...parameters)), key, "sha384"), {
        name: "rsa-pkcs1",
        hash: "sha384",
      });
    }
    assert.equal(signatureAlgorithmOf(read(identifier("sha256WithRsa", tlv(4))), key), undefined);
    assert.deepEqual(signatureAlgorithmOf(read(identifier("ecdsaSha384")), p256), {
      name: "ecdsa",
      hash: "sha384",
      curve: "P-256",
    });
    assert.equal(signatureAlgorithmOf(read(identifier("ecdsaSha384", NULL)), p256), undefined);
    assert.deepEqual(signatureAlgorithmOf(read(identifier("ed25519")), edwards), { name: "ed25519" });
    assert.equal(signatureAlgorithmOf(read(identifier("ed25519", NULL)), edwards), undefined);
  });

  it("fits its key or is none, and is never SHA-1", () => {
    assert.equal(signatureAlgorithmOf(read(identifier("sha256WithRsa")), p256), undefined);
    assert.equal(signatureAlgorithmOf(read(identifier("ecdsaSha384")), key), undefined);
    assert.equal(signatureAlgorithmOf(read(identifier("rsaEncryption", NULL)), key), undefined);
    assert.equal(signatureAlgorithmOf(read(identifier("sha1WithRsa", NULL)), key), undefined);
  });

  it("is none with a key of another kind, whatever digest it is asked for with", () => {
    const pssOnly = readPublicKeyInfo(spki(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey));
    assert.ok(pssOnly.kind === "rsa" && pssOnly.pssOnly);
    const pss = identifier("pss", pssParameters(sha256, sha256, 32));
    const takers = [
      [identifier("sha256WithRsa"), [key]],
      [identifier("rsaEncryption", NULL), [key]],
      [pss, [key, pssOnly]],
      [identifier("ecdsaSha384"), [p256]],
      [identifier("ed25519"), [edwards]],
    ] as const;
    const keys: readonly PublicKeyFacts[] = [key, pssOnly, p256, edwards];
    for (const [algorithm, taking] of takers)
      for (const one of keys)
        assert.equal(
          signatureAlgorithmOf(read(algorithm), one, "sha256") !== undefined,
          taking.some((taker) => taker === one),
        );
  });

  it("of PSS has one hash for all, a salt of its length and trailer 1 (RFC 4055 §3.1)", () => {
    const pss = (parameters: Uint8Array): unknown => signatureAlgorithmOf(read(identifier("pss", parameters)), key);
    assert.deepEqual(pss(pssParameters(sha256, sha256, 32)), { name: "rsa-pss", hash: "sha256" });
    assert.deepEqual(pss(pssParameters(identifier("sha256"), identifier("sha256"), 32, tlv(0xa3, tlv(2, [1])))), {
      name: "rsa-pss",
      hash: "sha256",
    });
    assert.equal(pss(pssParameters(sha256, identifier("sha512", NULL), 32)), undefined);
    assert.equal(pss(pssParameters(sha256, sha256, 20)), undefined);
    assert.equal(pss(pssParameters(sha256, sha256, 32, tlv(0xa3, tlv(2, [2])))), undefined);
    // All defaults: SHA-1.
    assert.equal(pss(tlv(0x30)), undefined);
  });

  it("names a SHA-2 hash with parameters absent or NULL (RFC 5754 §2)", () => {
    assert.equal(hashOf(read(identifier("sha256"))), "sha256");
    assert.equal(hashOf(read(identifier("sha512", NULL))), "sha512");
    assert.equal(hashOf(read(identifier("sha512", tlv(4)))), undefined);
    assert.equal(hashOf(read(identifier("mgf1"))), undefined);
  });
});
