import assert from "node:assert/strict";
import { asSource } from "../../lib/bytes/index.js";
import { formats } from "../../lib/formats/index.js";
import { CountersignError } from "../../lib/report/index.js";
import { pubArchive } from "./archives.js";
import { budgets, countingSource, signedZip, text } from "./packages.js";
import { bytesOf, makeZip } from "./zip-maker.js";

const zip = makeZip({ entries: [text] });

async function isNupkg(bytes: Uint8Array, name?: string): Promise<boolean> {
  const answers = [asSource(bytes), countingSource(bytes)].map(async (source) => formats.nupkg.detect(source, name));
  const [inMemory, inFile] = await Promise.all(answers);
  assert.equal(inMemory, inFile);
  return inMemory === true;
}

/** A stored entry as long as that, whose content may be read over. */
function padding(length: number): { readonly name: string; readonly content: Uint8Array } {
  return { name: "pad", content: new Uint8Array(length) };
}

describe("formats, which package is a NuGet package", () => {
  it("goes by the name where the name says it, whatever the bytes are", async () => {
    for (const name of ["a.nupkg", "A.NUPKG", "a.snupkg"])
      assert.equal(await isNupkg(new Uint8Array(0), name), true, name);
    for (const name of ["a.tar.gz", "a.tgz"]) assert.equal(await isNupkg(signedZip(), name), false, name);
  });

  it("goes by the first four bytes where there is no name", async () => {
    assert.equal(await isNupkg(zip), true);
    assert.equal(await isNupkg(zip.subarray(0, 4)), true);
    assert.equal(await isNupkg(makeZip({ entries: [] })), true);
    assert.equal(await isNupkg(zip.subarray(0, 3)), false);
    assert.equal(await isNupkg(bytesOf("PK\x01\x02")), false);
    assert.equal(await isNupkg(zip.subarray(1)), false);
    assert.equal(await isNupkg(pubArchive()), false);
  });

  it("takes a ZIP archive of another name only with a trace of NuGet, at either end", async () => {
    assert.equal(await isNupkg(zip, "a.zip"), false);
    assert.equal(await isNupkg(signedZip(), "a.zip"), true);
    for (const name of ["x.nuspec", ".signature.p7s"]) {
      for (const entries of [[{ name }], [{ name }, padding(200_000)], [padding(200_000), { name }]]) {
        assert.equal(await isNupkg(makeZip({ entries }), "a.zip"), true);
        assert.equal(await isNupkg(makeZip({ entries: [...entries, padding(1)] }), undefined), true);
      }
    }
    const early = makeZip({ entries: [{ name: "a", content: "x.nuspec" }, padding(200_000)] });
    assert.equal(await isNupkg(early, "a.zip"), true);
    const hidden = makeZip({ entries: [padding(100_000), { name: "a", content: "x.nuspec" }, padding(100_000)] });
    assert.equal(await isNupkg(hidden, "a.zip"), false);
  });

  it("finds a trace that begins with the file's 64 KiB from the end, and ends with those from its start", async () => {
    const size = 64 * 1024;
    const trace = bytesOf(".nuspec");
    const at = (place: number): Uint8Array => {
      const bytes = new Uint8Array(4 * size);
      bytes.set(bytesOf("PK\x03\x04"));
      bytes.set(trace, place);
      return bytes;
    };
    assert.equal(await isNupkg(at(size - trace.length), "a.zip"), true);
    assert.equal(await isNupkg(at(size - trace.length + 1), "a.zip"), false);
    assert.equal(await isNupkg(at(3 * size), "a.zip"), true);
    assert.equal(await isNupkg(at(3 * size - 1), "a.zip"), false);
    assert.equal(await isNupkg(at(4 * size - trace.length), "a.zip"), true);
    assert.equal(await isNupkg(at(4), "a.zip"), true);
    assert.equal(await isNupkg(Uint8Array.from([...bytesOf("PK\x03\x04..nuspec")]), "a.zip"), true);
    assert.equal(await isNupkg(Uint8Array.from([...bytesOf("PK\x03\x04.nuspe")]), "a.zip"), false);
  });

  it("says that the source changed, where it gives fewer bytes than its size promises", async () => {
    const short = (bytes: Uint8Array) => ({ ...countingSource(bytes), size: bytes.length + 10 });
    const isChanged = (error: unknown): boolean => error instanceof CountersignError && error.code === "transport";
    await assert.rejects(async () => formats.nupkg.detect(short(new Uint8Array(0)), undefined), isChanged);
    await assert.rejects(async () => formats.nupkg.detect(short(zip), "a.zip"), isChanged);
    await assert.rejects(async () => formats.pubArchive.detect(short(new Uint8Array(0)), undefined), isChanged);
    await assert.rejects(async () => formats.nupkg.open(short(signedZip()), undefined, budgets), isChanged);
    await assert.rejects(async () => formats.pubArchive.open(short(pubArchive()), undefined, budgets), isChanged);
  });
});
