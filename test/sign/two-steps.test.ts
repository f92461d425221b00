import assert from "node:assert/strict";
import fc from "fast-check";
import { equalBytes, toHex } from "../../lib/bytes/index.js";
import { formats } from "../../lib/formats/index.js";
import { ConfigError, CountersignError } from "../../lib/report/index.js";
import {
  completeSignature,
  countersignPackage,
  prepareSignature,
  type PrepareOptions,
  type PreparedSignature,
  type SignedPackage,
  type Signer,
  signPackage,
} from "../../lib/sign/index.js";
import type { TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testKey, testSigner } from "../../test-certs/index.js";
import { assertRefused, authority, clock, counted, nupkg, pubArchive, testTrust } from "./fixture.js";

const repository = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann"] };

describe("prepareSignature and completeSignature", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  const context = () => ({ trust, clock, timestamp: "none" }) as const;
  const keyless = ({ certificates, algorithm, label }: Signer): Omit<Signer, "sign"> => ({
    certificates,
    algorithm,
    label,
  });
  const prepare = (source: Uint8Array, options: Partial<PrepareOptions> = {}): Promise<PreparedSignature> =>
    prepareSignature(source, {
      ...context(),
      signer: keyless(testSigner("author-rsa-2048")),
      ...options,
    });

  it("give the very package that one step gives", async () => {
    const { request, state } = await prepare(nupkg());
    const value = await testSigner("author-rsa-2048").sign(request);
    const completed = await completeSignature(nupkg(), state, value, context());
    const atOnce = await signPackage(nupkg(), { ...context(), signer: testSigner("author-rsa-2048") });
    assert.ok(equalBytes(await completed.toBytes(), await atOnce.toBytes()));
  });

  it("ask for a digest of what is signed, so that the key's machine needs nothing else", async () => {
    const { request } = await prepare(nupkg(), { hash: "sha384" });
    const { createHash } = await import("node:crypto");
    assert.equal(toHex(request.digest), createHash("sha384").update(request.message).digest("hex"));
    assert.deepEqual([request.hash, request.kind], ["sha384", "author"]);
  });

  for (const name of ["author-p-256", "author-ed25519", "author-rsa-3072"])
    it(`sign beside a file by ${name}, with a timestamp in the second step`, async () => {
      const format = formats.pubArchive;
      const { request, state } = await prepare(pubArchive(), { format, signer: keyless(testSigner(name)) });
      const value = await testSigner(name).sign(request);
      const timestamp = { sources: [authority()] };
      const completed = await completeSignature(pubArchive(), state, value, { ...context(), format, timestamp });
      assert.equal(completed.report.timestamps.length, 1);
      const verdict = await verifyPackage(pubArchive(), { trust, clock, format, signature: completed.signature });
      assert.equal(verdict.outcome, "trusted");
    });

  it("countersign in two steps", async () => {
    const signed = await (
      await signPackage(nupkg(), { ...context(), signer: testSigner("author-rsa-2048") })
    ).toBytes();
    const signer = keyless(testSigner("repository"));
    const { request, state } = await prepareSignature(signed, { ...context(), signer, repository, countersign: true });
    const value = await testSigner("repository").sign(request);
    const completed = await completeSignature(signed, state, value, context());
    const atOnce = await countersignPackage(signed, { ...context(), signer: testSigner("repository"), repository });
    assert.ok(equalBytes(await completed.toBytes(), await atOnce.toBytes()));
  });

  it("refuse another package, whatever its name", async () => {
    const { request, state } = await prepare(nupkg("A", "1.0.0"));
    const value = await testSigner("author-rsa-2048").sign(request);
    const other = completeSignature(nupkg("A", "1.0.1"), state, value, context());
    const { issues } = await assertRefused(other, "content-digest-mismatch");
    assert.match(issues[0]?.remedy ?? "", /anew: countersign sign/, "the signer has nothing to download again");
    await completeSignature(nupkg("A", "1.0.0"), state, value, context());
  });

  it("refuse another signature than the one that was to be countersigned", async () => {
    const signedBy = async (name: string): Promise<Uint8Array> =>
      (await signPackage(nupkg(), { ...context(), signer: testSigner(name) })).toBytes();
    const signer = keyless(testSigner("repository"));
    const options = { ...context(), signer, repository, countersign: true } as const;
    const { request, state } = await prepareSignature(await signedBy("author-rsa-2048"), options);
    const value = await testSigner("repository").sign(request);
    const moved = completeSignature(await signedBy("author-rsa-3072"), state, value, context());
    await assertRefused(moved, "content-digest-mismatch");
  });

  it("refuse a value that does not verify: another key's, a changed one, none", async () => {
    const { request, state } = await prepare(nupkg());
    const value = Uint8Array.from(await testSigner("author-rsa-2048").sign(request));
    const foreign = testKey("repository").sign(request.message);
    const { issues } = await assertRefused(
      completeSignature(nupkg(), state, foreign, context()),
      "signature-value-invalid",
    );
    assert.match(issues[0]?.remedy ?? "", /^Make the value again with the key/);
    value[3] = (value[3] ?? 0) ^ 1;
    await assertRefused(completeSignature(nupkg(), state, value, context()), "signature-value-invalid");
    await assert.rejects(completeSignature(nupkg(), state, new Uint8Array(0), context()), ConfigError);
    const cut = completeSignature(nupkg(), state, value.subarray(1), context());
    await assert.rejects(cut, { code: "config", expected: /^256 octets/, received: "255 octets" });
    await assert.rejects(completeSignature(nupkg(), state, "value" as never, context()), ConfigError);
  });

  it("refuse a package that was signed in between, unless the first step was to overwrite", async () => {
    const signed = await (
      await signPackage(nupkg(), { ...context(), signer: testSigner("author-rsa-3072") })
    ).toBytes();
    const cautious = await prepare(nupkg());
    const value = await testSigner("author-rsa-2048").sign(cautious.request);
    await assertRefused(completeSignature(signed, cautious.state, value, context()), "signing-already-signed");
    const byRepository = await signPackage(nupkg(), {
      ...context(),
      kind: "repository",
      repository,
      signer: testSigner("repository"),
    });
    const taken = completeSignature(await byRepository.toBytes(), cautious.state, value, context());
    const { issues } = await assertRefused(taken, "signing-already-signed");
    assert.match(issues[0]?.message ?? "", /has a repository signature already/);
    const bold = await prepare(signed, { overwrite: true });
    const again = await testSigner("author-rsa-2048").sign(bold.request);
    await completeSignature(signed, bold.state, again, context());
  });

  it("refuse in the first step what signing refuses", async () => {
    await assertRefused(prepare(nupkg(), { signer: keyless(testSigner("author-no-eku")) }), "certificate-eku");
    await assert.rejects(prepare(nupkg(), { timestamp: undefined as never }), ConfigError);
    const watched = counted(testSigner("author-rsa-2048"));
    await prepare(nupkg(), { signer: watched });
    assert.equal(watched.calls(), 0);
  });

  it("keep a state that is plain JSON, with the content's digest and certificates, and nothing of the key or the package", async () => {
    const { state } = await prepare(nupkg());
    const document = JSON.parse(state) as Record<string, unknown>;
    assert.deepEqual(Object.keys(document), [
      "schema",
      "kind",
      "placement",
      "hash",
      "algorithm",
      "content",
      "overwrite",
      "certificates",
      "signedAttributes",
    ]);
    assert.equal(document["schema"], "countersign.prepared/1");
  });

  it("refuse a state that is not as it was given, naming the field", async () => {
    const { request, state } = await prepare(nupkg());
    const value = await testSigner("author-rsa-2048").sign(request);
    const changed = async (change: Record<string, unknown>): Promise<string> => {
      const text = JSON.stringify({ ...(JSON.parse(state) as object), ...change });
      const error: unknown = await completeSignature(nupkg(), text, value, context()).catch(
        (reason: unknown) => reason,
      );
      return error instanceof ConfigError ? error.at : assert.fail(String(error));
    };
    assert.equal(await changed({ schema: "countersign.prepared/2" }), "state.schema");
    assert.equal(await changed({ kind: "owner" }), "state.kind");
    assert.equal(await changed({ placement: "counter" }), "state.placement");
    assert.equal(await changed({ hash: "sha1" }), "state.hash");
    assert.equal(await changed({ algorithm: { name: "dsa" } }), "state.algorithm.name");
    assert.equal(await changed({ algorithm: { name: "ecdsa", curve: "P-192" } }), "state.algorithm.curve");
    assert.equal(await changed({ algorithm: null }), "state.algorithm");
    assert.equal(await changed({ content: "xyz" }), "state.content");
    assert.equal(await changed({ overwrite: "yes" }), "state.overwrite");
    assert.equal(await changed({ certificates: [] }), "state.certificates[0]");
    assert.equal(await changed({ certificates: "all" }), "state.certificates");
    assert.equal(await changed({ certificates: [1] }), "state.certificates[0]");
    assert.equal(await changed({ signedAttributes: 7 }), "state.signedAttributes");
    await assert.rejects(completeSignature(nupkg(), "{", value, context()), ConfigError);
    await assert.rejects(completeSignature(nupkg(), "[]", value, context()), ConfigError);
  });

  it("never make a package of a state whose octets were changed anywhere", async () => {
    const { request, state } = await prepare(nupkg());
    const value = await testSigner("author-rsa-2048").sign(request);
    await fc.assert(
      fc.asyncProperty(fc.nat(state.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
        const text = state.slice(0, at) + String.fromCharCode(code) + state.slice(at + 1);
        const outcome = await completeSignature(nupkg(), text, value, context()).catch((reason: unknown) => reason);
        if (outcome instanceof CountersignError) {
          assert.ok(["config", "decode", "sign-refused"].includes(outcome.code));
          return;
        }
        const completed = outcome as SignedPackage;
        const verdict = await verifyPackage(await completed.toBytes(), { trust, clock });
        assert.equal(verdict.outcome, "trusted");
      }),
      { numRuns: 150 },
    );
  });
});
