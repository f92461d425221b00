import assert from "node:assert/strict";
import { Crypto } from "@peculiar/webcrypto";
import fc from "fast-check";
import {
  createTrustStore,
  createVerifier,
  formats,
  inspectPackage,
  type RandomAccessSource,
  type TrustStore,
  type Verdict,
  type Verifier,
  type VerifyRequest,
  webCryptoProvider,
} from "../../lib/index.js";
import { threadPoolProvider } from "../../lib/node/index.js";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import { acceptances, differences } from "../differences/cases/index.js";
import { gzip, makeTar, pubspec, source } from "../formats/archives.js";
import { clock, testTrust } from "../sign/fixture.js";
import { derMutations, mutated } from "../support/der-mutation.js";
import { assertInvariants } from "../support/invariants.js";
import { chainOf, signedMessage } from "../support/message.js";
import { signedPackage, withSignature } from "../support/package.js";
import { signatureIn } from "../support/signature-slot.js";
import { countersigned, stamped } from "../support/tokens.js";

const author = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const jsonOf = (verdict: Verdict): unknown => JSON.parse(JSON.stringify(verdict));

describe("whatever the package", function () {
  this.timeout(180_000);
  let trust: TrustStore;
  let verifier: Verifier;
  let genuine: Verdict;
  let twice: Uint8Array;

  before(async () => {
    trust = await testTrust();
    verifier = createVerifier({ trust, clock });
    const certificates = [...chainOf(author), ...chainOf(repository)];
    twice = await signedPackage({ primary: { signer: author, unsigned: countersigned() }, certificates });
    genuine = await verifier.verify(twice);
  });

  /** Trusted only if it says what the genuine one says. */
  function assertSound(verdict: Verdict): void {
    assertInvariants(verdict);
    if (verdict.outcome !== "trusted") return;
    assert.equal(verdict.content, genuine.content);
    assert.equal(verdict.signatures[0]?.signer?.fingerprint, genuine.signatures[0]?.signer?.fingerprint);
    assert.equal(verdict.signatures[0]?.standing, "validated");
  }

  it("a verdict comes back, whole and frozen, when elements of the signature are moved, doubled, cut or emptied", async () => {
    const signature = signatureIn(twice);
    const property = fc.asyncProperty(derMutations, async (mutations) => {
      const bytes = withSignature(mutated(signature, mutations));
      assertSound(await verifier.verify(bytes));
      await inspectPackage(bytes);
    });
    await fc.assert(property, { numRuns: 500, seed: 1 });
  });

  it("a verdict comes back when bytes of the file are changed, cut out, doubled or put in", async () => {
    const edit = fc.record({
      at: fc.nat(1_000_000),
      remove: fc.nat(300),
      insert: fc.uint8Array({ maxLength: 60 }),
    });
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const bytes = edits.reduce<Uint8Array>((whole, { at, remove, insert }) => {
        const place = at % (whole.length + 1);
        return Buffer.concat([whole.subarray(0, place), insert, whole.subarray(place + remove)]);
      }, twice);
      for (const request of [{}, { format: formats.nupkg }, { name: "a.nupkg" }])
        assertSound(await verifier.verify(bytes, request));
    });
    await fc.assert(property, { numRuns: 300, seed: 2 });
  });

  it("a verdict comes back for any bytes, as any format, beside any signature", async () => {
    const names = fc.constantFrom(undefined, "a.nupkg", "a-1.0.0.tar.gz", "a.bin");
    const property = fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
      names,
      async (bytes, signature, name) => {
        const request = { ...(name !== undefined && { name }), ...(signature !== undefined && { signature }) };
        const verdict = await verifier.verify(bytes, request);
        assertInvariants(verdict);
        assert.notEqual(verdict.outcome, "trusted");
      },
    );
    await fc.assert(property, { numRuns: 300, seed: 3 });
  });

  it("a detached signature's elements moved, doubled, cut or emptied give a verdict", async () => {
    const content = gzip(makeTar([pubspec, source]));
    const signature = await signedMessage({
      content,
      primary: { signer: author, unsigned: stamped() },
      detached: true,
    });
    const name = "sample-1.2.3.tar.gz";
    assert.equal((await verifier.verify(content, { name, signature })).outcome, "trusted");
    const property = fc.asyncProperty(derMutations, async (mutations) =>
      assertInvariants(await verifier.verify(content, { name, signature: mutated(signature, mutations) })),
    );
    await fc.assert(property, { numRuns: 200, seed: 4 });
  });
});

describe("the same package, judged otherwise", function () {
  this.timeout(180_000);
  const packages: [name: string, bytes: Uint8Array][] = [];
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
    for (const { name, refused } of differences) packages.push([name, await refused()]);
    for (const { name, made } of acceptances) packages.push([name, await made()]);
  });

  it("by @peculiar/webcrypto, by the platform's WebCrypto, and on its thread pool gives the verdict that it gives by native crypto", async () => {
    const native = createVerifier({ trust, clock });
    const others = [webCryptoProvider(new Crypto()), webCryptoProvider(globalThis.crypto), threadPoolProvider()];
    for (const crypto of others) {
      const other = createVerifier({ trust, clock, crypto });
      for (const [name, bytes] of packages)
        assert.deepEqual(jsonOf(await other.verify(bytes)), jsonOf(await native.verify(bytes)), name);
    }
  });

  it("cold, warm, in another order, and beside others gives one verdict", async () => {
    const [warm, cold] = [createVerifier({ trust, clock }), createVerifier({ trust, clock, chainCacheSize: 0 })];
    const first = new Map<string, unknown>();
    for (const [name, bytes] of packages) first.set(name, jsonOf(await warm.verify(bytes)));
    const again = await Promise.all(
      [...packages].reverse().map(async ([name, bytes]) => [name, jsonOf(await warm.verify(bytes))] as const),
    );
    for (const [name, verdict] of again) assert.deepEqual(verdict, first.get(name), name);
    for (const [name, bytes] of packages) assert.deepEqual(jsonOf(await cold.verify(bytes)), first.get(name), name);
  });

  it("has every check once for each signature, with a reason where it did not pass", async () => {
    const verifier = createVerifier({ trust, clock });
    for (const [, bytes] of packages) assertInvariants(await verifier.verify(bytes));
  });
});

describe("what goes into a verification", () => {
  const bytes = (): Promise<Uint8Array> => signedPackage({ primary: { signer: author, unsigned: stamped() } });

  it("may be frozen, and is not changed", async () => {
    const trust = await testTrust();
    const content = await bytes();
    const copy = Uint8Array.from(content);
    const options = Object.freeze({
      trust,
      clock,
      formats: Object.freeze([formats.nupkg]),
      revocation: Object.freeze([]),
    });
    const request = Object.freeze({
      name: "a.nupkg",
      expect: Object.freeze({ identity: Object.freeze({ id: "Lab.Sample", version: "1.0.0" }) }),
    });
    assert.equal((await createVerifier(options).verify(content, request)).outcome, "trusted");
    assert.ok(Buffer.from(content).equals(copy));
  });

  it("is read once: options changed after the call that took them have no effect", async () => {
    const content = await bytes();
    const options = { trust: await testTrust(), clock };
    const verifier = createVerifier(options);
    options.trust = await createTrustStore("nobody", []);
    options.clock = () => new Date("2070-01-01T00:00:00Z");
    assert.equal((await verifier.verify(content)).outcome, "trusted");
    assert.equal((await createVerifier(options).verify(content)).outcome, "untrusted");
  });

  it("is read once: a request changed while it is being worked on has no effect", async () => {
    const content = await bytes();
    const verifier = createVerifier({ trust: await testTrust(), clock });
    const at = new Date("2026-11-24T00:00:00Z");
    const request: { -readonly [K in keyof VerifyRequest]: VerifyRequest[K] } = { at, name: "a.nupkg" };
    const pending = verifier.verify(content, request);
    at.setUTCFullYear(2070);
    request.at = new Date("2070-01-01T00:00:00Z");
    request.name = "b.tar.gz";
    const verdict = await pending;
    assert.deepEqual([verdict.outcome, verdict.at.getUTCFullYear(), verdict.name], ["trusted", 2026, "a.nupkg"]);
  });

  it("may be read through a source that gives a few bytes at a time", async () => {
    const content = await bytes();
    const whole = await createVerifier({ trust: await testTrust(), clock }).verify(content);
    const drop: RandomAccessSource = {
      size: content.length,
      slice: (start, end) => ({ arrayBuffer: async () => Uint8Array.from(content.subarray(start, end)).buffer }),
    };
    const verdict = await createVerifier({ trust: await testTrust(), clock }).verify(drop);
    assert.deepEqual(jsonOf(verdict), jsonOf(whole));
  });

  it("trusts nothing that is not in the list, though it is in the package", async () => {
    const trust = await createTrustStore("timestamps alone", [
      { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], origin: "test-certs" },
    ]);
    const verdict = await createVerifier({ trust, clock }).verify(await bytes());
    assert.equal(verdict.outcome, "untrusted");
  });
});
