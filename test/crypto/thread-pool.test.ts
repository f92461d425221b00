import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { asSource } from "../../lib/bytes/index.js";
import {
  type CryptoProvider,
  defaultProvider,
  hashSegments,
  isOwnProvider,
  threadPoolProvider,
  type VerifyKey,
  webCryptoProvider,
} from "../../lib/crypto/index.js";
import * as native from "../../lib/crypto/native/index.js";
import * as platform from "../../lib/crypto/platform.js";
import { ConfigError } from "../../lib/report/index.js";
import { jobsWhile, turnsWhile } from "../support/event-loop.js";

const MIB = 1024 * 1024;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const edwards = generateKeyPairSync("ed25519");
const pkcs1 = { name: "rsa-pkcs1", hash: "sha256" } as const;
const message = Buffer.from("what was signed");
const signature = sign("sha256", message, rsa.privateKey);

async function keyOf(provider: CryptoProvider, { publicKey } = rsa): Promise<VerifyKey> {
  const key = await provider.importKey(Uint8Array.from(publicKey.export({ format: "der", type: "spki" })));
  return key ?? assert.fail("the key is taken");
}

describe("the provider on the platform's thread pool", () => {
  it("hands each verification to the pool, where the default provider does it on the spot", async () => {
    for (const [provider, expected] of [
      [threadPoolProvider(), 10],
      [defaultProvider, 0],
    ] as const) {
      const key = await keyOf(provider);
      const { jobs } = await jobsWhile(async () => {
        for (let done = 0; done < 10; done++) assert.equal(await provider.verify(key, pkcs1, message, signature), true);
      });
      assert.equal(jobs, expected, provider.name);
    }
  });

  it("lets the loop turn between any two operations, where the default provider never does", async () => {
    const tenOn = (provider: CryptoProvider, key: VerifyKey) => async () => {
      for (let done = 0; done < 10; done++) await provider.verify(key, pkcs1, message, signature);
    };
    const pool = threadPoolProvider();
    assert.ok((await turnsWhile(tenOn(pool, await keyOf(pool)))).turns >= 9);
    assert.equal((await turnsWhile(tenOn(defaultProvider, await keyOf(defaultProvider)))).turns, 0);
  });

  it("has so many in the pool at once as it was told, twelve by itself, and answers each as it was asked", async () => {
    const wrong = Uint8Array.from(signature).fill(7, 9, 12);
    for (const [options, most] of [
      [{}, 12],
      [{ concurrency: 1 }, 1],
      [{ concurrency: 16 }, 16],
    ] as const) {
      const provider = threadPoolProvider(options);
      const key = await keyOf(provider);
      const values = Array.from({ length: 200 }, (_, index) => (index % 3 === 1 ? wrong : signature));
      let answers: readonly boolean[] = [];
      const { jobs, atOnce } = await jobsWhile(async () => {
        answers = await Promise.all(values.map(async (value) => provider.verify(key, pkcs1, message, value)));
      });
      assert.deepEqual([jobs, atOnce], [200, most]);
      assert.deepEqual(
        answers,
        values.map((value) => value === signature),
      );
    }
  });

  it("gives a place back after what is no signature at all", async () => {
    const provider = threadPoolProvider({ concurrency: 1 });
    const key = await keyOf(provider);
    const ecdsa = { name: "ecdsa", hash: "sha256", curve: "P-256" } as const;
    for (const value of [new Uint8Array(0), signature.subarray(1), Uint8Array.of(0x30, 0)]) {
      assert.equal(await provider.verify(key, pkcs1, message, value), false);
      assert.equal(await provider.verify(key, ecdsa, message, value), false);
    }
    assert.equal(await provider.verify(key, pkcs1, message, signature), true);
  });

  it("takes the keys of the default provider, which takes its own, and no other's", async () => {
    const pool = threadPoolProvider();
    assert.equal(await pool.verify(await keyOf(defaultProvider), pkcs1, message, signature), true);
    assert.equal(await defaultProvider.verify(await keyOf(pool), pkcs1, message, signature), true);
    const foreign = await keyOf(webCryptoProvider(globalThis.crypto));
    assert.equal(await pool.verify(foreign, pkcs1, message, signature), false);
    assert.equal(pool.startVerify?.(foreign, pkcs1, signature), undefined);
  });

  it("verifies over a long message in turns of the loop, without handing it to the pool", async () => {
    const long = new Uint8Array(5 * MIB + 1).fill(9);
    const value = sign("sha256", long, rsa.privateKey);
    const provider = threadPoolProvider();
    const key = await keyOf(provider);
    const { turns, result } = await turnsWhile(async () => provider.verify(key, pkcs1, long, value));
    assert.equal(result, true);
    assert.ok(turns >= 5, `${turns} turns`);
    assert.equal(await provider.verify(key, pkcs1, long.subarray(1), value), false);
    assert.deepEqual(await jobsWhile(async () => provider.verify(key, pkcs1, long, value)), { jobs: 0, atOnce: 0 });
  });

  it("verifies over a long message that Ed25519 wants whole", async () => {
    const long = new Uint8Array(2 * MIB).fill(9);
    const value = sign(null, long, edwards.privateKey);
    const provider = threadPoolProvider();
    const key = await keyOf(provider, edwards);
    assert.equal(await provider.verify(key, { name: "ed25519" }, long, value), true);
    assert.equal(await provider.verify(key, { name: "ed25519" }, long.subarray(1), value), false);
  });

  it("hashes 1 MiB in a turn of the loop, however many hash at once, to the same digests", async () => {
    const content = Uint8Array.from({ length: 4 * MIB }, (_, index) => index % 251);
    const expected = createHash("sha256").update(content).digest("hex");
    const hashOn = (provider: CryptoProvider) => async () => {
      const segments = [{ kind: "range", start: 0, end: content.length }] as const;
      const digests = await hashSegments(provider, asSource(content), segments, ["sha256"]);
      assert.equal(Buffer.from(digests?.get("sha256") ?? []).toString("hex"), expected);
    };
    const one = hashOn(threadPoolProvider());
    assert.ok((await turnsWhile(one)).turns >= 3);
    const shared = hashOn(threadPoolProvider());
    const four = () => Promise.all([shared(), shared(), shared(), shared()]);
    assert.ok((await turnsWhile(four)).turns >= 15);
    assert.equal((await turnsWhile(hashOn(defaultProvider))).turns, 0);
  });

  it("hashes what is handed over in one piece in turns as well, and what is small at once", async () => {
    const provider = threadPoolProvider();
    const whole = new Uint8Array(6 * MIB + 5).fill(3);
    const hasher = provider.createHash("sha512");
    assert.equal(hasher.update(whole.subarray(0, 1000)), undefined);
    const { turns } = await turnsWhile(async () => hasher.update(whole.subarray(1000)));
    assert.ok(turns >= 4, `${turns} turns`);
    assert.deepEqual(await hasher.digest(), createHash("sha512").update(whole).digest());
  });

  it("says what it expects of its option", () => {
    for (const concurrency of [0, -1, 1.5, Number.NaN, "3" as never])
      assert.throws(
        () => threadPoolProvider({ concurrency }),
        (error: unknown) => error instanceof ConfigError && error.at === "options.concurrency",
      );
  });

  it("is known as one of our own, and a copy that may be changed is not", () => {
    const pool = threadPoolProvider();
    assert.deepEqual([defaultProvider, pool, { ...pool }].map(isOwnProvider), [true, true, false]);
    assert.equal(isOwnProvider(webCryptoProvider(globalThis.crypto)), false);
  });
});

describe("the door #native", () => {
  it("has the same names on every platform", () => {
    assert.deepEqual(Object.keys(platform).toSorted(), Object.keys(native).toSorted());
    assert.equal(platform.threadPoolProvider(), platform.defaultProvider);
    assert.ok(platform.isOwnProvider(platform.defaultProvider) && !platform.isOwnProvider(defaultProvider));
  });
});
