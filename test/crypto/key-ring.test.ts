import assert from "node:assert/strict";
import { type CryptoProvider, defaultProvider, KeyRing, type SignatureValue } from "../../lib/crypto/index.js";
import { testKey } from "../../test-certs/index.js";

describe("KeyRing.verify", () => {
  const rsa = { name: "rsa-pkcs1", hash: "sha256" } as const;
  const key = testKey("author-rsa-2048");
  const message = Uint8Array.of(1, 2, 3);
  const changed = Uint8Array.of(1, 2, 4);

  /** A ring that counts what it leaves to its provider, and a good value in it. */
  async function setting(): Promise<{ ring: KeyRing; asked: () => number; value: SignatureValue }> {
    let count = 0;
    const provider: CryptoProvider = {
      ...defaultProvider,
      verify: (...input) => (count++, defaultProvider.verify(...input)),
    };
    const ring = new KeyRing(provider);
    const taken = await ring.keyOf(key.publicKeyInfo);
    if (taken === undefined) assert.fail("the key is not taken");
    const value = { key: taken, algorithm: rsa, message, signature: key.sign(message, rsa) };
    return { ring, asked: () => count, value };
  }

  it("does not verify again what was found good, by its bytes", async () => {
    const { ring, asked, value } = await setting();
    assert.equal(await ring.verifyAndRemember(value), true);
    const copy = { ...value, message: Uint8Array.from(message), signature: Uint8Array.from(value.signature) };
    assert.equal(await ring.verify(copy), true);
    assert.equal(asked(), 1);
  });

  it("verifies what differs in anything", async () => {
    const { ring, asked, value } = await setting();
    await ring.verifyAndRemember(value);
    const other = await ring.keyOf(testKey("author-rsa-3072").publicKeyInfo);
    const different: readonly Partial<SignatureValue>[] = [
      { message: changed },
      { signature: key.sign(changed, rsa) },
      { algorithm: { name: "rsa-pkcs1", hash: "sha384" } },
      { algorithm: { name: "rsa-pss", hash: "sha256" } },
      { key: other! },
    ];
    for (const part of different) assert.equal(await ring.verify({ ...value, ...part }), false, JSON.stringify(part));
    assert.equal(asked(), 1 + different.length);
  });

  it("remembers nothing that was found bad", async () => {
    const { ring, asked, value } = await setting();
    const bad = { ...value, message: changed };
    assert.equal(await ring.verifyAndRemember(bad), false);
    assert.equal(await ring.verify(bad), false);
    assert.equal(await ring.verify(value), true);
    assert.equal(asked(), 3);
  });
});
