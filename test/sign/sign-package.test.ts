import assert from "node:assert/strict";
import { equalBytes, segmentsLength } from "../../lib/bytes/index.js";
import type { SignatureAlgorithm } from "../../lib/crypto/index.js";
import { formats } from "../../lib/formats/index.js";
import { ConfigError, type HashName, TransportError } from "../../lib/report/index.js";
import { type Progress, removeSignature, signPackage, type SignOptions } from "../../lib/sign/index.js";
import { createTrustStore, type TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testCertificate, testIssued, testSigner } from "../../test-certs/index.js";
import { authority, clock, NOW, nupkg, pubArchive, testTrust } from "./fixture.js";

const claims = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann", "bob"] };

describe("signPackage", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  const sign = (source: Uint8Array, options: Partial<SignOptions> = {}) =>
    signPackage(source, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", ...options });

  const signers: readonly (readonly [string, HashName, SignatureAlgorithm?])[] = [
    ["author-rsa-2048", "sha256"],
    ["author-rsa-2048", "sha384"],
    ["author-rsa-2048", "sha512"],
    ["author-rsa-3072", "sha256"],
    ["author-rsa-4096", "sha512"],
    ["author-rsa-2048", "sha256", { name: "rsa-pss", hash: "sha256" }],
    ["author-rsa-3072", "sha512", { name: "rsa-pss", hash: "sha512" }],
  ];
  for (const [name, hash, algorithm] of signers)
    it(`makes an author signature that verification trusts: ${name}, ${algorithm?.name ?? "rsa-pkcs1"}, ${hash}`, async () => {
      const signer = { ...testSigner(name), ...(algorithm && { algorithm }) };
      const signed = await sign(nupkg(), {
        signer: algorithm ? pssSigner(name, algorithm) : signer,
        hash,
        timestamp: { sources: [authority()] },
      });
      const verdict = await verifyPackage(await signed.toBytes(), { trust, clock });
      assert.deepEqual([verdict.outcome, verdict.accepted, signed.issues], ["trusted", true, []]);
      const [report] = verdict.signatures;
      assert.deepEqual([report!.kind, report!.hash, report!.timestamps.length], ["author", hash, 1]);
    });

  for (const name of ["author-rsa-2048", "author-p-256", "author-p-384", "author-p-521", "author-ed25519"])
    for (const [what, source, format] of [
      ["a pub archive", pubArchive(), formats.pubArchive],
      ["any file", new TextEncoder().encode("any file at all\n"), formats.detached],
    ] as const)
      it(`signs ${what} beside the file, by ${name}`, async () => {
        const signed = await sign(source, { signer: testSigner(name), format, timestamp: { sources: [authority()] } });
        assert.equal(signed.segments, undefined);
        assert.ok(equalBytes(await signed.toBytes(), signed.signature));
        const verdict = await verifyPackage(source, { trust, clock, format, signature: signed.signature });
        assert.deepEqual([verdict.outcome, verdict.accepted], ["trusted", true]);
      });

  it("makes a repository signature with service index and owners", async () => {
    const signer = testSigner("repository");
    const signed = await sign(nupkg(), { signer, kind: "repository", repository: claims });
    assert.deepEqual(signed.report.repository, claims);
    assert.equal(signed.report.kind, "repository");
    assert.equal((await verifyPackage(await signed.toBytes(), { trust, clock })).outcome, "trusted");
  });

  it("tells of a signature what a verification tells of it, word for word", async () => {
    const signer = testSigner("repository");
    const timestamp = { sources: [authority()] };
    const signed = await sign(nupkg(), { signer, kind: "repository", repository: claims, timestamp });
    const verdict = await verifyPackage(await signed.toBytes(), { trust, clock });
    const { revocation, ...told } = verdict.signatures[0]!;
    assert.ok(revocation.every(({ status }) => status === "not-checked"));
    const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
    assert.deepEqual(plain(signed.report), plain({ ...told, revocation: [] }));
  });

  it("holds the signer's whole chain, its root included, each certificate once", async () => {
    const signed = await sign(nupkg());
    for (const name of ["author-rsa-2048", "code-signing-issuer", "code-signing-root"])
      assert.equal(occurrences(signed.signature, testCertificate(name)), 1, name);
  });

  it("describes the new file as ranges of the old one and a few octets, and removing gives the old one back", async () => {
    const source = nupkg();
    const signed = await sign(source);
    const literal = signed.segments!.filter((segment) => segment.kind === "bytes");
    assert.ok(segmentsLength(literal) < signed.signature.length + 400);
    const removed = await removeSignature(await signed.toBytes());
    assert.ok(equalBytes(await gathered(removed.chunks()), source));
  });

  it("leaves its input as it was", async () => {
    const source = nupkg();
    const before = Uint8Array.from(source);
    await (await sign(source)).toBytes();
    assert.ok(equalBytes(source, before));
  });

  it("says that a timestamp was left out as asked, and nothing else", async () => {
    const { issues } = await sign(nupkg());
    assert.deepEqual(
      issues.map(({ code, severity, nuget }) => ({ code, severity, nuget })),
      [{ code: "timestamp-omitted", severity: "warning", nuget: "NU3002" }],
    );
  });

  it("makes the same octets again at the same time, and others in time and value alone at another", async () => {
    const [first, again] = [await sign(nupkg()), await sign(nupkg())];
    assert.ok(equalBytes(first.signature, again.signature));
    const later = await sign(nupkg(), { clock: () => new Date(NOW.getTime() + 1000) });
    assert.equal(later.signature.length, first.signature.length);
    const runs = differingRuns(first.signature, later.signature);
    assert.ok(runs.length >= 2);
    const value = first.signature.length - 256; // the signature value is the last 256 octets of the message
    assert.ok(
      runs.every(([start, end]) => start >= value || end - start <= 2),
      "a digit or two of the time, and the value",
    );
  });

  it("asks an authority with another nonce each time", async () => {
    const requests: Uint8Array[] = [];
    const honest = authority();
    const source = {
      label: "listening",
      request: (request: Uint8Array, options: object) => (requests.push(request), honest.request(request, options)),
    };
    for (let round = 0; round < 2; round++) await sign(nupkg(), { timestamp: { sources: [source] } });
    assert.equal(requests.length, 2); // of one length or not: a nonce may begin with zero octets, which DER leaves out
    assert.ok(!equalBytes(requests[0]!, requests[1]!));
  });

  it("replaces an existing signature when asked to", async () => {
    const once = await (await sign(nupkg())).toBytes();
    const twice = await sign(once, { signer: testSigner("author-rsa-3072"), overwrite: true });
    const fresh = await sign(nupkg(), { signer: testSigner("author-rsa-3072") });
    assert.ok(equalBytes(await twice.toBytes(), await fresh.toBytes()));
  });

  it("reports its progress stage by stage, hashing by octets", async () => {
    const seen: Progress[] = [];
    const source = nupkg();
    await sign(source, { onProgress: (progress) => seen.push(progress), timestamp: { sources: [authority()] } });
    assert.deepEqual(
      [...new Set(seen.map(({ stage }) => stage))],
      ["reading", "hashing", "signing", "timestamping", "checking"],
    );
    for (const { done, total } of seen) assert.ok(done <= total);
    assert.ok(seen.some(({ stage, done, total }) => stage === "hashing" && done === source.length && total === done));
  });

  it("trusts authorities by a list of their own where one is given", async () => {
    const code = await createTrustStore("code", [
      { certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], origin: "test" },
    ]);
    const stamps = await createTrustStore("stamps", [
      { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], origin: "test" },
    ]);
    const sources = [authority()];
    const signed = await sign(nupkg(), { trust: code, timestamp: { sources, trust: stamps } });
    assert.equal(signed.report.timestamps.length, 1);
    await assert.rejects(
      sign(nupkg(), { trust: code, timestamp: { sources } }),
      (error: unknown) =>
        error instanceof TransportError &&
        /would not verify \(chain-incomplete\): No certificate was found that issued "/.test(error.message) &&
        /--timestamping-roots PEM/.test(error.remedy),
    );
  });

  it("refuses calls that are wrong in themselves, naming the option", async () => {
    const at = async (options: Partial<SignOptions>): Promise<string> => {
      const error: unknown = await sign(nupkg(), options).catch((reason: unknown) => reason);
      return error instanceof ConfigError ? error.at : assert.fail(String(error));
    };
    assert.equal(await at({ kind: "repository" }), "options.repository");
    assert.equal(await at({ repository: claims }), "options.repository");
    assert.equal(await at({ timestamp: { sources: [] } }), "options.timestamp");
    assert.equal(await at({ timestamp: undefined as never }), "options.timestamp");
    assert.equal(await at({ timestamp: { sources: [authority()], attempts: 0 } }), "options.timestamp.attempts");
    // A timer that is given more than 31 bits goes off at once.
    for (const deadlineMs of [-1, 2 ** 31, Infinity, NaN])
      assert.equal(await at({ timestamp: { sources: [authority()], deadlineMs } }), "options.timestamp.deadlineMs");
    assert.equal(await at({ hash: "sha1" as never }), "options.hash");
    assert.equal(await at({ kind: "owner" as never }), "options.kind");
    assert.equal(await at({ signer: testSigner("author-ed25519"), hash: "sha256" }), "options.hash");
    assert.equal(
      await at({ signer: { ...testSigner("author-rsa-2048"), certificates: [] } }),
      "options.signer.certificates",
    );
  });
});

function pssSigner(name: string, algorithm: SignatureAlgorithm) {
  const { certificates, label, key } = { ...testSigner(name), key: testIssued(name).key };
  return {
    certificates,
    label,
    algorithm,
    sign: async ({ message }: { readonly message: Uint8Array }) => key.sign(message, algorithm),
  };
}

function occurrences(haystack: Uint8Array, needle: Uint8Array): number {
  const buffer = Buffer.from(haystack);
  let count = 0;
  for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + 1)) count++;
  return count;
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}

/** Half-open ranges in which two messages of one length differ. */
function differingRuns(left: Uint8Array, right: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  left.forEach((octet, index) => {
    if (octet === right[index]) return;
    const last = runs.at(-1);
    if (last?.[1] === index) last[1]++;
    else runs.push([index, index + 1]);
  });
  return runs;
}
