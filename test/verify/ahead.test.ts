import assert from "node:assert/strict";
import { type CryptoProvider, defaultProvider, threadPoolProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import { createVerifier, formats, type TrustStore, type Verifier } from "../../lib/index.js";
import { countingProvider, type Operations } from "../performance/counting.js";
import { type Signed, signed } from "../performance/packages.js";
import { clock, testTrust } from "../sign/fixture.js";
import { seeded } from "../support/random.js";

/** What a provider was asked, in order: `verify` for each signature, `hash` for the first byte of content. */
function recording(provider: CryptoProvider): { readonly crypto: CryptoProvider; readonly asked: string[] } {
  const asked: string[] = [];
  const crypto: CryptoProvider = {
    ...provider,
    verify: (...question) => (asked.push("verify"), provider.verify(...question)),
    createHash: (algorithm) => (asked.push("hash"), provider.createHash(algorithm)),
  };
  return { crypto, asked };
}

describe("a verification whose provider works elsewhere meanwhile", function () {
  this.timeout(120_000);
  let trust: TrustStore;
  let embedded: Signed;
  let detached: Signed;
  before(async () => {
    trust = await testTrust();
    embedded = await signed({ countersigned: true });
    detached = await signed({ countersigned: true, format: formats.detached });
    // What is loaded on first use waits for the file system, and those that are verified together would not keep step.
    await verifierOn(defaultProvider).verify(embedded.bytes);
  });

  const verifierOn = (crypto: CryptoProvider, chainCacheSize = 0): Verifier =>
    createVerifier({ trust, clock, crypto, chainCacheSize });

  it("begins all that it will ask before it hashes the content, and asks nothing twice", async () => {
    const { crypto, asked } = recording(threadPoolProvider());
    const verdict = await verifierOn(crypto).verify(embedded.bytes);
    assert.equal(verdict.outcome, "trusted");
    assert.deepEqual(asked, [...Array<string>(8).fill("verify"), "hash"]);
  });

  it("asks nothing twice either where a key takes its time to be taken in", async () => {
    const { crypto, asked } = recording(webCryptoProvider(globalThis.crypto));
    assert.equal((await verifierOn(crypto).verify(embedded.bytes)).outcome, "trusted");
    assert.equal(asked.filter((question) => question === "verify").length, 8);
  });

  it("begins nothing where the provider answers at once", async () => {
    const { crypto, asked } = recording(defaultProvider);
    assert.equal((await verifierOn(crypto).verify(embedded.bytes)).outcome, "trusted");
    assert.deepEqual(asked, ["hash", ...Array<string>(8).fill("verify")]);
  });

  it("begins nothing more while eight operations wait for the pool", async () => {
    const { asked, crypto } = recording(threadPoolProvider({ concurrency: 1 }));
    const together = Array.from({ length: 8 }, () => verifierOn(crypto).verify(embedded.bytes));
    const outcomes = (await Promise.all(together)).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, Array<string>(8).fill("trusted"));
    assert.equal(asked.indexOf("hash"), 9, "one is made, and eight wait");
    assert.equal(asked.filter((question) => question === "verify").length, 8 * 8);
  });

  it("begins no signature of a chain that it knows", async () => {
    const { crypto, asked } = recording(threadPoolProvider());
    const verifier = verifierOn(crypto, 100);
    await verifier.verify(embedded.bytes);
    asked.length = 0;
    assert.equal((await verifier.verify(embedded.bytes)).outcome, "trusted");
    assert.deepEqual(asked, [...Array<string>(4).fill("verify"), "hash"]);
  });

  it("asks as often as one that begins nothing, of every kind of operation", async () => {
    const counted: Operations[] = [];
    for (const free of [false, true]) {
      const { provider, taken } = countingProvider();
      const crypto = { ...provider, isFree: () => free };
      assert.equal((await verifierOn(crypto).verify(embedded.bytes)).outcome, "trusted");
      counted.push(taken());
    }
    assert.deepEqual(counted[1], counted[0]);
  });

  it("gives the same verdict of whatever is changed in a signature", async () => {
    const { signature = assert.fail(), bytes, name } = detached;
    const verifiers = [defaultProvider, threadPoolProvider(), webCryptoProvider(globalThis.crypto)].map((crypto) =>
      verifierOn(crypto),
    );
    const random = seeded(20261127);
    const outcomes = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const changed = Uint8Array.from(signature);
      const at = random(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
      const verdicts = await Promise.all(verifiers.map((one) => one.verify(bytes, { name, signature: changed })));
      const [now, ...later] = verdicts.map((verdict) => JSON.stringify(verdict));
      for (const verdict of later) assert.equal(verdict, now, `bit changed in byte ${at}`);
      outcomes.add(verdicts[0]?.issues.find(({ severity }) => severity === "error")?.code ?? "none");
    }
    assert.ok(outcomes.size > 10, [...outcomes].join());
  });
});
