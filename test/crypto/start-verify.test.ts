import assert from "node:assert/strict";
import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  type CryptoProvider,
  defaultProvider,
  type SignatureAlgorithm,
  threadPoolProvider,
  webCryptoProvider,
} from "../../lib/crypto/index.js";

const message = Uint8Array.from({ length: 100_000 }, (_, index) => index & 0xff);
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p256 = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const ed25519 = generateKeyPairSync("ed25519");
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const cases: readonly (readonly [SignatureAlgorithm, KeyObject, Uint8Array])[] = [
  [{ name: "rsa-pkcs1", hash: "sha384" }, rsa.publicKey, sign("sha384", message, rsa.privateKey)],
  [{ name: "rsa-pss", hash: "sha256" }, rsa.publicKey, sign("sha256", message, { key: rsa.privateKey, ...pss })],
  [{ name: "ecdsa", hash: "sha256", curve: "P-256" }, p256.publicKey, sign("sha256", message, p256.privateKey)],
];

async function keyOf(publicKey: KeyObject, provider = defaultProvider) {
  const key = await provider.importKey(publicKey.export({ format: "der", type: "spki" }));
  assert.ok(key);
  return key;
}

/** Checks over the message in pieces of 4093 octets. */
async function inPieces(
  provider: CryptoProvider,
  algorithm: SignatureAlgorithm,
  publicKey: KeyObject,
  signature: Uint8Array,
  bytes = message,
): Promise<boolean | undefined> {
  const verifier = provider.startVerify?.(await keyOf(publicKey, provider), algorithm, signature);
  for (let start = 0; start < bytes.length; start += 4093) await verifier?.update(bytes.subarray(start, start + 4093));
  return verifier?.verify();
}

for (const provider of [defaultProvider, threadPoolProvider()])
  describe(`a signature over a message in pieces, by ${provider.name}`, () => {
    for (const [algorithm, publicKey, signature] of cases) {
      it(`verifies as over the whole: ${algorithm.name}`, async () => {
        assert.equal(await inPieces(provider, algorithm, publicKey, signature), true);
        assert.equal(await inPieces(provider, algorithm, publicKey, signature, message.subarray(1)), false);
        const changed = Uint8Array.from(signature);
        changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
        assert.equal(await inPieces(provider, algorithm, publicKey, changed), false);
      });

      it(`is no signature, and no error, where its form is wrong: ${algorithm.name}`, async () => {
        for (const wrong of [new Uint8Array(), signature.subarray(1), Uint8Array.of(0x30, 0)])
          assert.equal(await inPieces(provider, algorithm, publicKey, wrong), false);
        const other = publicKey === rsa.publicKey ? p256.publicKey : rsa.publicKey;
        assert.equal(await inPieces(provider, algorithm, other, signature), false);
      });
    }

    it("is not offered for Ed25519, which reads its message twice", async () => {
      const signature = sign(null, message, ed25519.privateKey);
      assert.equal(await inPieces(provider, { name: "ed25519" }, ed25519.publicKey, signature), undefined);
    });

    it("is not offered for a key of another provider", async () => {
      const foreign = await keyOf(rsa.publicKey, webCryptoProvider(globalThis.crypto));
      assert.equal(
        provider.startVerify?.(foreign, { name: "rsa-pkcs1", hash: "sha256" }, new Uint8Array(256)),
        undefined,
      );
    });
  });
