import assert from "node:assert/strict";
import type { Finding } from "../../lib/report/index.js";
import { END_RECORD_BYTES, ZIP64_LOCATOR_BYTES } from "../../lib/formats/zip/fields.js";
import { crc32 } from "../../lib/bytes/crc32.js";
import type { PartToRead } from "../../lib/bytes/index.js";
import { SIGNATURE_OVERHEAD } from "../../lib/formats/nupkg/embed.js";
import { TAIL_BYTES } from "../../lib/formats/window-reader.js";
import {
  budgets,
  codesOf,
  countingSource,
  nuspec,
  openNupkg,
  partsSource,
  signature,
  signedZip,
  text,
} from "./packages.js";
import { bytesOf, makeZip } from "./zip-maker.js";

/** The one thing that opening says. */
async function only(zip: Uint8Array): Promise<{ readonly code: string; readonly problem: string }> {
  const { findings } = await openNupkg(zip);
  assert.equal(findings.length, 1, JSON.stringify(findings));
  return { code: findings[0]?.code ?? "", problem: JSON.stringify(findings[0]?.details) };
}

/** Of each finding, by name. */
function detailsOf({
  findings,
}: {
  readonly findings: readonly Finding[];
}): readonly Readonly<Record<string, unknown>>[] {
  return findings.map(({ details }) => details as Readonly<Record<string, unknown>>);
}

describe("formats/nupkg, at the bounds of a ZIP archive's records", () => {
  for (const [field, value] of [
    ["disk", 0xffff],
    ["directoryDisk", 0xffff],
    ["entriesOnDisk", 0xffff],
    ["entries", 0xffff],
    ["directorySize", 0xffffffff],
    ["directoryOffset", 0xffffffff],
  ] as const) {
    it(`takes all ones as the end record's ${field} alone for Zip64, and reads no further`, async () => {
      assert.equal((await only(signedZip({}, { end: { [field]: value } }))).code, "package-zip64");
    });

    it(`takes one less as the end record's ${field} for a value`, async () => {
      const codes = codesOf(await openNupkg(signedZip({}, { end: { [field]: value - 1 } })));
      assert.ok(codes.length > 0 && !codes.includes("package-zip64"), codes.join());
    });
  }

  it("finds a Zip64 locator that the file begins with", async () => {
    const locator = new Uint8Array(ZIP64_LOCATOR_BYTES);
    locator.set(bytesOf("PK\x06\x07"));
    const end = makeZip({ entries: [], prefix: locator });
    assert.equal(end.length, ZIP64_LOCATOR_BYTES + END_RECORD_BYTES);
    assert.equal((await only(end)).code, "package-zip64");
  });

  it("refuses a directory on another disk", async () => {
    const { code, problem } = await only(signedZip({}, { end: { directoryDisk: 1 } }));
    assert.equal(code, "package-malformed");
    assert.match(problem, /several disks/);
  });

  it("refuses a directory behind the end record, and walks none", async () => {
    const zip = signedZip();
    const end = zip.length - END_RECORD_BYTES;
    for (const directoryOffset of [end + 1, end + END_RECORD_BYTES, 0xfffffffe]) {
      const { code, problem } = await only(signedZip({}, { end: { directoryOffset } }));
      assert.equal(code, "package-malformed");
      assert.match(problem, /behind itself/);
    }
  });

  it("says of an archive without entries that it has none, and that it is not signed", async () => {
    const { findings } = await openNupkg(makeZip({ entries: [] }));
    assert.deepEqual(codesOf({ findings }), ["package-malformed", "package-unsigned"]);
    assert.match(JSON.stringify(findings), /the archive has no entries/);
  });

  it("takes an entry's place of all ones for Zip64", async () => {
    const { code, problem } = await only(signedZip({ central: { localOffset: 0xffffffff } }));
    assert.equal(code, "package-zip64");
    assert.match(problem, /central record of \.signature\.p7s/);
  });

  it("refuses an entry whose place is the directory's, or behind it", async () => {
    const zip = Buffer.from(signedZip());
    const directory = zip.readUInt32LE(zip.length - END_RECORD_BYTES + 16);
    for (const localOffset of [directory, directory + 1, 0xfffffffe]) {
      const { code, problem } = await only(signedZip({ central: { localOffset } }));
      assert.equal(code, "package-malformed");
      assert.match(problem, new RegExp(`places its entry at ${localOffset}, behind the start of the directory`));
    }
  });

  it("takes a record without a name that ends where the directory does", async () => {
    const codes = codesOf(await openNupkg(makeZip({ entries: [nuspec, { name: "" }] })));
    assert.deepEqual(codes, ["package-entry-path-unsafe", "package-unsigned"]);
  });

  it("says where in a directory no record stands, and shows what was read before", async () => {
    const [first, junk] = [makeZip({ entries: [text] }), bytesOf("no record")];
    const zip = makeZip({ entries: [text], afterDirectory: junk });
    const { findings, signature } = await openNupkg(zip);
    const at = first.length - END_RECORD_BYTES;
    const said = detailsOf({ findings })[1];
    assert.deepEqual([said?.["structure"], said?.["offset"]], ["central directory", at]);
    assert.equal(findings.at(-1)?.code, "package-unsigned");
    assert.equal(signature, undefined);
  });

  it("reads no directory that does not begin with a record", async () => {
    const zip = makeZip({ entries: [], afterDirectory: bytesOf("no record") });
    const { findings } = await openNupkg(zip);
    assert.deepEqual(
      detailsOf({ findings }).map(({ structure }) => structure),
      ["end of central directory record", "central directory"],
    );
  });

  it("stops at the first entry beyond the budget, whatever the end record counts", async () => {
    const zip = makeZip({ entries: [nuspec, text], end: { entries: 1, entriesOnDisk: 1 } });
    const { findings } = await openNupkg(zip, { ...budgets, packageEntries: 1 });
    assert.deepEqual(
      findings.map(({ details }) => details),
      [{ limit: 1, actual: 2, unit: "entries" }],
    );
  });

  it("believes no count of entries beyond the budget, and walks no directory for it", async () => {
    const { findings } = await openNupkg(signedZip({}, { end: { entries: 100 } }), { packageEntries: 99 });
    assert.deepEqual(detailsOf({ findings }), [{ limit: 99, actual: 100, unit: "entries" }]);
    const codes = codesOf(await openNupkg(signedZip({}, { end: { entries: 100 } }), { packageEntries: 100 }));
    assert.deepEqual(codes, ["package-malformed"]);
  });

  it("reads a directory of just 64 MiB, and none that is a byte longer", async () => {
    const directory = (more: number): Uint8Array => {
      const comment = new Uint8Array(65_536 - 46 - 4);
      const entries = Array.from({ length: 1024 }, (_, index) => ({ name: String(index).padStart(4, "0"), comment }));
      return makeZip({ entries: entries.with(0, { name: "0000", comment: new Uint8Array(comment.length + more) }) });
    };
    assert.deepEqual(codesOf(await openNupkg(directory(0))), ["package-unsigned"]);
    assert.equal((await only(directory(1))).code, "package-too-large");
  });

  it("looks for no Zip64 locator before the file’s start, in memory or in a file", async () => {
    for (const prefix of [0, 19]) {
      const zip = makeZip({ entries: [], prefix: new Uint8Array(prefix) });
      const { findings } = await openNupkg(zip);
      assert.deepEqual(codesOf({ findings }), ["package-malformed", "package-unsigned"]);
      assert.deepEqual((await openNupkg(countingSource(zip))).findings, findings);
    }
  });

  it("says which entry has no local header where its record points, and nothing else of it", async () => {
    const zip = signedZip();
    const at = Buffer.from(zip).indexOf("content/a.txt") - 30;
    for (const place of [0, 1, 2, 3]) {
      const { code, problem } = await only(
        Uint8Array.from(zip, (octet, index) => octet ^ Number(index === at + place)),
      );
      assert.equal(code, "package-malformed");
      assert.match(problem, new RegExp(`local header of content/a.txt","offset":${at},`));
    }
  });

  it("refuses a local header whose name differs in any octet, is longer or shorter, or goes on into the data", async () => {
    const name = "content/a.txt";
    const others = Array.from(name, (_, at) => `${name.slice(0, at)}~${name.slice(at + 1)}`);
    for (const localName of [...others, `${name}.exe`, `${name}h`, name.slice(0, -1), ""]) {
      const zip = makeZip({ entries: [nuspec, { ...text, localName }, signature] });
      assert.match((await only(zip)).problem, /header-mismatch/, localName);
    }
    const intoData = { ...text, local: { nameLength: name.length + 1 } };
    assert.deepEqual(codesOf(await openNupkg(makeZip({ entries: [nuspec, intoData, signature] }))), [
      "package-entry-ambiguous",
    ]);
  });

  for (const field of ["crc32", "compressedSize", "size"] as const) {
    it(`refuses a local header whose ${field} differs in any octet, or is zero without a data descriptor`, async () => {
      for (const change of [1, 0x100, 0x10000, 0x1000000]) {
        const value = ({ crc32: crc32(bytesOf("hello\n")), compressedSize: 6, size: 6 }[field] ^ change) >>> 0;
        for (const wrong of [value, 0]) {
          const zip = makeZip({ entries: [nuspec, { ...text, local: { [field]: wrong } }, signature] });
          assert.match((await only(zip)).problem, /header-mismatch/);
        }
      }
    });

    it(`takes a zero as ${field} before a data descriptor, and no other value`, async () => {
      const with_ = (value: number): Uint8Array =>
        makeZip({ entries: [nuspec, { ...text, flags: 8, local: { [field]: value } }, signature] });
      assert.deepEqual((await openNupkg(with_(0))).findings, []);
      assert.match((await only(with_(1))).problem, /header-mismatch/);
    });

    if (field === "crc32") continue;
    it(`takes all ones as ${field} in both headers for Zip64`, async () => {
      const all = { [field]: 0xffffffff };
      const codes = codesOf(await openNupkg(makeZip({ entries: [nuspec, { ...text, central: all, local: all }] })));
      assert.ok(codes.includes("package-zip64"));
      const less = { [field]: 0xfffffffe };
      const others = codesOf(await openNupkg(makeZip({ entries: [nuspec, { ...text, central: less, local: less }] })));
      assert.ok(!others.includes("package-zip64"));
    });
  }

  it("refuses data that run one byte into the next entry, or into the directory, and takes those that just fit", async () => {
    for (const entries of [
      [text, nuspec],
      [nuspec, text],
    ]) {
      const long = (more: number): Uint8Array => {
        const sizes = { size: 6 + more, compressedSize: 6 + more };
        return makeZip({
          entries: entries.map((entry) => (entry === text ? { ...text, central: sizes, local: sizes } : entry)),
        });
      };
      assert.deepEqual(codesOf(await openNupkg(long(0))), ["package-unsigned"]);
      const { findings } = await openNupkg(long(1));
      assert.deepEqual(detailsOf({ findings })[0], { entry: text.name, problem: "overlap" });
    }
  });

  it("reads no more than 1 MiB of headers ahead, and none again that came with the end", async () => {
    const entries = Array.from({ length: 400 }, (_, index) => ({ name: `${index}`, content: new Uint8Array(10_000) }));
    const zip = makeZip({ entries });
    const sums: number[] = [];
    let furthest = 0;
    const source = {
      ...countingSource(zip),
      readParts(parts: readonly PartToRead[]): boolean {
        sums.push(parts.reduce((sum, { into }) => sum + into.length, 0));
        for (const { into, position } of parts) {
          into.set(zip.subarray(position, position + into.length));
          furthest = Math.max(furthest, position + into.length);
        }
        return true;
      },
    };
    assert.deepEqual(codesOf(await openNupkg(source)), ["package-unsigned"]);
    assert.equal(sums.length, Math.ceil((zip.length - TAIL_BYTES) / 2 ** 20));
    assert.ok(
      sums.every((sum) => sum <= 2 ** 20),
      sums.join(),
    );
    assert.ok(furthest < zip.length - TAIL_BYTES + 1000, `${furthest} of ${zip.length}`);
  });

  it("takes a field that is no Unicode name for none, whatever is in it", async () => {
    const name = bytesOf("content/b.txt");
    const crc = new Uint8Array(Uint32Array.of(crc32(bytesOf("content/a.txt"))).buffer);
    const data = [5 + name.length, 0, 1, ...crc, ...name];
    const codes = async (...id: readonly [number, number]): Promise<readonly string[]> =>
      codesOf(await openNupkg(makeZip({ entries: [nuspec, { ...text, extra: Uint8Array.of(...id, ...data) }] })));
    assert.deepEqual(await codes(0x75, 0x70), ["package-entry-ambiguous", "package-unsigned"]);
    assert.deepEqual(await codes(0x75, 0x63), ["package-unsigned"]);
  });

  it("takes a gap that is too short for a header for none, as a data descriptor may look like its start", async () => {
    const zip = (length: number): Uint8Array => {
      const after = new Uint8Array(length);
      after.set(bytesOf("PK\x03\x04"));
      return makeZip({ entries: [{ ...text, after }, nuspec, signature] });
    };
    assert.deepEqual((await openNupkg(zip(29))).findings, []);
    assert.deepEqual(detailsOf(await openNupkg(zip(30))), [{ entry: "content/a.txt", problem: "hidden-entry" }]);
  });

  it("finds a hidden header wherever the pieces are cut that a long gap is read in, and says where it is", async () => {
    for (const place of [0, 2 ** 20 - 4, 2 ** 20 - 3, 2 ** 20 - 2, 2 ** 20 - 1, 2 ** 20, 2 ** 21 - 1, 2 ** 21 + 6]) {
      const after = new Uint8Array(2 ** 21 + 10);
      after.set(bytesOf("PK\x03\x04"), place);
      const { findings } = await openNupkg(makeZip({ entries: [{ ...text, after }, nuspec, signature] }));
      assert.deepEqual(detailsOf({ findings }), [{ entry: "content/a.txt", problem: "hidden-entry" }]);
      assert.deepEqual(findings[0]?.evidence, { part: "package", start: 30 + 13 + 6 + place });
    }
  });

  it("tells a file that is too short, one that was cut off, and one that is no archive", async () => {
    const malformed = {
      structure: "end of central directory record",
      problem: "there is none: the file is not a ZIP archive",
    };
    const truncated = { structure: "end of central directory record", expectedBytes: 22 };
    const zip = makeZip({ entries: [text] });
    for (const [bytes, code, details] of [
      [new Uint8Array(0), "package-truncated", { ...truncated, actualBytes: 0 }],
      [new Uint8Array(3), "package-truncated", { ...truncated, actualBytes: 3 }],
      [new Uint8Array(21), "package-truncated", { ...truncated, actualBytes: 21 }],
      [new Uint8Array(22), "package-malformed", { ...malformed, offset: 22 }],
      [zip.subarray(0, 21), "package-truncated", { ...truncated, actualBytes: 21 }],
      [zip.subarray(0, 22), "package-truncated", { ...truncated, actualBytes: 0 }],
      [zip.subarray(0, zip.length - 1), "package-truncated", { ...truncated, actualBytes: 0 }],
      [zip.subarray(1, zip.length - 1), "package-malformed", { ...malformed, offset: zip.length - 2 }],
    ] as const) {
      for (const source of [bytes, countingSource(bytes)]) {
        const { findings } = await openNupkg(source);
        assert.deepEqual(findings, [{ code, details }]);
      }
    }
  });

  it("looks at all of a local header's extra fields, however long they are", async () => {
    const long = [0x99, 0x99, 0x2c, 1, ...new Uint8Array(300)];
    const name = bytesOf("content/b.txt");
    const crc = new Uint8Array(Uint32Array.of(crc32(bytesOf("content/a.txt"))).buffer);
    const opened = async (last: readonly number[]): Promise<readonly string[]> =>
      codesOf(
        await openNupkg(
          makeZip({ entries: [nuspec, { ...text, localExtra: Uint8Array.from([...long, ...last]) }, signature] }),
        ),
      );
    assert.deepEqual(await opened([]), []);
    assert.deepEqual(await opened([1, 0, 0, 0]), ["package-zip64"]);
    assert.deepEqual(await opened([0x75, 0x70, 5 + name.length, 0, 1, ...crc, ...name]), ["package-entry-ambiguous"]);
  });

  it("finds an end record before the longest comment, and none a byte further from the end", async () => {
    const comment = new Uint8Array(0xffff);
    assert.deepEqual((await openNupkg(signedZip({}, { comment }))).findings, []);
    const further = signedZip({}, { comment, trailer: new Uint8Array(1) });
    assert.equal((await only(further)).code, "package-truncated");
  });

  it("says how much follows the comment, and where", async () => {
    const zip = signedZip({}, { comment: bytesOf("comment") });
    for (const [count, words] of [
      [1, "1 byte follows it"],
      [2, "2 bytes follow it"],
    ] as const) {
      const { findings } = await openNupkg(Uint8Array.from([...zip, ...new Uint8Array(count)]));
      const structure = "comment of the end of central directory record";
      assert.deepEqual(detailsOf({ findings }), [{ structure, offset: zip.length, problem: words }]);
    }
    const { findings } = await openNupkg(zip.subarray(0, -3));
    assert.deepEqual(detailsOf({ findings }), [
      { structure: "comment of the end of central directory record", expectedBytes: 7, actualBytes: 4 },
    ]);
  });

  it("says where the end record stands that counts, where there could be another", async () => {
    const comment = Uint8Array.from([...bytesOf("PK\x05\x06"), ...new Uint8Array(8)]);
    const zip = signedZip({}, { comment });
    const [finding] = (await openNupkg(zip)).findings;
    assert.deepEqual(detailsOf({ findings: finding === undefined ? [] : [finding] }), [
      { entry: "", problem: "second-end-record" },
    ]);
    assert.deepEqual(finding?.evidence, { part: "package", start: zip.length - comment.length - END_RECORD_BYTES });
  });

  it("will have no package signed whose directory could end where offsets mean Zip64, and one octet before that it will", async () => {
    const zip = signedZip();
    const signatureBytes = 0xffffffff - (zip.length - END_RECORD_BYTES) - SIGNATURE_OVERHEAD;
    const signingCodes = async (limit: number): Promise<readonly string[]> =>
      codesOf({ findings: (await openNupkg(zip, { signatureBytes: limit })).signingFindings ?? [] });
    assert.deepEqual(await signingCodes(signatureBytes), ["package-zip64"]);
    assert.deepEqual(await signingCodes(signatureBytes - 1), []);
  });

  it("finds a fault in a header that lies far from the one before, as in one close by", async () => {
    for (const content of [new Uint8Array(10), new Uint8Array(40_000)]) {
      const entries = Array.from({ length: 12 }, (_, index) => ({ name: `${index}`, content }));
      const zip = makeZip({ entries: [...entries, signature] });
      for (let index = 0; index < entries.length; index++) {
        const at =
          index * (30 + content.length) +
          Array.from({ length: index }, (_, one) => `${one}`.length).reduce((sum, one) => sum + one, 0);
        const altered = Uint8Array.from(zip);
        altered[at + 14] = (altered[at + 14] ?? 0) ^ 1;
        for (const source of [altered, countingSource(altered), partsSource(altered)]) {
          const { findings } = await openNupkg(source);
          assert.deepEqual(detailsOf({ findings }), [{ entry: `${index}`, problem: "header-mismatch" }]);
          assert.deepEqual(findings[0]?.evidence, { part: "package", start: at });
        }
      }
    }
  });

  it("will have no package signed before whose first entry a single byte stands", async () => {
    const { findings, signingFindings } = await openNupkg(signedZip({}, { prefix: new Uint8Array(1) }));
    assert.deepEqual(findings, []);
    const [said] = detailsOf({ findings: signingFindings ?? [] });
    assert.deepEqual([said?.["structure"], said?.["offset"]], ["ZIP archive", 0]);
  });
});
