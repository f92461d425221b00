import assert from "node:assert/strict";
import { asSource, type RandomAccessSource } from "../../lib/bytes/index.js";
import {
  cmsDetached,
  detectFormat,
  everyFormat,
  formats,
  nugetV1,
  openPackage,
  type PackageHints,
} from "../../lib/formats/index.js";
import { CountersignError } from "../../lib/report/index.js";
import { pubArchive } from "./archives.js";
import { assemble, budgets, codesOf, countingSource, signatureBytes, signedZip } from "./packages.js";
import { bytesOf, makeZip } from "./zip-maker.js";

const nupkg = signedZip();
const archive = pubArchive();
const plainZip = makeZip({ entries: [{ name: "word/document.xml", content: "x" }] });
const plain = bytesOf("just a file");
const signature = signatureBytes;

describe("formats, detecting and opening", () => {
  const cases: readonly (readonly [string, Uint8Array, PackageHints, string])[] = [
    ["a .nupkg by its name", nupkg, { name: "a.nupkg" }, "nupkg"],
    ["a .NUPKG in a folder", nupkg, { name: "C:\\x.tar.gz\\a.NUPKG" }, "nupkg"],
    ["a .snupkg by its name", nupkg, { name: "a.snupkg" }, "nupkg"],
    ["a damaged .nupkg by its name", plain, { name: "a.nupkg" }, "nupkg"],
    ["a damaged .nupkg by its name, though a signature came with it", plain, { name: "a.nupkg", signature }, "nupkg"],
    ["an empty .nupkg by its name", new Uint8Array(0), { name: "a.nupkg" }, "nupkg"],
    ["a NuGet package without a name by its bytes", nupkg, {}, "nupkg"],
    ["a NuGet package under another name by its bytes", nupkg, { name: "a.zip" }, "nupkg"],
    [
      "a NuGet package under another name, though a signature came with it",
      nupkg,
      { name: "a.bin", signature },
      "nupkg",
    ],
    ["a NuGet package cut off, without a name", nupkg.subarray(0, 300), {}, "nupkg"],
    ["a .tar.gz by its name", archive, { name: "a-1.0.0.tar.gz" }, "pub-archive"],
    ["a .tgz by its name", archive, { name: "a.tgz" }, "pub-archive"],
    ["a damaged .tar.gz by its name", plain, { name: "a.tar.gz", signature }, "pub-archive"],
    ["a ZIP archive that calls itself .tar.gz by its name", nupkg, { name: "a.tar.gz" }, "pub-archive"],
    ["a gzip file without a name by its bytes", archive, {}, "pub-archive"],
    ["any file with a signature", plain, { name: "a.bin", signature }, "detached"],
    ["any file with a signature and without a name", plain, { signature }, "detached"],
    ["a ZIP archive of another kind with a signature", plainZip, { name: "a.docx", signature }, "detached"],
    ["a gzip file of another kind with a signature", archive, { name: "a.gz", signature }, "detached"],
    ["an empty file with a signature", new Uint8Array(0), { signature }, "detached"],
    ["what the caller names, whatever it is", plain, { name: "a.nupkg", format: formats.detached }, "detached"],
  ];
  for (const [title, bytes, hints, id] of cases) {
    it(`takes ${title} for ${id}`, async () => {
      const detected = await detectFormat(asSource(bytes), hints);
      assert.equal(detected.ok && detected.value.id, id);
    });
  }

  for (const [title, bytes, hints] of [
    ["a plain file without a signature", plain, { name: "a.bin" }],
    ["a ZIP archive of another kind without a signature", plainZip, { name: "a.docx" }],
    ["an empty file", new Uint8Array(0), {}],
  ] as const) {
    it(`knows no format for ${title}, and says what it tried`, async () => {
      const opened = await openPackage(asSource(bytes), hints, budgets);
      const details = { tried: ["nupkg", "pub-archive", "detached"] };
      assert.deepEqual(opened, { ok: false, fault: { code: "package-format-unknown", details } });
    });
  }

  it("tries the formats that it is given, in their order", async () => {
    const only = { formats: [formats.pubArchive] };
    assert.equal((await detectFormat(asSource(nupkg), { ...only, name: "a.nupkg" })).ok, false);
    const all = { formats: [formats.detached, formats.nupkg], signature };
    const detected = await detectFormat(asSource(nupkg), all);
    assert.equal(detected.ok && detected.value.id, "detached");
  });

  it("reads at most 64 KiB from either end to detect", async () => {
    const big = countingSource(makeZip({ entries: [{ name: "big", content: new Uint8Array(1_000_000) }] }));
    await detectFormat(big, { name: "a.zip" });
    assert.ok(big.bytesRead <= 2 * 64 * 1024 + 4 + 3);
  });

  it("opens with the format that it detects", async () => {
    const opened = await openPackage(asSource(nupkg), { name: "a.nupkg" }, budgets);
    assert.ok(opened.ok);
    assert.equal(opened.value.format, formats.nupkg);
    assert.deepEqual(opened.value.opened.signature, signature);
  });

  it("looks at no signature beside a .nupkg: NuGet knows none", async () => {
    const unsigned = makeZip({ entries: [{ name: "a.nuspec", content: "<package/>" }] });
    const opened = await openPackage(asSource(unsigned), { name: "a.nupkg", signature }, budgets);
    assert.deepEqual(opened.ok && codesOf(opened.value.opened), ["package-unsigned"]);
  });

  it("carries the profiles that the formats' signatures have", () => {
    assert.equal(formats.nupkg.profile, nugetV1);
    assert.equal(formats.pubArchive.profile, cmsDetached);
    assert.equal(formats.detached.profile, cmsDetached);
    assert.ok(!nugetV1.algorithms.includes("ecdsa") && cmsDetached.algorithms.includes("ecdsa"));
    for (const { requiredAttributes: required } of [nugetV1, cmsDetached]) {
      assert.deepEqual(
        [required.author.length, required.repository.length, required.countersignature.length],
        [5, 6, 5],
      );
    }
    assert.deepEqual(
      everyFormat.map((format) => format.id),
      ["nupkg", "pub-archive", "detached"],
    );
  });

  it("throws a TransportError, and finds nothing, if the source is shorter than it says", async () => {
    for (const format of everyFormat.filter((one) => one !== formats.detached)) {
      for (const bytes of [nupkg, archive]) {
        await assert.rejects(format.open(shortened(bytes), signature, budgets), isSourceChanged);
      }
      if (format !== formats.detached)
        await assert.rejects(format.detect(shortened(plain.subarray(0, 1)), undefined), isSourceChanged);
    }
  });

  it("reads sources that only slice, such as a Blob, as those that read in place", async () => {
    for (const bytes of [nupkg, archive]) {
      const inPlace = await openPackage(asSource(bytes), { signature }, budgets);
      const sliced = await openPackage(new Blob([Uint8Array.from(bytes)]), { signature }, budgets);
      assert.ok(inPlace.ok && sliced.ok);
      assert.deepEqual(sliced.value.opened.findings, []);
      assert.deepEqual(sliced.value.opened.signedContent, inPlace.value.opened.signedContent);
      assert.deepEqual(await sliced.value.opened.readIdentity?.(), await inPlace.value.opened.readIdentity?.());
    }
  });
});

describe("formats/detached", () => {
  it("takes every byte of a file for the content, and the signature beside it for what it is", async () => {
    const opened = await formats.detached.open(asSource(plain), signature, budgets);
    assert.deepEqual(opened.findings, []);
    assert.deepEqual(opened.signature, signature);
    assert.notEqual(opened.signature, signature);
    assert.deepEqual(assemble(plain, opened.signedContent), plain);
    assert.equal(opened.embed(signature), undefined);
    assert.equal(opened.remove(), undefined);
    assert.ok(!("readIdentity" in opened));
  });

  it("is unsigned without a signature, and reads none beyond the budget", async () => {
    assert.deepEqual(codesOf(await formats.detached.open(asSource(plain), undefined, budgets)), ["package-unsigned"]);
    const limits = { ...budgets, signatureBytes: signature.length };
    assert.deepEqual(codesOf(await formats.detached.open(asSource(plain), signature, limits)), []);
    const tighter = { ...budgets, signatureBytes: signature.length - 1 };
    assert.deepEqual(codesOf(await formats.detached.open(asSource(plain), signature, tighter)), ["package-too-large"]);
  });

  it("describes no content of a file beyond the budget", async () => {
    const opened = await formats.detached.open(asSource(plain), signature, {
      ...budgets,
      packageBytes: plain.length - 1,
    });
    assert.deepEqual(codesOf(opened), ["package-too-large"]);
    assert.deepEqual(opened.signedContent, []);
  });
});

function shortened(bytes: Uint8Array): RandomAccessSource {
  return { size: bytes.length + 1000, slice: (start, end) => asSource(bytes).slice(start, end) };
}

function isSourceChanged(error: unknown): boolean {
  return (
    error instanceof CountersignError &&
    error.code === "transport" &&
    "reason" in error &&
    error.reason === "source-changed"
  );
}
