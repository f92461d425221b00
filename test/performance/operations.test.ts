import assert from "node:assert/strict";
import { createVerifier, formats, type TrustStore, type Verifier } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { requireRealPackages } from "../real/packages.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signatureSlot } from "../support/signature-slot.js";
import { countingProvider, countingSource, type CountingSource, type Operations } from "./counting.js";
import { type Kind, type Signed, signed } from "./packages.js";

/**
 * What a verification costs, counted rather than timed: these figures are the same on every machine. A change that makes
 * one larger makes every verification slower; a change that makes one smaller is written down here.
 */
type Cost = Pick<Operations, "signatures" | "imports" | "digests" | "sha1" | "contentDigests">;

async function measure(
  verifier: Verifier,
  taken: () => Operations,
  { bytes, name, signature, contentBytes }: Signed,
): Promise<{ readonly cost: Cost; readonly source: CountingSource }> {
  const source = countingSource(bytes);
  const verdict = await verifier.verify(source, { name, ...(signature === undefined ? {} : { signature }) });
  assert.equal(verdict.outcome, "trusted", verdict.issues.map(({ message }) => message).join("\n"));
  const { contentBytes: hashed, ...cost } = taken();
  assert.equal(hashed, contentBytes * cost.contentDigests, "each byte of the content goes through each digest once");
  return { cost, source };
}

/** The digests of the pairs that the cache is asked for are in `warm`, and there are none in `plain`: nothing is kept. */
interface Row extends Kind {
  readonly title: string;
  readonly plain: Cost;
  readonly warm: Cost;
}

const cost = (signatures: number, imports: number, digests: number, contentDigests = 1, sha1 = 0): Cost => ({
  signatures,
  imports,
  digests,
  sha1,
  contentDigests,
});

const rows: readonly Row[] = [
  { title: "an author's signature", timestamp: false, plain: cost(3, 3, 4), warm: cost(1, 1, 8) },
  { title: "an author's signature with its timestamp", plain: cost(5, 5, 7), warm: cost(2, 2, 13) },
  {
    title: "a repository's signature with its timestamp",
    kind: "repository",
    signer: "repository",
    plain: cost(5, 5, 7),
    warm: cost(2, 2, 13),
  },
  {
    title: "an author's signature and a repository's countersignature",
    timestamp: false,
    countersigned: true,
    plain: cost(5, 4, 8),
    warm: cost(2, 2, 14),
  },
  {
    title: "an author's signature and a repository's countersignature, each with its timestamp",
    countersigned: true,
    plain: cost(8, 6, 14),
    warm: cost(4, 3, 22),
  },
  {
    title: "a pub archive with a signature beside it",
    format: formats.pubArchive,
    plain: cost(5, 5, 6),
    warm: cost(2, 2, 12),
  },
  {
    title: "a pub archive, countersigned",
    format: formats.pubArchive,
    countersigned: true,
    plain: cost(8, 6, 13),
    warm: cost(4, 3, 21),
  },
  {
    title: "a file with a signature of RSA-4096 beside it",
    format: formats.detached,
    signer: "author-rsa-4096",
    plain: cost(5, 5, 6),
    warm: cost(2, 2, 12),
  },
  {
    title: "a file with a signature of P-256 beside it",
    format: formats.detached,
    signer: "author-p-256",
    plain: cost(5, 5, 6),
    warm: cost(2, 2, 12),
  },
  {
    // SHA-512 is what Ed25519 signs, SHA-256 what its timestamp's author attribute names: one pass, two digests.
    title: "a file with a signature of Ed25519 beside it",
    format: formats.detached,
    signer: "author-ed25519",
    plain: cost(5, 5, 6, 2),
    warm: cost(2, 2, 12, 2),
  },
];

describe("the cost of a verification, in operations", () => {
  let trust: TrustStore;
  before(async () => (trust = await testTrust()));

  for (const { title, plain, warm, ...kind } of rows)
    it(`of ${title} is ${plain.signatures} public-key operations, ${warm.signatures} when its chains are known`, async () => {
      const one = await signed(kind);
      const { provider, taken } = countingProvider();
      const uncached = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
      assert.deepEqual((await measure(uncached, taken, one)).cost, plain);
      assert.deepEqual((await measure(uncached, taken, one)).cost, plain, "nothing is kept");
      const cached = createVerifier({ trust, clock, crypto: provider });
      assert.deepEqual((await measure(cached, taken, one)).cost, { ...plain, digests: warm.digests }, "cold");
      assert.deepEqual((await measure(cached, taken, one)).cost, warm, "warm");
    });

  it("is the same for a file of three slices, each of which is read once", async () => {
    const one = await signed({ format: formats.detached });
    const { provider, taken } = countingProvider();
    const verifier = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
    const { source } = await measure(verifier, taken, one);
    assert.equal(source.longest(), 1024 * 1024, "the most that is held of the content at once");
    assert.equal(source.reads(), 4, "one to know the format by, and three slices");
    assert.equal(source.bytesRead() - one.contentBytes, 64 * 1024);
  });
});

describe("the cost of verifying real packages, with all bundled roots", () => {
  let packages: ReadonlyMap<string, Uint8Array>;
  let trust: TrustStore;
  before(async function () {
    this.timeout(300_000);
    packages = await requireRealPackages(this);
    trust = await bundledTrust();
  });

  const real = [
    {
      file: "newtonsoft.json.13.0.3.nupkg",
      signatures: "author and repository, each with its timestamp",
      plain: cost(10, 9, 14, 1, 2),
      warm: cost(4, 3, 26, 1, 2),
    },
    {
      file: "moq.4.20.70.nupkg",
      signatures: "a repository, with its timestamp",
      plain: cost(6, 6, 7, 1, 1),
      warm: cost(2, 2, 15, 1, 1),
    },
  ];

  for (const { file, signatures, plain, warm } of real)
    it(`${file} (${signatures}): ${plain.signatures} public-key operations, ${warm.signatures} when its chains are known`, async () => {
      const one = realPackage(file, packages);
      const { provider, taken } = countingProvider();
      const uncached = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
      assert.deepEqual((await measure(uncached, taken, one)).cost, plain);
      const cached = createVerifier({ trust, clock, crypto: provider });
      assert.deepEqual((await measure(cached, taken, one)).cost, { ...plain, digests: warm.digests }, "cold");
      assert.deepEqual((await measure(cached, taken, one)).cost, warm, "warm");
    });

  for (const { file } of real)
    it(`${file}: beside its content, read once in slices of 1 MiB, less than 150 KiB are read`, async () => {
      const one = realPackage(file, packages);
      const { provider, taken } = countingProvider();
      const { source } = await measure(createVerifier({ trust, clock, crypto: provider }), taken, one);
      const other = source.bytesRead() - one.contentBytes;
      assert.ok(other < 150 * 1024, `${other} bytes`);
      assert.ok(source.longest() <= 1024 * 1024);
    });
});

/** The signature covers all but its own entry and that entry's record. */
function realPackage(file: string, packages: ReadonlyMap<string, Uint8Array>): Signed {
  const bytes = packages.get(file) ?? assert.fail(file);
  const { localHeader, signature, centralRecord } = signatureSlot(bytes);
  const own = signature.end - localHeader + (centralRecord.end - centralRecord.start);
  return { bytes, name: file, contentBytes: bytes.length - own };
}
