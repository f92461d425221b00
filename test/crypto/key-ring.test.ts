import assert from "node:assert/strict";
import {
  type CryptoProvider,
  defaultProvider,
  KeyRing,
  type SignatureValue,
  type VerifyKey,
} from "../../lib/crypto/index.js";
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

describe("KeyRing.begin", () => {
  const rsa = { name: "rsa-pkcs1", hash: "sha256" } as const;
  const key = testKey("author-rsa-2048");
  const message = Uint8Array.of(1, 2, 3);
  const signature = key.sign(message, rsa);
  const value = { algorithm: rsa, message, signature };

  /** A provider that answers later, and what it was asked. */
  function later(more: Partial<CryptoProvider> = {}): { provider: CryptoProvider; verified: number; imported: number } {
    const asked = { verified: 0, imported: 0 };
    const provider: CryptoProvider = {
      ...defaultProvider,
      isFree: () => true,
      importKey: async (info) => (asked.imported++, defaultProvider.importKey(info)),
      verify: async (...question) => (asked.verified++, defaultProvider.verify(...question)),
      ...more,
    };
    return Object.assign(asked, { provider });
  }

  async function keyIn(ring: KeyRing): Promise<VerifyKey> {
    return (await ring.keyOf(key.publicKeyInfo)) ?? assert.fail("the key is not taken");
  }

  it("asks at once, and verify waits for that answer", async () => {
    const asked = later();
    const ring = new KeyRing(asked.provider);
    ring.begin(key.publicKeyInfo, value);
    const taken = await keyIn(ring);
    assert.equal(asked.verified, 1);
    assert.equal(await ring.verify({ ...value, key: taken }), true);
    assert.deepEqual([asked.verified, asked.imported], [1, 1]);
  });

  it("answers for that very value alone", async () => {
    const asked = later();
    const ring = new KeyRing(asked.provider);
    ring.begin(key.publicKeyInfo, value);
    const taken = await keyIn(ring);
    const other = (await ring.keyOf(testKey("author-rsa-3072").publicKeyInfo)) ?? assert.fail();
    const different: readonly Partial<SignatureValue>[] = [
      { message: Uint8Array.of(1, 2, 4) },
      { algorithm: { name: "rsa-pss", hash: "sha256" } },
      { algorithm: { name: "rsa-pkcs1", hash: "sha384" } },
      { key: other },
    ];
    for (const part of different)
      assert.equal(await ring.verify({ ...value, key: taken, ...part }), false, JSON.stringify(part));
    assert.equal(asked.verified, 1 + different.length);
  });

  it("begins sixteen at most, and none twice", async () => {
    const asked = later();
    const ring = new KeyRing(asked.provider);
    for (let time = 0; time < 3; time++) ring.begin(key.publicKeyInfo, value);
    await keyIn(ring);
    assert.equal(asked.verified, 1, "none twice, though its key was not there yet");
    for (let more = 0; more < 100; more++)
      ring.begin(key.publicKeyInfo, { ...value, signature: Uint8Array.from(signature) });
    await keyIn(ring);
    assert.deepEqual([asked.verified, asked.imported], [16, 1]);
  });

  it("does nothing where the provider answers at once", () => {
    const ring = new KeyRing({ ...defaultProvider, importKey: () => assert.fail("a key was taken in") });
    ring.begin(key.publicKeyInfo, value);
    assert.equal(ring.mayBegin, false);
  });

  it("leaves what goes wrong to whoever asks, if anybody does", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on("unhandledRejection", hear);
    try {
      const broken = async (): Promise<never> => {
        throw new Error("the device is gone");
      };
      for (const more of [{ verify: broken }, { importKey: broken }]) {
        const ring = new KeyRing(later(more).provider);
        ring.begin(key.publicKeyInfo, value);
        await new Promise((resolve) => setImmediate(resolve));
        await assert.rejects(async () => ring.verify({ ...value, key: await keyIn(ring) }), /the device is gone/);
      }
    } finally {
      process.off("unhandledRejection", hear);
    }
    assert.deepEqual(unheard, []);
  });

  it("begins nothing once its caller has given up", () => {
    const stop = new AbortController();
    stop.abort();
    const asked = later();
    assert.throws(() => new KeyRing(asked.provider, stop.signal).begin(key.publicKeyInfo, value));
    assert.deepEqual([asked.verified, asked.imported], [0, 0]);
  });
});
