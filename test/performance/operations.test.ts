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

interface Row extends Kind {
  readonly title: string;
  /** Without a cache, the first time. */
  readonly plain: Cost;
  /** Trust anchors that its chains end at: their keys are taken in once, for they last with the trust list, whoever verifies. */
  readonly anchors: number;
  /** When its chains are known, and the digests by which a signature names its certificate. */
  readonly warm: Cost;
  /** Digests by which the cache names certificates and keys, when it is first asked. */
  readonly names: number;
}

const cost = (signatures: number, imports: number, digests: number, contentDigests = 1, sha1 = 0): Cost => ({
  signatures,
  imports,
  digests,
  sha1,
  contentDigests,
});

const rows: readonly Row[] = [
  { title: "an author's signature", timestamp: false, anchors: 1, plain: cost(3, 3, 2), warm: cost(1, 0, 1), names: 4 },
  {
    title: "an author's signature with its timestamp",
    anchors: 2,
    plain: cost(5, 5, 5),
    warm: cost(2, 0, 3),
    names: 6,
  },
  {
    title: "a repository's signature with its timestamp",
    kind: "repository",
    signer: "repository",
    anchors: 2,
    plain: cost(5, 5, 5),
    warm: cost(2, 0, 3),
    names: 6,
  },
  {
    title: "an author's signature and a repository's countersignature",
    timestamp: false,
    countersigned: true,
    anchors: 1,
    plain: cost(5, 4, 4),
    warm: cost(2, 0, 2),
    names: 5,
  },
  {
    title: "an author's signature and a repository's countersignature, each with its timestamp",
    countersigned: true,
    anchors: 2,
    plain: cost(8, 6, 9),
    warm: cost(4, 0, 6),
    names: 7,
  },
  {
    title: "a pub archive with a signature beside it",
    format: formats.pubArchive,
    anchors: 2,
    plain: cost(5, 5, 4),
    warm: cost(2, 0, 2),
    names: 6,
  },
  {
    title: "a pub archive, countersigned",
    format: formats.pubArchive,
    countersigned: true,
    anchors: 2,
    plain: cost(8, 6, 8),
    warm: cost(4, 0, 5),
    names: 7,
  },
  {
    title: "a file with a signature of RSA-4096 beside it",
    format: formats.detached,
    signer: "author-rsa-4096",
    anchors: 2,
    plain: cost(5, 5, 4),
    warm: cost(2, 0, 2),
    names: 6,
  },
  {
    title: "a file with a signature of P-256 beside it",
    format: formats.detached,
    signer: "author-p-256",
    anchors: 2,
    plain: cost(5, 5, 4),
    warm: cost(2, 0, 2),
    names: 6,
  },
  {
    // SHA-512 is what Ed25519 signs, SHA-256 what its timestamp's author attribute names: one pass, two digests.
    title: "a file with a signature of Ed25519 beside it",
    format: formats.detached,
    signer: "author-ed25519",
    anchors: 2,
    plain: cost(5, 5, 4, 2),
    warm: cost(2, 0, 3, 2),
    names: 6,
  },
];

describe("the cost of a verification, in operations", () => {
  let trust: TrustStore;
  before(async () => (trust = await testTrust()));

  for (const { title, plain, anchors, warm, names, ...kind } of rows)
    it(`of ${title} is ${plain.signatures} public-key operations, ${warm.signatures} when its chains are known`, async () => {
      const one = await signed(kind);
      const { provider, taken } = countingProvider();
      const uncached = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
      assert.deepEqual((await measure(uncached, taken, one)).cost, plain);
      const again = { ...plain, imports: plain.imports - anchors };
      assert.deepEqual((await measure(uncached, taken, one)).cost, again, "nothing of the package is kept");
      const cached = createVerifier({ trust, clock, crypto: provider });
      assert.deepEqual((await measure(cached, taken, one)).cost, { ...again, digests: again.digests + names }, "cold");
      // Members are kept as copies, which have to be digested once more.
      await measure(cached, taken, one);
      assert.deepEqual((await measure(cached, taken, one)).cost, warm, "warm");
    });

  it("is the same for a file of three slices, each of which is read once", async () => {
    const one = await signed({ format: formats.detached });
    const { provider, taken } = countingProvider();
    const verifier = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
    const { source } = await measure(verifier, taken, one);
    assert.equal(source.longest(), 1024 * 1024, "the most that is held of the content at once");
    assert.equal(source.reads(), 4, "one to know the format by, and three slices");
    assert.equal(source.bytesRead() - one.contentBytes, 4, "the record that a ZIP archive would begin with");
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
      anchors: 3,
      plain: cost(10, 9, 9, 1, 1),
      warm: cost(4, 0, 6, 1, 0),
      names: 12,
    },
    {
      file: "moq.4.20.70.nupkg",
      signatures: "a repository, with its timestamp",
      anchors: 2,
      plain: cost(6, 6, 5, 1, 1),
      warm: cost(2, 0, 3, 1, 0),
      names: 8,
    },
  ];

  for (const { file, signatures, plain, anchors, warm, names } of real)
    it(`${file} (${signatures}): ${plain.signatures} public-key operations, ${warm.signatures} when its chains are known`, async () => {
      const one = realPackage(file, packages);
      const { provider, taken } = countingProvider();
      const uncached = createVerifier({ trust, clock, crypto: provider, chainCacheSize: 0 });
      assert.deepEqual((await measure(uncached, taken, one)).cost, plain);
      const again = { ...plain, imports: plain.imports - anchors };
      assert.deepEqual((await measure(uncached, taken, one)).cost, again, "nothing of the package is kept");
      const cached = createVerifier({ trust, clock, crypto: provider });
      assert.deepEqual((await measure(cached, taken, one)).cost, { ...again, digests: again.digests + names }, "cold");
      // Members are kept as copies, which have to be digested once more.
      await measure(cached, taken, one);
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
