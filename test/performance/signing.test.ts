import assert from "node:assert/strict";
import { countersignPackage, formats, signPackage, type Signer, type TrustStore } from "../../lib/index.js";
import { testSigner } from "../../test-certs/index.js";
import { clock, nupkg, testTrust } from "../sign/fixture.js";
import type { CryptoProvider } from "../../lib/crypto/index.js";
import { countingProvider, countingSource, type Operations } from "./counting.js";

/** What signing costs besides the signature itself, counted as in operations.test.ts. */
type Cost = Pick<Operations, "signatures" | "imports" | "digests" | "contentDigests">;

const cost = (signatures: number, imports: number, digests: number, contentDigests = 1): Cost => ({
  signatures,
  imports,
  digests,
  contentDigests,
});

describe("the cost of a signature, in operations", () => {
  let trust: TrustStore;
  before(async () => (trust = await testTrust()));

  const repository = { serviceIndex: "https://repository.example/v3/index.json", owners: ["lab"] };
  const context = () => ({ trust, clock, timestamp: "none", name: "a.nupkg" }) as const;
  const counting = (): { readonly crypto: CryptoProvider; readonly counted: () => Cost } => {
    const { provider, taken } = countingProvider();
    const counted = (): Cost => {
      const { signatures, imports, digests, contentDigests } = taken();
      return { signatures, imports, digests, contentDigests };
    };
    return { crypto: provider, counted };
  };

  it("of an author is one public-key operation from the third package on: the value that was just made", async () => {
    const signer = testSigner("author-rsa-3072");
    const { crypto, counted } = counting();
    const author = (by: Signer): Promise<Cost> =>
      signPackage(nupkg(), { ...context(), crypto, signer: by }).then(() => counted());
    assert.deepEqual(await author(signer), FIRST, "two of the chain and the value");
    await author(signer); // members are kept as copies, which have to be digested once more
    assert.deepEqual(await author(signer), LATER);
    const other = { ...FIRST, imports: FIRST.imports - 1 };
    assert.deepEqual(
      await author(testSigner("author-rsa-3072")),
      other,
      "another signer shares the anchor's key alone",
    );
  });

  it("of a repository's countersignature is that, and what verifying the author's signature costs", async () => {
    const signed = await signPackage(nupkg(), { ...context(), signer: testSigner("author-rsa-2048") });
    const [bytes, signer] = [await signed.toBytes(), testSigner("repository")];
    const { crypto, counted } = counting();
    const countersign = (): Promise<Cost> =>
      countersignPackage(bytes, { ...context(), crypto, signer, repository }).then(() => counted());
    const costs = [await countersign(), await countersign(), await countersign()];
    assert.deepEqual([costs[0], costs[2]], [COUNTERSIGNED_FIRST, COUNTERSIGNED_LATER]);
  });

  it("reads a package that is not in memory once to hash it, and its directory besides", async () => {
    const bytes = nupkg("Test.Package", "1.0.0", { "lib/net8.0/large.bin": noise(3_000_000) });
    const source = countingSource(bytes);
    await signPackage(source, { ...context(), signer: testSigner("author-rsa-3072") });
    assert.equal(source.timesRead(1_000_000), 1, "content in the middle");
    assert.equal(source.longest(), 1024 * 1024, "the most that is held of it at once");
    assert.ok(source.bytesRead() - bytes.length < 150 * 1024, `${source.bytesRead() - bytes.length} bytes besides`);
  });

  it("reads a file that is signed beside it once, and its beginning", async () => {
    const bytes = noise(3_000_000);
    const source = countingSource(bytes);
    await signPackage(source, { ...context(), format: formats.detached, signer: testSigner("author-rsa-3072") });
    assert.equal(source.timesRead(1_000_000), 1);
    assert.ok(source.bytesRead() - bytes.length <= 64 * 1024);
  });
});

// A small package in memory is hashed at once.
const FIRST = cost(3, 3, 10, 0);
const LATER = cost(1, 0, 4, 0);
const COUNTERSIGNED_FIRST = cost(6, 4, 13);
const COUNTERSIGNED_LATER = cost(3, 0, 5);

/** Bytes that no archive makes smaller, the same each time. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = Math.imul(state, 1_103_515_245) + 12_345) >>> 24);
}
