import assert from "node:assert/strict";
import { concatBytes } from "../../lib/bytes/index.js";
import { makeTar, openPub, pax, pubArchive, pubspec, source, type TarPlan } from "./archives.js";
import { codesOf } from "./packages.js";

const other: TarPlan = { ...pubspec, content: "name: other\nversion: 6.6.6\n" };
const noEnd = new Uint8Array(0);
/** What a reader finds that takes a file's content for further headers. */
const withOther: TarPlan = { name: "lib/inner.tar", content: makeTar([other], noEnd) };

/** GNU's header for a long name, with what stands in the padding behind it. */
function longName(name: string, padding = "", type = "L"): TarPlan {
  const content = Buffer.alloc(512);
  content.write(name + padding, "latin1");
  return { name: "././@LongLink", type, content, fields: { 124: `${name.length.toString(8).padStart(11, "0")}\0` } };
}

/** As long as a header's prefix can be. */
const LONG = "p".repeat(155);

/** An extended header whose records are written as they stand here. */
function records(content: string): TarPlan {
  return { name: "PaxHeaders/0", type: "x", content };
}

/** Each was found with readers of tar that did not agree which `pubspec.yaml` it holds, or whether it holds one. */
describe("formats/pub-archive, where readers of tar differ", () => {
  const refused: readonly (readonly [string, readonly TarPlan[], string?])[] = [
    [
      "padding behind a long name, which GNU tar, Python and pub read on into",
      [longName("pubspec.yaml", "X"), pubspec],
    ],
    [
      "two names that their padding swaps",
      [longName("pubspec.yaml", "X"), pubspec, longName("pubsp", "ec.yaml"), { ...other, name: "q" }],
    ],
    ["a long name that goes on behind its NUL, as node-tar reads it", [longName("pubspec.yaml\0\nX"), pubspec]],
    ["a name that goes on behind its NUL", [{ ...pubspec, name: "pubspec.yaml\0\nX" }]],
    ["a prefix that goes on behind its NUL", [{ ...pubspec, fields: { 346: "\nlib" } }]],
    ["a link's target that goes on behind its NUL", [pubspec, { name: "a", type: "2", target: "lib\0\n/.." }]],
    [
      "a prefix in a header without POSIX's version, which node-tar passes over",
      [pubspec, { ...other, fields: { 263: "\0\0", 345: "lib" } }],
    ],
    [
      "a name that is not UTF-8: pub takes it for Latin-1, and trims it",
      [{ ...other, name: "", fields: { 0: Buffer.from("pubspec.yaml\xa0", "latin1") } }],
    ],
    ["a long name that is not UTF-8", [longName("pubspec.yaml\xa0"), other]],
    [
      "a file named as a directory in its own header, whatever a pax header says: Python reads its content for headers",
      [pubspec, pax({ path: "lib/x" }), { ...withOther, name: "d/", type: "\0" }],
    ],
    ["the same with a long name", [pubspec, longName("lib/x\0"), { ...withOther, name: "d/", type: "\0" }]],
    [
      "a file with a link's target: node-tar drops it, and reads its content for headers",
      [pubspec, { ...withOther, target: "x" }],
    ],
    ["a file with a link's target by a pax header", [pubspec, pax({ linkpath: "x" }), withOther]],
    ["a file with a link's target by GNU's header", [pubspec, longName("x\0", "", "K"), withOther]],
    ["a long name's header with a link's target", [pubspec, { ...longName("lib/x\0"), target: "x" }, source]],
    [
      "a line break in a pax value, behind which node-tar finds the next record",
      [pubspec, pax({ comment: "x\n21 path=pubspec.yaml" }), { ...other, name: "lib/x" }],
    ],
    [
      "a pax record without a key, at which Python stops reading them",
      [pubspec, records("4 =\n14 path=lib/x\n"), other],
    ],
    [
      "a space before a pax key, which GNU tar passes over",
      [pubspec, records("22  path=pubspec.yaml\n"), { ...other, name: "lib/x" }],
    ],
    ["the same before the length of a file", [pubspec, records("11  size=0\n"), withOther]],
    [
      "a pax header without a name: node-tar drops it, and reads its content for headers",
      [pubspec, { ...pax({ path: "lib/x" }), name: "" }, other],
    ],
    ["the same of GNU's header for a long name", [pubspec, { ...longName("lib/x\0"), name: "" }, other]],
    [
      "a link's target in a pax header alone: node-tar drops the link, and gives its name to the next file",
      [pubspec, pax({ path: "lib/l", linkpath: "x" }), { name: "l", type: "2" }, source],
    ],
    ["the same in GNU's header", [pubspec, longName("x\0", "", "K"), { name: "l", type: "1" }, source]],
    [
      "a folder without a name: node-tar drops it, and does so with the next file, whose content it reads for headers",
      [pubspec, pax({ path: "" }), { name: "d", type: "5" }, withOther],
      "package-entry-path-unsafe",
    ],
    [
      "a folder in the place of a file, where GNU tar leaves the folder, and Python the file",
      [pubspec, source, { name: `${source.name}/`, type: "5" }],
      "package-entry-ambiguous",
    ],
    [
      "a file in the place of a folder",
      [pubspec, { name: "lib/sample.dart/", type: "5" }, source],
      "package-entry-ambiguous",
    ],
    ["a control character in a pax key", [pubspec, pax({ "path\0": "lib/x" }), source]],
    [
      "a long name behind a pax header: pub takes the size of that one for this one's",
      [pubspec, pax({ size: String(withOther.content?.length) }), longName("lib/x\0"), withOther],
    ],
    [
      "a header for all entries between a pax header and its entry",
      [pubspec, pax({ size: String(withOther.content?.length) }), pax({ comment: "x" }, "g"), withOther],
    ],
    [
      "a checksum that nothing ends: node-tar reads on, drops the header and reads the content for headers",
      [pubspec, { ...withOther, checksum: "octal" }],
    ],
    [
      "a size of spaces, at which GNU tar drops the header",
      [pubspec, { name: "lib/x", fields: { 124: " ".repeat(12) } }],
    ],
    [
      "a size of spaces behind a NUL, at which GNU tar drops it as well",
      [pubspec, { name: "lib/x", fields: { 124: `\0${" ".repeat(11)}` } }],
    ],
    [
      "a file twice, once by a prefix that fills its field",
      [pubspec, { ...source, name: "x", fields: { 345: LONG } }, pax({ path: `${LONG}/x` }), source],
      "package-entry-ambiguous",
    ],
    ["a contiguous file, which pub leaves out", [pubspec, { ...source, type: "7" }]],
    ["the length of a star archive's sparse file", [pubspec, pax({ "SCHILY.realsize": "5" }), source]],
    ["something below the manifest", [{ ...source, name: "pubspec.yaml/x" }, pubspec], "package-entry-ambiguous"],
    [
      "a directory behind a link, which takes the manifest's place",
      [pubspec, { name: "l", type: "2", target: "." }, { name: "l/pubspec.yaml/", type: "5" }],
      "package-entry-path-unsafe",
    ],
    [
      "a file written through a link that case alone tells from it",
      [pubspec, { name: "lib/a", type: "1", target: "pubspec.yaml" }, { ...other, name: "lib/A" }],
      "package-entry-path-unsafe",
    ],
    [
      "a second pubspec.yaml that a character tells apart which HFS+ passes over",
      [pubspec, { ...other, name: "pubspec\u200c.yaml" }],
      "package-entry-ambiguous",
    ],
  ];
  for (const [title, entries, code = "package-malformed"] of refused) {
    it(`refuses ${title}`, async () => {
      const opened = await openPub(pubArchive(entries.map(withOwnChecksum)));
      assert.deepEqual(codesOf(opened), [code]);
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: undefined });
    });
  }

  const taken: readonly (readonly [string, readonly TarPlan[]])[] = [
    [
      "a long name and a long target for one link",
      [
        pubspec,
        source,
        longName(`lib/${"a".repeat(120)}\0`),
        longName("sample.dart\0", "", "K"),
        { name: "lib/aaa", type: "2", target: "sam" },
      ],
    ],
    [
      "a prefix in star's length, with times behind it",
      [pubspec, { name: "x.dart", content: "x", fields: { 345: "lib", 476: "14530000000 14530000000 " } }],
    ],
    ["names of the field's whole length", [pubspec, { name: "a".repeat(100), content: "x" }]],
    [
      "a pax header that bears the name of its entry and its target",
      [
        pubspec,
        { ...pax({ comment: "x" }), target: "sample.dart" },
        { name: "lib/a", type: "2", target: "sample.dart" },
      ],
    ],
    ["a pax header behind a long name", [longName("pubspec.yaml\0"), pax({ comment: "x" }), { ...pubspec, name: "p" }]],
    ["a size of spaces before a NUL", [pubspec, { name: "lib/x", fields: { 124: `${" ".repeat(11)}\0` } }]],
    ["a pax key with a space in it", [pubspec, records("17 size of=12345\n"), source]],
    [
      "extended headers for one entry, and not for the next",
      [longName("lib/l\0"), longName("x.dart\0", "", "K"), { name: "l", type: "2", target: "x" }, pubspec, source],
    ],
    [
      "prefixes that differ in the last character that they have room for",
      [pubspec, { ...source, name: "x", fields: { 345: LONG } }, pax({ path: `${LONG.slice(0, -1)}b/x` }), source],
    ],
    [
      "something in the padding behind a file, where nobody looks",
      [pubspec, { name: "lib/x", content: "x".repeat(512), fields: { 124: "00000000001\0" } }],
    ],
    [
      "files of the seventh edition's type",
      [
        { ...pubspec, type: "\0" },
        { ...source, type: "\0" },
      ],
    ],
    ["a size of NULs", [pubspec, { name: "lib/x", fields: { 124: new Uint8Array(12) } }]],
    [
      "a file and a folder that case tells apart",
      [pubspec, { name: "LICENSE", content: "x" }, { name: "license/mit", content: "x" }],
    ],
  ];
  for (const [title, entries] of taken) {
    it(`takes ${title}`, async () => {
      const opened = await openPub(pubArchive(entries));
      assert.deepEqual(opened.findings, []);
      assert.deepEqual(await opened.readIdentity?.(), { ok: true, value: { id: "sample", version: "1.2.3" } });
    });
  }
});

/** Eight octal digits, that nothing ends. */
function withOwnChecksum(plan: TarPlan): TarPlan {
  if (plan.checksum !== "octal") return plan;
  const header = makeTar([{ ...plan, checksum: " ".repeat(8) }], noEnd).subarray(0, 512);
  const sum = concatBytes([header]).reduce((total, octet) => total + octet, 0);
  return { ...plan, checksum: sum.toString(8).padStart(8, "0") };
}
