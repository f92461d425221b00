import assert from "node:assert/strict";
import { asSource } from "../../lib/bytes/index.js";
import { formats } from "../../lib/formats/index.js";
import { CountersignError } from "../../lib/report/index.js";
import {
  assemble,
  budgets,
  codesOf,
  countingSource,
  library,
  nuspec,
  openNupkg,
  signature,
  signatureBytes,
  signedZip,
  text,
  unsignedZip,
} from "./packages.js";
import { bytesOf, makeZip } from "./zip-maker.js";

describe("formats/nupkg", () => {
  it("takes a package without signature for unsigned, and all of its bytes for the content", async () => {
    const zip = unsignedZip();
    const opened = await openNupkg(zip);
    assert.deepEqual(codesOf(opened), ["package-unsigned"]);
    assert.equal(opened.signature, undefined);
    assert.deepEqual(assemble(zip, opened.signedContent), zip);
    assert.deepEqual(assemble(zip, opened.remove()), zip);
  });

  it("finds the signature and gives the content as it was before signing", async () => {
    const zip = signedZip();
    const opened = await openNupkg(zip);
    assert.deepEqual(opened.findings, []);
    assert.deepEqual(opened.signature, signatureBytes);
    assert.deepEqual(assemble(zip, opened.signedContent), unsignedZip());
  });

  for (const place of [0, 1, 2, 3]) {
    for (const placeInDirectory of [0, 1, 2, 3]) {
      it(`restores the content with the signature as entry ${place} and record ${placeInDirectory}`, async () => {
        const zip = withSignatureAt(place, placeInDirectory);
        const opened = await openNupkg(zip);
        assert.deepEqual(opened.findings, []);
        assert.deepEqual(assemble(zip, opened.signedContent), unsignedZip());
        assert.deepEqual(assemble(zip, opened.remove()), unsignedZip());
      });
    }
  }

  it("embeds a signature as the last entry and record, by the layout that NuGet writes", async () => {
    const unsigned = unsignedZip();
    const opened = await openNupkg(unsigned);
    const signed = assemble(unsigned, opened.embed(signatureBytes));
    assert.deepEqual(signed, signedZip({ local: { time: 0x00210000 }, central: { time: 0x00210000 } }));
  });

  it("embeds the same bytes each time, so that signing is deterministic", async () => {
    const opened = await openNupkg(unsignedZip());
    assert.deepEqual(opened.embed(signatureBytes), opened.embed(signatureBytes));
  });

  it("replaces a former signature wherever it lies, as if the package had never been signed", async () => {
    const opened = await openNupkg(unsignedZip());
    const expected = assemble(unsignedZip(), opened.embed(bytesOf("another")));
    for (const place of [0, 2, 3]) {
      const zip = withSignatureAt(place, 3 - place);
      assert.deepEqual(assemble(zip, (await openNupkg(zip)).embed(bytesOf("another"))), expected);
    }
  });

  it("embeds after removing, and removes after embedding, to the same bytes", async () => {
    const unsigned = unsignedZip({ comment: bytesOf("a comment of the archive") });
    const signed = assemble(unsigned, (await openNupkg(unsigned)).embed(signatureBytes));
    const removed = assemble(signed, (await openNupkg(signed)).remove());
    assert.deepEqual(removed, unsigned);
    assert.deepEqual(assemble(removed, (await openNupkg(removed)).embed(signatureBytes)), signed);
  });

  it("keeps no hold of the bytes that go in and come out", async () => {
    const given = Uint8Array.from(signatureBytes);
    const zip = unsignedZip();
    const segments = (await openNupkg(zip)).embed(given);
    const before = assemble(zip, segments);
    given.fill(0);
    assert.deepEqual(assemble(zip, segments), before);
  });

  it("reads a small package in one read and a large one in few", async () => {
    const small = countingSource(signedZip());
    await openNupkg(small);
    assert.equal(small.reads, 1);
    const large = countingSource(signedZip({}, { prefix: new Uint8Array(0), comment: new Uint8Array(60_000) }));
    await openNupkg(large);
    assert.equal(large.reads, 1);
  });

  it("throws if the source gives fewer bytes than its size promises", async () => {
    const bytes = signedZip();
    await assert.rejects(
      formats.nupkg.open(
        { size: bytes.length + 10, slice: (start, end) => asSource(bytes).slice(start, end) },
        undefined,
        budgets,
      ),
      (error) => error instanceof CountersignError && error.code === "transport",
    );
  });
});

function withSignatureAt(place: number, placeInDirectory: number): Uint8Array {
  const entries = [nuspec, library, text].toSpliced(place, 0, signature);
  const others = [0, 1, 2, 3].filter((index) => index !== place);
  return makeZip({ entries, directoryOrder: others.toSpliced(placeInDirectory, 0, place) });
}
