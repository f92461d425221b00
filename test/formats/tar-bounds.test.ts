import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { concatBytes } from "../../lib/bytes/index.js";
import { gzip, makeTar, openPub, pax, pubArchive, pubspec, source, type TarPlan } from "./archives.js";
import { codesOf } from "./packages.js";

const [unsafe, ambiguous] = ["package-entry-path-unsafe", "package-entry-ambiguous"];
const noEnd = new Uint8Array(0);
const other: TarPlan = { ...pubspec, content: "name: other\nversion: 6.6.6\n" };
/** What whoever skips the entry, or takes it to be shorter, reads on into. */
const inner = makeTar([other], noEnd);
const file: TarPlan = { name: "lib/x", content: inner };

/** An extended header whose records are written as they stand here. */
function records(content: string, type = "x"): TarPlan {
  return { name: "PaxHeaders/0", type, content };
}

/** GNU's header for a long name, or a long target. */
function long(type: "L" | "K", content: string): TarPlan {
  return { name: "././@LongLink", type, content };
}

/** The checksum that belongs into the header, or one beside it. */
function sumOf(plan: TarPlan, more = 0): string {
  return `${(octetsOf(plan).reduce((sum, octet) => sum + octet, 0) + more).toString(8).padStart(6, "0")}\0 `;
}

/** As tar of SunOS summed it, for whom octets from 80 on were below zero. */
function signedSum(plan: TarPlan): string {
  return `${octetsOf(plan)
    .reduce((sum, octet) => sum + (octet < 128 ? octet : octet - 256), 0)
    .toString(8)
    .padStart(6, "0")}\0 `;
}

/** A number of twelve octets as GNU writes those that octal can't hold. */
function binary(value: bigint): Uint8Array {
  const hex = BigInt.asUintN(88, value).toString(16).padStart(22, "0");
  return Uint8Array.of(value < 0n ? 0xff : 0x80, ...Buffer.from(hex, "hex"));
}

function octetsOf(plan: TarPlan): readonly number[] {
  return [...makeTar([{ ...plan, checksum: " ".repeat(8) }], noEnd).subarray(0, 512)];
}

describe("formats/pub-archive, over archives that are to show two readers two packages", () => {
  const refused: readonly (readonly [string, readonly TarPlan[], string?])[] = [
    ["a sparse file, as GNU writes one", [pubspec, { ...file, type: "S" }]],
    ["a sparse file of pax 1.0", [pubspec, pax({ "GNU.sparse.major": "1", "GNU.sparse.minor": "0" }), file]],
    ["a sparse file's other name", [pax({ "GNU.sparse.name": "pubspec.yaml" }), { ...other, name: "x" }]],
    ["a sparse file's other name for all entries", [pax({ "GNU.sparse.name": "a" }, "g"), pubspec]],
    ["Solaris' holes", [pubspec, pax({ "SUN.holesdata": " 0 5" }), file]],
    ["a name for all entries", [pax({ path: "pubspec.yaml" }, "g"), { ...other, name: "x" }]],
    ["a size for all entries", [pubspec, pax({ size: "512" }, "g"), file]],
    ["a link's target for all entries", [pubspec, pax({ linkpath: "/" }, "g"), source]],
    ["a size of no digits, which says that there is none", [pubspec, pax({ size: "" }), file]],
    ["a size of no digits for a file of no content", [pubspec, pax({ size: "" }), { name: "lib/x" }]],
    ["a size with a sign", [pubspec, pax({ size: `+${inner.length}` }), file]],
    ["a size with a zero before it, and another", [pubspec, pax({ size: "01" }), file]],
    ["a size one too long", [pubspec, pax({ size: String(inner.length + 1) }), file]],
    ["a size with a fraction", [pubspec, pax({ size: `${inner.length}.0` }), file]],
    ["no size for content that a pax header has", [pubspec, pax({ size: String(inner.length) }), { name: "lib/x" }]],
    ["a name of no characters, which takes back the one in the header", [pax({ path: "" }), pubspec], unsafe],
    ["a long name of no octets", [{ name: "././@LongLink", type: "L" }, pubspec], unsafe],
    ["a target of no characters", [pubspec, pax({ linkpath: "" }), { name: "l", type: "2", target: "lib" }], unsafe],
    ["a name with NUL in a pax record", [pax({ path: "pubspec.yaml\0x" }), { ...other, name: "x" }], unsafe],
    ["a pax record with a zero before its length", [records("013 path=a.b\n"), pubspec]],
    ["a pax record one octet too short", [records("11 path=a.b\n"), pubspec]],
    ["a pax record one octet too long", [records("13 path=a.b\n"), pubspec]],
    ["a pax record that runs over the end", [records("12 path=a.b\n99 path=c\n"), pubspec]],
    ["a pax record without a line's end", [records("12 path=a.bc"), pubspec]],
    ["a pax record without an equals sign", [records("8 patha\n"), pubspec]],
    ["a pax record whose equals sign stands in the next", [records("8 patha\n12 path=a.b\n"), pubspec]],
    ["a pax record that begins with a space", [records(" 12 path=a.b\n"), pubspec]],
    ["a pax record with a tab behind its length", [records("12\tpath=a.b\n"), pubspec]],
    [
      "a pax record that is no UTF-8",
      [{ ...records(""), content: Buffer.from("12 path=\xffab\n", "latin1") }, pubspec],
    ],
    ["NULs behind the last pax record", [records("12 path=a.b\n\0\0"), pubspec]],
    [
      "a pax record whose key is no UTF-8",
      [{ ...records(""), content: Buffer.from("12 \xff123=abc\n", "latin1") }, pubspec],
    ],
    ["a delete character in a pax key", [records("8 a\u007fb=c\n"), pubspec]],
    ["a file that a pax header names as a directory", [pubspec, pax({ path: "lib/x/" }), file]],
    ["a file that a long name names as a directory", [pubspec, long("L", "lib/x/\0"), file]],
    ["a name twice in one pax header", [records("12 path=a.b\n12 path=c.d\n"), pubspec]],
    ["two pax headers for one entry", [pax({ path: "a" }), pax({ path: "b" }), pubspec]],
    ["a pax header at the end", [pubspec, pax({ path: "a" })]],
    ["a long name at the end", [pubspec, { name: "././@LongLink", type: "L", content: "lib/a\0" }]],
    ["a long target at the end", [pubspec, { name: "././@LongLink", type: "K", content: "lib/a\0" }]],
    ["two long names", [long("L", "a\0"), long("L", "b\0"), pubspec]],
    ["two long targets", [pubspec, long("K", "a\0"), long("K", "b\0"), { name: "l", type: "2", target: "lib" }]],
    ["a long name and one in a pax header", [long("L", "a\0"), pax({ path: "b" }), pubspec]],
    [
      "a long target and one in a pax header",
      [pubspec, long("K", "a\0"), pax({ linkpath: "b" }), { name: "l", type: "2", target: "c" }],
    ],
    ["a folder with content", [pubspec, { ...file, name: "lib/", type: "5" }]],
    ["a link with content", [pubspec, { ...file, type: "2", target: "lib" }]],
    ["a hard link with content", [pubspec, { ...file, type: "1", target: "pubspec.yaml" }]],
    ["a device", [pubspec, { name: "d", type: "3" }]],
    ["a pipe", [pubspec, { name: "d", type: "6" }]],
    ["a part of a volume", [pubspec, { ...file, type: "M" }]],
    ["a volume's label", [{ name: "label", type: "V" }, pubspec]],
    ["a folder's list of names, as GNU writes one", [pubspec, { ...file, type: "D" }]],
    ["Solaris' extended header", [pubspec, { ...pax({ path: "pubspec.yaml" }), type: "X" }, { ...other, name: "x" }]],
    ["a checksum over signed octets", [{ ...pubspec, name: "ü", checksum: signedSum({ ...pubspec, name: "ü" }) }]],
    ["a checksum one too high", [{ ...pubspec, checksum: sumOf(pubspec, 1) }]],
    ["a checksum of spaces", [{ ...pubspec, checksum: " ".repeat(8) }]],
    ["a checksum in hexadecimal", [{ ...pubspec, checksum: "0x1234\0 " }]],
    ["a size below zero", [pubspec, { name: "lib/x", fields: { 124: new Uint8Array(12).fill(0xff) } }]],
    ["a size that is whole blocks below zero", [pubspec, { name: "lib/x", fields: { 124: binary(-512n) } }]],
    [
      "a size in binary whose highest octet alone is too much",
      [pubspec, { ...file, fields: { 124: binary(2n ** 80n) } }],
    ],
    ["a time beyond what numbers can hold", [pubspec, { ...source, fields: { 136: binary(2n ** 60n) } }]],
    [
      "a size beyond what numbers can hold",
      [pubspec, { name: "lib/x", fields: { 124: Uint8Array.of(0x80, ...new Uint8Array(11).fill(0xff)) } }],
    ],
    ["a size with a digit that is not octal", [pubspec, { name: "lib/x", fields: { 124: "00000000008\0" } }]],
    ["a size with a NUL among its digits", [pubspec, { name: "lib/x", fields: { 124: "0000\x000000010" } }]],
    ["a mode that is no number", [pubspec, { ...source, fields: { 100: "rw-r--r-" } }]],
    ["an owner that is no number", [pubspec, { ...source, fields: { 108: "root\0" } }]],
    ["a group that is no number", [pubspec, { ...source, fields: { 116: "root\0" } }]],
    ["a time that is no number", [pubspec, { ...source, fields: { 136: "yesterday\0" } }]],
    ["a device's major number that is none", [pubspec, { ...source, fields: { 329: "x" } }]],
    ["a device's minor number that is none", [pubspec, { ...source, fields: { 337: "x" } }]],
    ["a prefix in a header of GNU's", [pubspec, { ...source, fields: { 257: "ustar  \0", 345: "lib" } }]],
    [
      "a prefix in a header of the seventh edition",
      [pubspec, { ...source, fields: { 257: "\0".repeat(8), 345: "lib" } }],
    ],
    ["a prefix in a header of star's", [pubspec, { ...source, fields: { 345: "lib", 508: "tar\0" } }]],
    [
      "a manifest by its prefix and name",
      [pubspec, { ...other, name: "pubspec.yaml", fields: { 345: "." } }],
      ambiguous,
    ],
    ["a second manifest that case alone tells apart", [pubspec, { ...other, name: "PUBSPEC.YAML" }], ambiguous],
  ];
  for (const [title, entries, code = "package-malformed"] of refused) {
    it(`refuses ${title}`, async () => {
      const opened = await openPub(pubArchive(entries));
      assert.deepEqual(codesOf(opened), [code]);
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
    });
  }

  const taken: readonly (readonly [string, readonly TarPlan[]])[] = [
    ["a header of GNU's", [pubspec, { ...source, fields: { 257: "ustar  \0" } }]],
    ["a header of the seventh edition", [pubspec, { ...source, fields: { 257: "\0".repeat(8) } }]],
    [
      "a header of GNU's or of the seventh edition with something where POSIX goes on with a prefix",
      [
        pubspec,
        { ...source, fields: { 257: "ustar  \0", 346: "x" } },
        { name: "x", fields: { 257: "\0".repeat(8), 346: "x" } },
      ],
    ],
    ["a header for all entries that bears a target", [{ ...pax({ comment: "a" }, "g"), target: "x" }, pubspec]],
    ["a size that spaces end", [pubspec, { ...source, fields: { 124: "1356        " } }]],
    ["a checksum with spaces before it", [{ ...pubspec, checksum: ` ${sumOf(pubspec).slice(1)}` }]],
    ["a checksum that a space ends", [{ ...pubspec, checksum: sumOf(pubspec).replace("\0 ", " \0") }]],
    ["a checksum of seven digits", [{ ...pubspec, checksum: `0${sumOf(pubspec).replace("\0 ", "\0")}` }]],
    [
      "a size in binary",
      [pubspec, { ...source, fields: { 124: Uint8Array.of(0x80, ...new Uint8Array(9), 750 >> 8, 750 & 255) } }],
    ],
    ["a time before 1970 in binary", [pubspec, { ...source, fields: { 136: new Uint8Array(12).fill(0xff) } }]],
    ["a size with zeros before it in a pax header", [pubspec, pax({ size: `000${inner.length}` }), file]],
    ["two global comments", [pax({ comment: "a" }, "g"), pax({ comment: "b" }, "g"), pubspec]],
    ["a pax key that is like one that counts", [pax({ "xGNU.sparse.name": "a", "SCHILY.realsize2": "1" }), pubspec]],
    [
      "one name in two forms of Unicode",
      [pubspec, { name: "lib/\u00e9", content: "1" }, { name: "lib/e\u0301", content: "2" }],
    ],
    [
      "a content that ends with its block",
      [pubspec, { name: "a", content: "x".repeat(512) }, { name: "b", content: "x".repeat(513) }],
    ],
  ];
  for (const [title, entries] of taken) {
    it(`takes ${title}`, async () => {
      const opened = await openPub(pubArchive(entries));
      assert.deepEqual(opened.findings, []);
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: { id: "sample", version: "1.2.3" } });
    });
  }

  it("refuses an archive that ends in the middle of a header, a content, or its padding", async () => {
    const tar = makeTar([pubspec], noEnd);
    assert.deepEqual(codesOf(await openPub(gzip(tar))), []);
    for (const length of [1, 511, 512, 513, 512 + 20, tar.length - 1])
      assert.deepEqual(codesOf(await openPub(gzip(tar.subarray(0, length)))), ["package-malformed"], String(length));
    const blocks = makeTar([{ ...pubspec, name: "a", content: "x".repeat(1024) }], noEnd);
    for (const length of [blocks.length - 1, blocks.length - 512])
      assert.deepEqual(codesOf(await openPub(gzip(blocks.subarray(0, length)))), ["package-malformed"], String(length));
  });

  it("refuses a single octet in or behind the blocks of zeros", async () => {
    for (const at of [0, 511, 512, 1023, 1024, 10_239]) {
      const tail = new Uint8Array(10_240);
      tail[at] = 1;
      const codes = codesOf(await openPub(gzip(makeTar([pubspec], tail))));
      assert.deepEqual(codes, ["package-malformed"], String(at));
    }
  });

  it("refuses a second member of gzip, be it empty, and zeros behind the first", async () => {
    const archive = pubArchive();
    const empty = Uint8Array.from(gzipSync(new Uint8Array(0)));
    const behind = async (more: Uint8Array): Promise<readonly string[]> =>
      codesOf(await openPub(concatBytes([archive, more])));
    assert.deepEqual(await behind(empty), ["package-entry-ambiguous"]);
    assert.deepEqual(await behind(gzip(makeTar([other]))), ["package-entry-ambiguous"]);
    assert.deepEqual(codesOf(await openPub(concatBytes([empty, archive]))), ["package-entry-ambiguous"]);
    for (const length of [1, 7, 8, 9, 512])
      assert.deepEqual(await behind(new Uint8Array(length)), ["package-bytes-unsigned"]);
  });
});
