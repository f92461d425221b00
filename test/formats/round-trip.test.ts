import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { zipSync } from "fflate";
import * as yauzl from "yauzl";
import yazl from "yazl";
import { concatBytes } from "../../lib/bytes/index.js";
import { hasShared, sharedPath } from "../shared.js";
import { assemble, codesOf, openNupkg, signatureBytes } from "./packages.js";
import { bytesOf, type EntryPlan, makeZip, type ZipPlan } from "./zip-maker.js";

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const name = fc
  .stringMatching(/^[a-z0-9 +_-]{1,12}(\/[a-z0-9._ü-]{1,12}){0,3}$/)
  .filter((text) => !/\/\.{1,2}(\/|$)/.test(text));
/** Extra fields of a kind that nobody gives a meaning. */
const extra = bytes(20).map((data) => Uint8Array.from([0x99, 0x99, data.length, 0, ...data]));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const entry = fc.record(
  {
    name,
    content: bytes(300),
    deflate: fc.boolean(),
    gap: bytes(10),
    after: bytes(20),
    extra,
    localExtra: extra,
    comment: bytes(10),
  },
  { requiredKeys: ["name", "content"] },
);

const plan: fc.Arbitrary<ZipPlan> = fc
  .uniqueArray(entry, { minLength: 1, maxLength: 8, selector: (one) => one.name })
  // Bytes before the first entry are a prefix, which NuGet's hash can't take.
  .map((entries): readonly EntryPlan[] =>
    entries.map((one, index) => (index === 0 ? { ...one, gap: new Uint8Array(0) } : one)),
  )
  .chain((entries) =>
    fc.record({
      entries: fc.constant(entries),
      directoryOrder: fc.shuffledSubarray([...entries.keys()], { minLength: entries.length }),
      comment: bytes(40).filter((comment) => !Buffer.from(comment).includes("PK\x05\x06")),
      beforeDirectory: bytes(10),
    }),
  );

describe("formats/nupkg there and back", () => {
  it("gives the unsigned file back as content and by removing, for any archive, after signing it", async () => {
    await fc.assert(
      fc.asyncProperty(plan, bytes(200), async (zipPlan, signature) => {
        const unsigned = makeZip(zipPlan);
        const opened = await openNupkg(unsigned);
        assert.deepEqual(codesOf(opened), ["package-unsigned"]);
        assert.deepEqual(opened.signingFindings, []);
        const signed = assemble(unsigned, opened.embed(signature));
        const reopened = await openNupkg(signed);
        assert.deepEqual(reopened.findings, []);
        assert.deepEqual(reopened.signature, signature);
        assert.deepEqual(assemble(signed, reopened.signedContent), unsigned);
        assert.deepEqual(assemble(signed, reopened.remove()), unsigned);
      }),
    );
  });

  it("gives the same package whatever signature stood in it before, and wherever", async () => {
    await fc.assert(
      fc.asyncProperty(plan, fc.nat(), fc.nat(), optional(bytes(50)), async (zipPlan, place, recordPlace, former) => {
        // Bytes before an entry belong to the one in front of it: behind the signature they would go with it.
        const entries = zipPlan.entries.map((one): EntryPlan => ({ ...one, gap: new Uint8Array(0) }));
        const plain = { ...zipPlan, entries, beforeDirectory: new Uint8Array(0) };
        const directoryOrder = zipPlan.directoryOrder ?? [];
        const at = place % (entries.length + 1);
        const formerEntry: EntryPlan = { name: ".signature.p7s", content: former ?? "former" };
        const shifted = directoryOrder.map((index) => (index >= at ? index + 1 : index));
        const order = shifted.toSpliced(recordPlace % (shifted.length + 1), 0, at);
        const resigned = makeZip({ ...plain, entries: entries.toSpliced(at, 0, formerEntry), directoryOrder: order });
        const unsigned = makeZip(plain);
        assert.deepEqual(
          assemble(resigned, (await openNupkg(resigned)).embed(signatureBytes)),
          assemble(unsigned, (await openNupkg(unsigned)).embed(signatureBytes)),
        );
      }),
    );
  });

  it("leaves archives of other writers readable for other readers", async () => {
    for (const unsigned of [byFflate(), await byYazl()]) {
      const opened = await openNupkg(unsigned);
      assert.deepEqual(codesOf(opened), ["package-unsigned"]);
      const signed = assemble(unsigned, opened.embed(signatureBytes));
      const before = await contentsByYauzl(unsigned);
      const after = await contentsByYauzl(signed);
      assert.deepEqual(after.get(".signature.p7s"), Buffer.from(signatureBytes));
      after.delete(".signature.p7s");
      assert.deepEqual(after, before);
    }
  });

  it("leaves archives that unzip and Python test without complaint", async function () {
    const available = tools.filter(({ command, probe }) => runs(command, probe));
    if (available.length === 0) this.skip();
    const folder = mkdtempSync(join(tmpdir(), "countersign-formats-"));
    try {
      const unsigned = byFflate();
      const file = join(folder, "signed.nupkg");
      writeFileSync(file, assemble(unsigned, (await openNupkg(unsigned)).embed(signatureBytes)));
      for (const { command, test } of available) execFileSync(command, [...test, file], { stdio: "pipe" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads what the interop kit packs", async function () {
    if (!hasShared("interop", "make-package.mjs")) this.skip();
    const folder = mkdtempSync(join(tmpdir(), "countersign-formats-"));
    try {
      const file = join(folder, "unsigned.nupkg");
      execFileSync(process.execPath, [sharedPath("interop", "make-package.mjs"), file, "Some.Package", "2.0.0-rc.1"]);
      const opened = await openNupkg(Uint8Array.from(readFileSync(file)));
      assert.deepEqual(codesOf(opened), ["package-unsigned"]);
      assert.deepEqual(await opened.readIdentity?.(), {
        ok: true,
        value: { id: "Some.Package", version: "2.0.0-rc.1" },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses Zip64 as another writer makes it", async () => {
    const zip = await byYazl({ forceZip64Format: true });
    assert.deepEqual(codesOf(await openNupkg(zip)), ["package-zip64"]);
  });
});

const tools = [
  { command: "unzip", probe: ["-v"], test: ["-tqq"] },
  { command: "python3", probe: ["--version"], test: ["-m", "zipfile", "-t"] },
] as const;

function runs(command: string, probe: readonly string[]): boolean {
  try {
    execFileSync(command, [...probe], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

function byFflate(): Uint8Array {
  return zipSync({
    "Some.Package.nuspec": bytesOf("<package/>"),
    lib: { "net8.0": { "Some.dll": new Uint8Array(5000), "ünïcode.txt": bytesOf("x") } },
  });
}

async function byYazl(options: Partial<yazl.Options> = {}): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from("<package/>"), "Some.Package.nuspec", options);
  zip.addEmptyDirectory("lib/");
  zip.addBuffer(Buffer.alloc(5000), "lib/Some.dll", { ...options, compress: false });
  zip.addReadStream(streamOf("streamed, so with a data descriptor"), "lib/streamed.txt", options);
  zip.end({ comment: "by yazl", forceZip64Format: options.forceZip64Format ?? false });
  const pieces: Uint8Array[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Uint8Array);
  return concatBytes(pieces);
}

function streamOf(text: string): NodeJS.ReadableStream {
  return Readable.from([Buffer.from(text)]);
}

async function contentsByYauzl(zip: Uint8Array): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  const archive = await yauzl.fromBufferPromise(Buffer.from(zip));
  for await (const one of archive.eachEntry()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of await archive.openReadStreamPromise(one)) pieces.push(piece as Uint8Array);
    contents.set(one.fileName, Buffer.concat(pieces));
  }
  return contents;
}
