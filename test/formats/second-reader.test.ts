import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import * as tarStream from "tar-stream";
import * as yauzl from "yauzl";
import { asSource } from "../../lib/bytes/index.js";
import { FindingList } from "../../lib/formats/finding-list.js";
import { openZip } from "../../lib/formats/zip/directory.js";
import { decodeName, placeOf } from "../../lib/formats/zip/entry-name.js";
import { readEntry } from "../../lib/formats/zip/read-entry.js";
import { gzip, makeTar, openPub, pax, pubspec, source, type TarPlan } from "./archives.js";
import { budgets, codesOf, library, nuspec, openNupkg, signature, text } from "./packages.js";
import { bytesOf, makeZip } from "./zip-maker.js";

/** Bytes that mean something somewhere in the headers of ZIP and tar. */
const telling = fc.constantFrom(
  0,
  1,
  2,
  3,
  5,
  6,
  8,
  9,
  0x14,
  0x20,
  0x25,
  0x2e,
  0x2f,
  0x30,
  0x35,
  0x4b,
  0x50,
  0x5c,
  0x67,
  0x78,
  0x80,
  0xff,
);
const mutations = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 59 }), telling), { minLength: 1, maxLength: 3 });
type Mutations = readonly (readonly [number, number, number])[];

const zips = [
  makeZip({ entries: [nuspec, library, text, signature] }),
  makeZip({ entries: [signature, text, nuspec], directoryOrder: [2, 0, 1], comment: bytesOf("PK\x01\x02 comment") }),
  makeZip({
    entries: [{ ...nuspec, localExtra: Uint8Array.of(0x55, 0x54, 1, 0, 1), extra: Uint8Array.of(1, 2, 0, 0) }, text],
  }),
];

const other: TarPlan = { ...pubspec, name: "a", content: "name: other\nversion: 1.0.0\n" };
const tars = [
  makeTar([pubspec, source, other]),
  makeTar([other, { name: "lib/", type: "5" }, pubspec]),
  makeTar([
    pax({ path: "pubspec.yaml" }),
    { ...pubspec, name: "x" },
    { name: "././@LongLink", type: "L", content: "lib/a\0" },
    other,
  ]),
];

describe("formats beside other readers", () => {
  it("takes no altered ZIP archive for sound in which yauzl sees other files", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zips), mutations, async (zip, changes) => {
        const altered = alter(zip, marksOf(zip, "PK"), changes);
        const codes = codesOf(await openNupkg(altered));
        fc.pre(codes.every((code) => code === "package-unsigned"));
        const theirs = await contentsByYauzl(altered);
        if (theirs === undefined) return;
        const ours = await contentsByOurs(altered);
        assert.deepEqual([...ours.keys()], [...theirs.keys()]);
        // yauzl checks no CRC-32, so it reads more than we do; but nothing else.
        for (const [name, content] of ours) if (content !== undefined) assert.equal(content, theirs.get(name));
      }),
      { numRuns: 200 },
    );
  });

  it("takes no altered tar archive for sound in which tar-stream sees another pubspec.yaml", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tars), mutations, async (tar, changes) => {
        const altered = withChecksums(alterFields(tar, changes));
        const opened = await openPub(gzip(altered, 1));
        fc.pre(opened.findings.length === 0);
        const ours = await opened.readIdentity?.();
        const theirs = await manifestsByTarStream(altered);
        if (theirs === undefined || ours?.ok !== true) return;
        assert.equal(theirs.length, ours.value === undefined ? 0 : 1);
        if (ours.value !== undefined) assert.ok(theirs[0]?.includes(`name: ${ours.value.id}\n`));
      }),
      { numRuns: 200 },
    );
  });

  it("inflates what zlib inflates", () => {
    for (const tar of tars) assert.deepEqual(Uint8Array.from(gunzipSync(gzip(tar))), tar);
  });
});

function marksOf(bytes: Uint8Array, mark: string): readonly number[] {
  const marks: number[] = [];
  for (let at = Buffer.from(bytes).indexOf(mark); at >= 0; at = Buffer.from(bytes).indexOf(mark, at + 1))
    marks.push(at);
  return marks;
}

function alter(bytes: Uint8Array, marks: readonly number[], changes: Mutations): Uint8Array {
  const altered = Uint8Array.from(bytes);
  for (const [mark, place, value] of changes) altered[(marks[mark % marks.length] ?? 0) + place] = value;
  return altered.subarray(0, bytes.length);
}

/** Where the fields of a tar header begin or end. */
const places = [
  0, 1, 99, 100, 107, 108, 116, 124, 134, 135, 136, 147, 156, 157, 257, 262, 263, 329, 345, 508, 512, 514,
];

function alterFields(tar: Uint8Array, changes: Mutations): Uint8Array {
  const headers = marksOf(tar, "ustar").map((mark) => mark - 257);
  return alter(
    tar,
    headers,
    changes.map(([mark, place, value]) => [mark, places[place % places.length] ?? 0, value] as const),
  );
}

function withChecksums(tar: Uint8Array): Uint8Array {
  const bytes = Buffer.from(tar);
  for (const mark of marksOf(tar, "ustar")) {
    const header = bytes.subarray(mark - 257, mark + 255).fill(" ", 148, 156);
    const sum = header.reduce((total, octet) => total + octet, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  }
  return Uint8Array.from(bytes);
}

async function contentsByOurs(zip: Uint8Array): Promise<ReadonlyMap<string, string | undefined>> {
  const archive = await openZip(asSource(zip), budgets, new FindingList());
  const contents = new Map<string, string | undefined>();
  for (const slot of archive?.slots ?? []) {
    const content = await readEntry(archive!, slot, 1024 * 1024);
    contents.set(decodeName(slot.entry.name), content.ok ? Buffer.from(content.value).toString("latin1") : undefined);
  }
  return new Map([...contents].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** @returns `undefined` if yauzl refuses the archive, or something in it. */
async function contentsByYauzl(zip: Uint8Array): Promise<ReadonlyMap<string, string> | undefined> {
  const contents = new Map<string, string>();
  try {
    const archive = await yauzl.fromBufferPromise(Buffer.from(zip), { decodeStrings: false });
    for await (const entry of archive.eachEntry()) {
      const pieces: Uint8Array[] = [];
      for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Uint8Array);
      contents.set(decodeName(entry.fileNameRaw), Buffer.concat(pieces).toString("latin1"));
    }
  } catch {
    return undefined;
  }
  return new Map([...contents].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** @returns the contents of all manifests at the root; `undefined` if tar-stream refuses the archive. */
async function manifestsByTarStream(tar: Uint8Array): Promise<readonly string[] | undefined> {
  const extract = tarStream.extract();
  const manifests: string[] = [];
  extract.end(Buffer.from(tar));
  try {
    for await (const entry of extract) {
      const pieces: Uint8Array[] = [];
      for await (const piece of entry) pieces.push(piece as Uint8Array);
      const isManifest = placeOf(entry.header.name) === "pubspec.yaml" && entry.header.type !== "directory";
      if (isManifest) manifests.push(Buffer.concat(pieces).toString());
    }
  } catch {
    return undefined;
  }
  return manifests;
}
