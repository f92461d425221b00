import assert from "node:assert/strict";
import { threadPoolProvider } from "../../lib/node/index.js";
import {
  createVerifier,
  formats,
  TransportError,
  type TrustStore,
  type Verdict,
  type Verifier,
} from "../../lib/index.js";
import { type CryptoProvider, defaultProvider } from "../../lib/crypto/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { testAuthority } from "../../test-certs/index.js";
import { signed } from "../performance/packages.js";
import { requireRealPackages } from "../real/packages.js";
import { clock, testTrust } from "../sign/fixture.js";
import { jobsWhile, turnsWhile } from "../support/event-loop.js";
import { author } from "../support/signers.js";
import { signedPackage } from "../support/package.js";

/** A verifier that keeps nothing between its calls. */
const verifierOn = (trust: TrustStore, crypto: CryptoProvider): Verifier =>
  createVerifier({ trust, clock, crypto, chainCacheSize: 0 });

/** The provider, which tells of each operation before it begins. */
function watched(provider: CryptoProvider, onOperation: () => void): CryptoProvider {
  return { ...provider, verify: (...question) => (onOperation(), provider.verify(...question)) };
}

/** Signed under an issuer of which there are only copies with other keys: each is tried until the budget is spent. */
async function withDecoys(count: number): Promise<Uint8Array> {
  const signer = await author();
  const issuer = testAuthority("code-signing-issuer");
  const place = Buffer.from(issuer.certificate).indexOf(Buffer.from(issuer.key.publicKeyInfo).subarray(60, 100));
  const decoys = Array.from({ length: count }, (_, index) => {
    const copy = Uint8Array.from(issuer.certificate);
    copy.set(Buffer.from(String(index).padStart(8, "0")), place);
    return copy;
  });
  return signedPackage({ primary: { signer }, certificates: [...decoys, signer.certificate] });
}

describe("a verification on the platform's thread pool, of real packages", () => {
  let packages: ReadonlyMap<string, Uint8Array>;
  let trust: TrustStore;
  before(async function () {
    this.timeout(300_000);
    packages = await requireRealPackages(this);
    trust = await bundledTrust();
  });

  /** The packages, and a copy of each with a byte changed in the middle. */
  function subjects(): readonly (readonly [name: string, bytes: Uint8Array])[] {
    return [...packages].flatMap(([name, bytes]) => {
      const changed = Uint8Array.from(bytes);
      changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
      return [[name, bytes] as const, [name, changed] as const];
    });
  }

  it("gives the synchronous provider's verdict, checks in the same order, sixteen of them at once", async () => {
    const now = verifierOn(trust, defaultProvider);
    const pool = verifierOn(trust, threadPoolProvider());
    const many = Array.from({ length: 3 }, subjects).flat().slice(0, 16);
    const expected: string[] = [];
    for (const [name, bytes] of many) expected.push(JSON.stringify(await now.verify(bytes, { name })));
    const together = await Promise.all(many.map(([name, bytes]) => pool.verify(bytes, { name })));
    assert.deepEqual(
      together.map((verdict) => JSON.stringify(verdict)),
      expected,
    );
    assert.ok(together.some(({ accepted }) => accepted) && together.some(({ accepted }) => !accepted));
  });

  it("has all its ten public-key operations made in the pool, as many at once as it was told, and the loop turns meanwhile", async () => {
    const bytes = packages.get("newtonsoft.json.13.0.3.nupkg") ?? assert.fail();
    for (const [concurrency, atOnce, least] of [
      [12, 10, 1],
      [3, 3, 3],
      [1, 1, 9],
    ] as const) {
      const verifier = verifierOn(trust, threadPoolProvider({ concurrency }));
      // What is loaded on first use waits for the file system.
      assert.equal((await verifier.verify(bytes)).outcome, "trusted");
      assert.deepEqual(await jobsWhile(() => verifier.verify(bytes)), { jobs: 10, atOnce });
      const { turns } = await turnsWhile(() => verifier.verify(bytes));
      assert.ok(turns >= least, `${turns} turns with ${concurrency} at once`);
    }
    const onTheSpot = verifierOn(trust, defaultProvider);
    assert.equal((await onTheSpot.verify(bytes)).outcome, "trusted");
    assert.equal((await jobsWhile(() => onTheSpot.verify(bytes))).jobs, 0);
    assert.equal((await turnsWhile(() => onTheSpot.verify(bytes))).turns, 0);
  });
});

describe("a verification on the platform's thread pool", function () {
  this.timeout(60_000);
  let trust: TrustStore;
  let genuine: Uint8Array;
  before(async () => {
    trust = await testTrust();
    genuine = (await signed({ countersigned: true })).bytes;
  });

  it("of a hostile package spends the same budget to the same verdict, one operation in flight at a time", async () => {
    const hostile = await withDecoys(300);
    const verdicts: Verdict[] = [];
    const counts: number[] = [];
    for (const provider of [defaultProvider, threadPoolProvider()]) {
      let operations = 0;
      const verifier = verifierOn(
        trust,
        watched(provider, () => operations++),
      );
      const { atOnce } = await jobsWhile(async () => verdicts.push(await verifier.verify(hostile)));
      counts.push(operations);
      if (provider !== defaultProvider) assert.equal(atOnce, 1);
    }
    const [now, pool] = verdicts;
    assert.equal(JSON.stringify(pool), JSON.stringify(now));
    assert.equal(counts[1], counts[0]);
    assert.ok((counts[0] ?? 0) >= 100, "the budget was spent");
    assert.ok(now?.issues.some(({ code }) => code === "chain-budget"));
  });

  it("of sixteen hostile packages has no more operations in the pool than the provider may, and a genuine one beside them comes through", async () => {
    const hostile = await withDecoys(300);
    const verifier = verifierOn(trust, threadPoolProvider());
    let order: readonly string[] = [];
    const { atOnce } = await jobsWhile(async () => {
      const done: string[] = [];
      const judged = [...Array<Uint8Array>(16).fill(hostile), genuine].map(async (bytes) =>
        done.push((await verifier.verify(bytes)).outcome),
      );
      await Promise.all(judged);
      order = done;
    });
    assert.equal(atOnce, 12);
    // It needs eight operations and they a hundred each: it waits for its turns, and not for their ends.
    assert.equal(order[0], "trusted");
    assert.equal(order.length, 17);
  });

  for (const provider of [defaultProvider, threadPoolProvider()]) {
    it(`ends with the operation in which its caller gives up: ${provider.name}`, async () => {
      const stop = new AbortController();
      let operations = 0;
      const crypto = watched(provider, () => ++operations === 3 && stop.abort());
      await assert.rejects(
        verifierOn(trust, crypto).verify(genuine, { signal: stop.signal }),
        (error) => error instanceof TransportError && error.reason === "aborted",
      );
      assert.equal(operations, 3);
    });
  }

  it("hears of a deadline while it works, and leaves the others of its batch alone", async () => {
    const stop = new AbortController();
    const hostile = await withDecoys(300);
    let operations = 0;
    const crypto = watched(threadPoolProvider(), () => ++operations === 12 && setImmediate(() => stop.abort()));
    const items = [
      { key: "hostile", source: hostile, signal: stop.signal },
      { key: "genuine", source: genuine },
    ];
    const results = new Map<string, string>();
    for await (const result of verifierOn(trust, crypto).verifyMany(items))
      results.set(result.key, "verdict" in result ? result.verdict.outcome : result.error.reason);
    assert.deepEqual(Object.fromEntries(results), { hostile: "aborted", genuine: "trusted" });
    assert.ok(operations < 100, `${operations} operations`);
  });

  it("of content in one pass ends within a mebibyte of a deadline that fires meanwhile", async () => {
    const [stop, size] = [new AbortController(), 64 * 1024 * 1024];
    const { bytes, signature, name } = await signed({ format: formats.detached });
    assert.ok(signature);
    let read = 0;
    const source = {
      size,
      slice: () => assert.fail("read() is preferred"),
      read: (into: Uint8Array, position: number) => {
        read += into.length;
        if (position === 4 * 1024 * 1024) setImmediate(() => stop.abort());
        into.set(bytes.subarray(0, into.length));
        return into.length;
      },
    };
    const request = { name, signature, signal: stop.signal };
    await assert.rejects(
      verifierOn(trust, threadPoolProvider()).verify(source, request),
      (error) => error instanceof TransportError && error.reason === "aborted",
    );
    assert.ok(read < 8 * 1024 * 1024, `${read} bytes`);
  });
});
