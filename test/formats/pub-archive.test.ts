import assert from "node:assert/strict";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import * as tarStream from "tar-stream";
import { crc32 } from "../../lib/bytes/crc32.js";
import { concatBytes } from "../../lib/bytes/index.js";
import type { PackageIdentity, Result } from "../../lib/report/index.js";
import { gzip, makeTar, openPub, pax, pubArchive, pubspec, source, type TarPlan } from "./archives.js";
import { assemble, codesOf } from "./packages.js";
import { bytesOf } from "./zip-maker.js";

const identity = { ok: true, value: { id: "sample", version: "1.2.3" } };

describe("formats/pub-archive", () => {
  it("takes the file itself for the content, and names the package", async () => {
    const archive = pubArchive();
    const opened = await openPub(archive);
    assert.deepEqual(opened.findings, []);
    assert.deepEqual(assemble(archive, opened.signedContent), archive);
    assert.equal(opened.embed(new Uint8Array([1])), undefined);
    assert.equal(opened.remove(), undefined);
    assert.deepEqual(await opened.readIdentity?.(), identity);
  });

  it("reports an archive without signature beside it as unsigned", async () => {
    const { formats } = await import("../../lib/formats/index.js");
    const { asSource } = await import("../../lib/bytes/index.js");
    const { budgets } = await import("./packages.js");
    assert.deepEqual(codesOf(await formats.pubArchive.open(asSource(pubArchive()), undefined, budgets)), [
      "package-unsigned",
    ]);
  });

  it("reads archives of another writer, at each compression level, with names of any length", async () => {
    for (const level of [0, 1, 6, 9]) {
      const archive = gzip(await packedByTarStream(), level);
      const opened = await openPub(archive);
      assert.deepEqual(opened.findings, []);
      assert.deepEqual(await opened.readIdentity?.(), identity);
    }
  });

  it("reads gzip headers with name, comment, extra field and header CRC", async () => {
    for (let flags = 0; flags < 32; flags++)
      assert.deepEqual(codesOf(await openPub(withHeader({ flags }))), [], String(flags));
  });

  it("refuses a gzip header whose CRC is wrong or that does not end, and names it", async () => {
    const faults: readonly (readonly [RegExp, Uint8Array])[] = [
      [/header's CRC is wrong/, withHeader({ flags: 2, crc: 1 })],
      [/header's CRC is wrong/, withHeader({ flags: 30, crc: 1 })],
      [/header has no end/, withHeader({ flags: 4 }).subarray(0, 14)],
      [/header has no end/, withHeader({ flags: 8 }).subarray(0, 14)],
      [/header has no end/, withHeader({ flags: 16 }).subarray(0, 14)],
      [/header has no end/, withHeader({ flags: 24 }).subarray(0, 14)],
      [/does not begin as gzip/, withHeader({ flags: 0 }).subarray(0, 9)],
      [/does not begin as gzip/, withOctet(0, 0x1e)],
      [/does not begin as gzip/, withOctet(1, 0x8a)],
      [/method is not DEFLATE/, withOctet(2, 7)],
    ];
    for (const [says, archive] of faults) {
      const { findings } = await openPub(archive);
      assert.match(JSON.stringify(findings), says);
    }
    for (const end of [10, 11, 12])
      assert.deepEqual(codesOf(await openPub(withHeader({ flags: 6 }).subarray(0, end))), ["package-malformed"]);
  });

  it("looks for the end of a gzip header in the file's first 128 KiB", async () => {
    const comment = (length: number): Uint8Array => withHeader({ flags: 16, comment: "c".repeat(length) });
    const fits = 128 * 1024 - 10 - 1;
    assert.deepEqual(codesOf(await openPub(comment(fits))), []);
    assert.match(JSON.stringify((await openPub(comment(fits + 1))).findings), /header has no end/);
  });

  const gzipFaults: readonly (readonly [string, Uint8Array, string, string?])[] = [
    ["several members", concatBytes([pubArchive(), pubArchive()]), "package-entry-ambiguous", "several-members"],
    ["an empty second member", concatBytes([pubArchive(), gzip(new Uint8Array(0))]), "package-entry-ambiguous"],
    ["a tar archive cut in two members", inTwoMembers(), "package-entry-ambiguous", "several-members"],
    ["one byte behind the member", concatBytes([pubArchive(), new Uint8Array(1)]), "package-bytes-unsigned"],
    ["three bytes behind the member", concatBytes([pubArchive(), bytesOf("abc")]), "package-bytes-unsigned"],
    ["text behind the member", concatBytes([pubArchive(), bytesOf("more than eight bytes")]), "package-bytes-unsigned"],
    ["the member's own trailer once more behind it", withTrailerTwice(), "package-bytes-unsigned"],
    ["a member without a last block", withoutLastBlock(), "package-malformed"],
    ["the same, and text behind it", concatBytes([withoutLastBlock(), bytesOf("abc")]), "package-malformed"],
    ["a wrong CRC-32", withTrailer(0), "package-malformed"],
    ["a wrong length", withTrailer(4), "package-malformed"],
    ["a file that ends early", pubArchive().subarray(0, -20), "package-malformed"],
    ["a file that ends one byte early", pubArchive().subarray(0, -1), "package-malformed"],
    ["no gzip at all", bytesOf("PK\x03\x04 is not gzip, whatever its name"), "package-malformed"],
    ["an empty file", new Uint8Array(0), "package-malformed"],
    [
      "reserved header flags",
      Uint8Array.from(pubArchive(), (octet, at) => (at === 3 ? 0x20 : octet)),
      "package-malformed",
    ],
  ];
  for (const [title, archive, code, problem] of gzipFaults) {
    it(`refuses ${title}`, async () => {
      const opened = await openPub(archive);
      assert.deepEqual(codesOf(opened), [code]);
      if (problem !== undefined) assert.deepEqual(opened.findings[0]?.details, { entry: "", problem });
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
    });
  }

  it("says where the bytes behind the member begin", async () => {
    const archive = pubArchive();
    const [finding] = (await openPub(concatBytes([archive, bytesOf("abc")]))).findings;
    assert.deepEqual(finding?.details, { start: archive.length, end: archive.length + 3 });
    const [first] = (await openPub(withTrailerTwice())).findings;
    assert.deepEqual(first?.details, { start: archive.length, end: withTrailerTwice().length });
  });

  it("finds where they begin, however the member's trailer lies to the pieces that are read", async () => {
    const behind = new Uint8Array(130_000).fill(0x61);
    for (let length = 2 * 65_536 - 9; length <= 2 * 65_536 + 1; length++) {
      const archive = storedMember(length);
      assert.deepEqual(codesOf(await openPub(archive)), [], String(length));
      const [finding] = (await openPub(concatBytes([archive, behind]))).findings;
      assert.deepEqual(finding?.details, { start: archive.length, end: archive.length + behind.length });
    }
  });

  const dup = "package-entry-ambiguous";
  const tarFaults: readonly (readonly [string, readonly TarPlan[], string])[] = [
    ["two pubspec.yaml", [pubspec, source, { ...pubspec, content: "name: other\nversion: 1.2.3\n" }], dup],
    ["two pubspec.yaml, one of them with ./", [pubspec, { ...pubspec, name: "./pubspec.yaml" }], dup],
    ["two pubspec.yaml that only case tells apart", [pubspec, { ...pubspec, name: "Pubspec.YAML" }], dup],
    [
      "two pubspec.yaml that a dot tells apart, but not on Windows",
      [pubspec, { ...pubspec, name: "pubspec.yaml." }],
      dup,
    ],
    ["two pubspec.yaml, one by its stream", [pubspec, { ...pubspec, name: "./pubspec.yaml::$DATA" }], dup],
    ["two pubspec.yaml, one by the short name", [pubspec, { ...pubspec, name: "PUBSPE~1.YAM" }], dup],
    ["a second pubspec.yaml by a pax header", [pubspec, pax({ path: "pubspec.yaml" }), { ...source, name: "x" }], dup],
    [
      "a second pubspec.yaml by GNU's long name",
      [pubspec, { name: "././@LongLink", type: "L", content: "pubspec.yaml\0" }, source],
      dup,
    ],
    ["two files of one name", [pubspec, source, source], dup],
    [
      "two files of one name, one of them with a dot below it",
      [pubspec, source, { ...source, name: `${source.name}/.` }],
      dup,
    ],
    ["a file in the folder's own place", [pubspec, { name: ".", content: "x" }], "package-entry-path-unsafe"],
    [
      "a link in the folder's own place",
      [pubspec, { name: "./", type: "2", target: "lib" }],
      "package-entry-path-unsafe",
    ],
    ["the root of the system", [pubspec, { name: "/", type: "5" }], "package-entry-path-unsafe"],
    ["a name that climbs out", [pubspec, { name: "lib/../../evil", content: "x" }], "package-entry-path-unsafe"],
    ["an absolute name", [pubspec, { name: "/etc/evil", content: "x" }], "package-entry-path-unsafe"],
    ["a name with a drive", [pubspec, { name: "c:evil", content: "x" }], "package-entry-path-unsafe"],
    ["a name with a backslash", [pubspec, { name: "..\\evil", content: "x" }], "package-entry-path-unsafe"],
    [
      "a symbolic link that climbs out",
      [pubspec, { name: "lib/a", type: "2", target: "../../evil" }],
      "package-entry-path-unsafe",
    ],
    [
      "an absolute symbolic link",
      [pubspec, { name: "lib/a", type: "2", target: "/etc/passwd" }],
      "package-entry-path-unsafe",
    ],
    [
      "a hard link that climbs out",
      [pubspec, { name: "lib/a", type: "1", target: "../evil" }],
      "package-entry-path-unsafe",
    ],
    [
      "a symbolic link that climbs out through another one, which only whoever follows it can see",
      [pubspec, { name: "a", type: "2", target: "." }, { name: "a/b", type: "2", target: ".." }],
      "package-entry-path-unsafe",
    ],
    [
      "a symbolic link that goes down and up again",
      [pubspec, { name: "d/e/y", type: "2", target: "." }, { name: "x", type: "2", target: "d/e/y/../../.." }],
      "package-entry-path-unsafe",
    ],
    [
      "a second pubspec.yaml behind a symbolic link to the root",
      [pubspec, { name: "lib", type: "2", target: "." }, { ...pubspec, name: "lib/pubspec.yaml" }],
      "package-entry-path-unsafe",
    ],
    [
      "a file behind a hard link to a symbolic link",
      [
        pubspec,
        { name: "a", type: "2", target: "." },
        { name: "b", type: "1", target: "a" },
        { ...source, name: "b/c" },
      ],
      "package-entry-path-unsafe",
    ],
    [
      "a file behind a symbolic link that comes after it, and that case alone tells from its folder",
      [pubspec, source, { name: "LIB", type: "2", target: "." }],
      "package-entry-path-unsafe",
    ],
    [
      "a file behind a symbolic link that a space alone tells from its folder, but not on Windows",
      [pubspec, { ...source, name: "lib/src/x.dart" }, { name: "lib /src.", type: "2", target: "../.." }],
      "package-entry-path-unsafe",
    ],
    ["a wrong checksum", [{ ...pubspec, checksum: "000000\0 " }], "package-malformed"],
    ["a type that has no place", [pubspec, { name: "dev", type: "3" }], "package-malformed"],
    ["a size that is no number", [{ ...pubspec, fields: { 124: "9999" } }], "package-malformed"],
    [
      "a mode that is no number, where Python stops reading",
      [pubspec, { ...source, fields: { 100: "rw-r--r--" } }],
      "package-malformed",
    ],
    ["a time that is no number", [pubspec, { ...source, fields: { 136: "today" } }], "package-malformed"],
    [
      "a negative size",
      [{ ...pubspec, fields: { 124: Uint8Array.of(0xff, ...new Uint8Array(11).fill(0xff)) } }],
      "package-malformed",
    ],
    ["a prefix in star's header", [{ ...pubspec, fields: { 345: "lib", 508: "tar\0" } }], "package-malformed"],
    ["a link with content", [pubspec, { name: "a", type: "2", target: "b", content: "x" }], "package-malformed"],
    ["a prefix in a GNU header", [{ ...pubspec, fields: { 257: "ustar  \0", 345: "lib" } }], "package-malformed"],
    ["a pax header that changes the size", [pax({ size: "1" }), pubspec], "package-malformed"],
    [
      "a pax header with the size in hexadecimal, which Python takes for none, so that it reads on in the content",
      [pax({ size: "0x400" }), { name: "lib/inner.tar", content: makeTar([pubspec], new Uint8Array()) }, pubspec],
      "package-malformed",
    ],
    ["a pax header with a blank size", [pax({ size: " " }), { name: "empty" }, pubspec], "package-malformed"],
    ["a pax header for all entries that names them", [pax({ path: "pubspec.yaml" }, "g"), source], "package-malformed"],
    ["two pax headers", [pax({ comment: "a" }), pax({ comment: "b" }), pubspec], "package-malformed"],
    ["an extended header of more than 64 KiB", [pax({ comment: "a".repeat(65_522) }), pubspec], "package-malformed"],
    ["a pax header that describes nothing", [pubspec, pax({ comment: "a" })], "package-malformed"],
    [
      "extended headers that together hold more than any paths need, of a few octets each",
      Array.from({ length: 70 }, (_, at) => [
        { name: "p", type: "x", content: "5 a=\n".repeat(13_000) },
        { name: `${at}`, type: "5" },
      ]).flat(),
      "package-malformed",
    ],
    ["a sparse file", [pax({ "GNU.sparse.major": "1" }), pubspec], "package-malformed"],
    ["a file named as a directory", [pubspec, { name: "lib/", content: "x" }], "package-malformed"],
  ];
  for (const [title, entries, code] of tarFaults) {
    it(`refuses ${title}`, async () => {
      const opened = await openPub(pubArchive(entries));
      assert.deepEqual(codesOf(opened), [code]);
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
    });
  }

  const sound: readonly (readonly [string, readonly TarPlan[]])[] = [
    [
      "a directory, and the root among them",
      [{ name: "./", type: "5" }, { name: "lib/.", type: "5" }, pubspec, source],
    ],
    ["a symbolic link within", [pubspec, source, { name: "lib/a", type: "2", target: "../lib/sample.dart" }]],
    [
      "a symbolic link to a folder, beside names that begin with its own",
      [pubspec, source, { name: "li", type: "2", target: "lib" }],
    ],
    ["a hard link within", [pubspec, source, { name: "lib/a", type: "1", target: "lib/sample.dart" }]],
    ["another pubspec.yaml deeper down", [pubspec, { ...pubspec, name: "example/pubspec.yaml" }]],
    ["two names that only case tells apart", [pubspec, source, { ...source, name: "lib/Sample.dart" }]],
    ["a name that begins with dots", [pubspec, { name: "..lib/...", content: "x" }]],
    [
      "a large owner's number, as GNU writes it",
      [{ ...pubspec, fields: { 108: Uint8Array.of(0x80, 0, 0, 0, 1, 2, 3, 4) } }],
    ],
    ["a prefix in a POSIX header", [pubspec, { name: "sample.dart", content: "x", fields: { 345: "lib/src" } }]],
    ["a comment for all entries, as git archive writes", [pax({ comment: "0123456789abcdef" }, "g"), pubspec, source]],
    ["a pax header that gives the size again", [pax({ size: "1" }), { name: "lib/a", content: "x" }, pubspec]],
    [
      "an extended header with times",
      [pax({ mtime: "1700000000.5", path: "pubspec.yaml" }), { ...pubspec, name: "p" }],
    ],
  ];
  for (const [title, entries] of sound) {
    it(`takes ${title}`, async () => {
      const opened = await openPub(pubArchive(entries));
      assert.deepEqual(opened.findings, []);
      assert.deepEqual(await opened.readIdentity?.(), identity);
    });
  }

  it("takes an extended header of 64 KiB", async () => {
    const content = `65536 comment=${"a".repeat(65_521)}\n`;
    assert.deepEqual((await openPub(pubArchive([{ name: "p", type: "x", content }, pubspec]))).findings, []);
  });

  it("refuses a tar archive of no bytes", async () => {
    const opened = await openPub(gzip(new Uint8Array(0)));
    assert.deepEqual(codesOf(opened), ["package-malformed"]);
    assert.match(JSON.stringify(opened.findings), /it is empty/);
  });

  it("takes an archive without the zero blocks, or with more of them", async () => {
    for (const blocks of [0, 1, 2, 20]) {
      const opened = await openPub(gzip(makeTar([pubspec], new Uint8Array(512 * blocks))));
      assert.deepEqual(opened.findings, []);
    }
  });

  it("refuses what stands behind the zero blocks, where only some readers look", async () => {
    for (const blocks of [1, 2]) {
      const tail = concatBytes([new Uint8Array(512 * blocks), makeTar([{ ...pubspec, content: "name: other" }])]);
      assert.deepEqual(codesOf(await openPub(gzip(makeTar([pubspec], tail)))), ["package-malformed"]);
    }
  });

  it("refuses an archive that inflates beyond the budget, and takes one that just fits", async () => {
    const tar = makeTar([pubspec, source]);
    assert.deepEqual(codesOf(await openPub(gzip(tar), { inflatedBytes: tar.length })), []);
    assert.deepEqual(codesOf(await openPub(gzip(tar), { inflatedBytes: tar.length - 1 })), ["package-too-large"]);
  });

  it("stops inflating soon behind the budget", async () => {
    const bomb = gzip(new Uint8Array(64 * 1024 * 1024));
    const limit = 1024 * 1024;
    const { findings } = await openPub(bomb, { inflatedBytes: limit });
    assert.deepEqual(codesOf({ findings }), ["package-too-large"]);
    const { details } = findings[0] ?? {};
    assert.ok(details !== undefined && "actual" in details && Number(details.actual) < 2 * limit);
  });

  it("refuses more headers than any package needs, if they describe no entry", async () => {
    const [header, end] = [makeTar([{ name: "g", type: "g" }], new Uint8Array(0)), new Uint8Array(1024)];
    const archive = (count: number): Uint8Array =>
      gzip(concatBytes([makeTar([pubspec], new Uint8Array(0)), Buffer.alloc(count * header.length, header), end]), 1);
    const limits = { inflatedBytes: 256 * 1024 * 1024 };
    assert.deepEqual(codesOf(await openPub(archive(4 * 65_536 - 1), limits)), []);
    assert.deepEqual(codesOf(await openPub(archive(4 * 65_536), limits)), ["package-malformed"]);
  });

  it("refuses more entries than the budget allows", async () => {
    const entries = Array.from({ length: 20 }, (_, index) => ({ name: `lib/${index}`, content: "x" }));
    assert.deepEqual(codesOf(await openPub(pubArchive([pubspec, ...entries]), { packageEntries: 21 })), []);
    assert.deepEqual(codesOf(await openPub(pubArchive([pubspec, ...entries]), { packageEntries: 20 })), [
      "package-too-large",
    ]);
  });

  it("names nothing where there is no pubspec.yaml at the root", async () => {
    const opened = await openPub(pubArchive([source]));
    assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
  });

  it("refuses to name a package whose pubspec.yaml is a link", async () => {
    const opened = await openPub(pubArchive([{ name: "pubspec.yaml", type: "2", target: "other.yaml" }]));
    assert.equal((await opened.readIdentity?.())?.ok, false);
  });

  const manifests: readonly (readonly [string, string, Result<PackageIdentity>["ok"]])[] = [
    ["quoted values", "name: 'sample'\nversion: \"1.2.3\"\n", true],
    ["flow style", "{name: sample, version: 1.2.3}", true],
    ["a comment and another key first", "# hello\nhomepage: x\nname: sample\nversion: 1.2.3 # latest\n", true],
    ["a name given twice", "name: sample\nname: other\nversion: 1.2.3\n", false],
    ["a name behind an alias", "a: &x sample\nname: *x\nversion: 1.2.3\n", false],
    ["a name with a tag", "name: !other sample\nversion: 1.2.3\n", false],
    ["a key in another notation", '"na\\x6de": sample\nversion: 1.2.3\n', true],
    ["the same key in two notations", '"na\\x6de": sample\nname: other\nversion: 1.2.3\n', false],
    ["no version", "name: sample\n", false],
    ["a version that is a number", "name: sample\nversion: 1.2\n", false],
    ["a name with a line break", 'name: "sam\\nple"\nversion: 1.2.3\n', false],
    ["a key that is a list", "? [name]\n: x\nname: sample\nversion: 1.2.3\n", false],
    ["two documents", "name: sample\nversion: 1.2.3\n---\nname: other\n", false],
    ["a list", "- name: sample\n", false],
    ["broken YAML", "name: [sample\nversion: 1.2.3\n", false],
    [
      "a line that a carriage return alone begins, so that pub reads all others as text",
      "#\rname: other\rversion: 6.6.6\rdescription: |\n name: sample\n version: 1.2.3\n",
      false,
    ],
    ["lines that end as on Windows", "name: sample\r\nversion: 1.2.3\r\n", true],
    [
      "a line that U+0085 begins, in YAML 1.1",
      "#\xc2\x85name: other\xc2\x85version: 6.6.6\xc2\x85description: |\n name: sample\n version: 1.2.3\n",
      false,
    ],
    ["a line that U+2028 begins, in YAML 1.1", "#\xe2\x80\xa8name: other\nname: sample\nversion: 1.2.3\n", false],
    ["U+FEFF at the start", "\xef\xbb\xbfname: sample\nversion: 1.2.3\n", true],
    ["U+FEFF twice", "\xef\xbb\xbf\xef\xbb\xbfname: sample\nversion: 1.2.3\n", false],
    ["U+FEFF at the start of another line", "name: sample\nversion: 1.2.3\n\xef\xbb\xbfname: other\n", false],
    ["a control character", "# \x0c\nname: sample\nversion: 1.2.3\n", false],
    ["a directive", "%YAML 1.1\n---\nname: sample\nversion: 1.2.3\n", false],
    ["a percent sign within a line", "description: 100 %\nname: sample\nversion: 1.2.3\n", true],
    ["bytes that are not UTF-8", "name: sample\nversion: 1.2.3\n\xff", false],
  ];
  for (const [title, content, isRead] of manifests) {
    it(`${isRead ? "reads" : "refuses"} a pubspec.yaml with ${title}`, async () => {
      const opened = await openPub(pubArchive([{ name: "pubspec.yaml", content: Buffer.from(content, "latin1") }]));
      assert.deepEqual(opened.findings, []);
      const read = await opened.readIdentity?.();
      assert.equal(read?.ok, isRead);
      if (isRead) assert.deepEqual(read, identity);
    });
  }

  it("survives a pubspec.yaml that is nested without end", async () => {
    const content = `name: sample\nversion: 1.2.3\nx: ${"[".repeat(300_000)}`;
    const opened = await openPub(pubArchive([{ name: "pubspec.yaml", content }]));
    assert.equal((await opened.readIdentity?.())?.ok, false);
  });
});

async function packedByTarStream(): Promise<Uint8Array> {
  const pack = tarStream.pack();
  pack.entry({ name: "pubspec.yaml" }, Buffer.from(pubspec.content ?? ""));
  pack.entry({ name: `lib/${"long/".repeat(40)}name.dart` }, "x".repeat(3000));
  pack.entry({ name: `lib/${"ü".repeat(120)}.dart` }, "x");
  pack.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of pack) pieces.push(piece as Uint8Array);
  return concatBytes(pieces);
}

/** What a lenient reader joins and a strict one doesn't. */
function inTwoMembers(): Uint8Array {
  const tar = makeTar([pubspec, source]);
  return Uint8Array.from(Buffer.concat([gzipSync(tar.subarray(0, 1024)), gzipSync(tar.subarray(1024))]));
}

/** The last eight bytes fit the first member, so only the end of its data tells. */
function withTrailerTwice(): Uint8Array {
  const archive = pubArchive();
  return concatBytes([archive, bytesOf("hidden bytes"), archive.subarray(-8)]);
}

function withOctet(place: number, value: number): Uint8Array {
  return Uint8Array.from(pubArchive(), (octet, at) => (at === place ? value : octet));
}

/** Its content ends in the middle of nothing, and its trailer fits; gzip misses the end. */
function withoutLastBlock(): Uint8Array {
  const tar = makeTar([pubspec, source]);
  return concatBytes([
    pubArchive().subarray(0, 10),
    deflateRawSync(tar, { finishFlush: constants.Z_SYNC_FLUSH }),
    trailerOf(tar),
  ]);
}

/** A member whose DEFLATE data have this length: stored blocks, of which the last are empty (RFC 1951 §3.2.4). */
function storedMember(length: number): Uint8Array {
  let blocks = 3;
  while ((length - 5 * blocks) % 512 !== 0) blocks++;
  const tar = makeTar([pubspec], new Uint8Array(length - 5 * blocks - makeTar([pubspec], new Uint8Array(0)).length));
  const data = Array.from({ length: blocks }, (_, index) => {
    const content = tar.subarray(60_000 * index, 60_000 * (index + 1));
    const sizes = [content.length, content.length ^ 0xffff].flatMap((size) => [size & 0xff, size >> 8]);
    return concatBytes([Uint8Array.of(index === blocks - 1 ? 1 : 0, ...sizes), content]);
  });
  return concatBytes([pubArchive().subarray(0, 10), ...data, trailerOf(tar)]);
}

function trailerOf(content: Uint8Array): Uint8Array {
  return new Uint8Array(Uint32Array.of(crc32(content), content.length).buffer);
}

/** The archive under a gzip header with these flags (RFC 1952 §2.3.1). @param crc what is added to the header's own CRC. */
function withHeader(plan: { readonly flags: number; readonly crc?: number; readonly comment?: string }): Uint8Array {
  const { flags, crc = 0, comment = "a comment" } = plan;
  const archive = pubArchive();
  const has = (flag: number, text: string): Uint8Array => bytesOf((flags & flag) === 0 ? "" : text);
  const header = concatBytes([
    archive.subarray(0, 3),
    Uint8Array.of(flags),
    archive.subarray(4, 10),
    has(4, "\x05\x00extra"),
    has(8, "a.tar\0"),
    has(16, `${comment}\0`),
  ]);
  const sum = (crc32(header) + crc) & 0xffff;
  const check = (flags & 2) === 0 ? [] : [sum & 0xff, sum >> 8];
  return concatBytes([header, Uint8Array.from(check), archive.subarray(10)]);
}

function withTrailer(place: number): Uint8Array {
  const archive = pubArchive();
  const at = archive.length - 8 + place;
  return Uint8Array.from(archive, (octet, index) => (index === at ? octet ^ 1 : octet));
}
