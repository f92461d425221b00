import { crc32 } from "../../lib/bytes/crc32.js";
import { library, nuspec, text } from "./packages.js";
import { bytesOf, type EntryPlan, makeZip, type ZipPlan } from "./zip-maker.js";

/** An archive by someone who wants two readers to see two packages, signed as it is. */
export interface AttackersArchive {
  readonly title: string;
  readonly entries: readonly EntryPlan[];
  readonly plan?: Partial<ZipPlan>;
  /** Put over the signature's entry. */
  readonly signature?: Partial<EntryPlan>;
  /** What `dotnet nuget verify` 10.0.401 said of it, signed by a trusted author. */
  readonly dotnet: "trusted" | "untrusted" | "error";
  /** What opening finds. */
  readonly codes: readonly string[];
}

const ambiguous = ["package-entry-ambiguous"] as const;
const zip64 = ["package-zip64"] as const;
const zip64Field = Uint8Array.of(1, 0, 0, 0);
const descriptorFlag = 8;

/** An extra field. */
function field(id: number, data: Uint8Array): Uint8Array {
  return Uint8Array.from([id & 0xff, id >> 8, data.length & 0xff, data.length >> 8, ...data]);
}

/** Info-ZIP's Unicode Path (APPNOTE §4.6.9). */
function unicodePath(name: string, version: number, crc: number): Uint8Array {
  return field(0x7075, Uint8Array.from([version, ...new Uint8Array(Uint32Array.of(crc).buffer), ...bytesOf(name)]));
}

/** CRC-32 and sizes behind the data, with their signature (APPNOTE §4.3.9). */
function descriptor(content: string): Uint8Array {
  return new Uint8Array(Uint32Array.of(0x08074b50, crc32(bytesOf(content)), content.length, content.length).buffer);
}

/** The first bytes of a local header that no record points at. */
function headerOf(length: number): Uint8Array {
  const header = new Uint8Array(length);
  header.set([0x50, 0x4b, 3, 4, 20].slice(0, length));
  return header;
}

/** An end record whose comment reaches as far as `left` bytes behind it. */
function endRecord(left: number): Uint8Array {
  const record = new Uint8Array(22);
  record.set([0x50, 0x4b, 5, 6]);
  record.set([left & 0xff, left >> 8], 20);
  return record;
}

const beside = (entry: EntryPlan): readonly EntryPlan[] => [nuspec, text, entry];
const altered = (changes: Partial<EntryPlan>): readonly EntryPlan[] => [nuspec, { ...text, ...changes }, library];
const textCrc = crc32(bytesOf("content/a.txt"));

const names: readonly AttackersArchive[] = [
  {
    title: "one name in two forms of Unicode, which are two files on Linux",
    entries: [nuspec, { name: "content/\u00e9.txt", content: "1" }, { name: "content/e\u0301.txt", content: "2" }],
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "a folder with the name of a file",
    entries: beside({ name: "content/a.txt/" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a folder with the manifest's name",
    entries: beside({ name: "Lab.Sample.nuspec/" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a folder with the signature's name",
    entries: beside({ name: ".signature.p7s/" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a second signature by a detour through the folder itself",
    entries: beside({ name: "./.signature.p7s", content: "x" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a second signature behind a slash too many",
    entries: beside({ name: ".//.signature.p7s", content: "x" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a second signature in the place of a dot below it, which .NET writes over it",
    entries: beside({ name: ".signature.p7s/.", content: "x" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a second manifest in the place of a dot below it, which .NET writes over it",
    entries: [nuspec, library, { name: "Lab.Sample.nuspec/.", content: "<package/>" }],
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a file in the place of a dot below another",
    entries: [nuspec, text, library, { name: "content/a.txt/.", content: "x" }],
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a second signature with a character that HFS+ passes over",
    entries: beside({ name: ".signature\u200d.p7s", content: "x" }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a name that is the signature's in full width, which no system folds",
    entries: beside({ name: "\uff0esignature.p7s", content: "x" }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "dots in overlong UTF-8, percent-encoded, which nobody decodes",
    entries: beside({ name: "%c0%ae%c0%ae/evil", content: "x" }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "dots percent-encoded twice, which are decoded once",
    entries: beside({ name: "%252e%252e/evil", content: "x" }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "two names that are no UTF-8, and one where readers put U+FFFD for what is none",
    entries: [
      nuspec,
      { name: Uint8Array.of(0x61, 0x2f, 0xfe), content: "1" },
      { name: Uint8Array.of(0x61, 0x2f, 0xff), content: "2" },
    ],
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "one name twice, once with the flag for UTF-8",
    entries: beside({ ...text, content: "other", flags: 0x800 }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "an entry without a name",
    entries: beside({ name: "", content: "x" }),
    dotnet: "trusted",
    codes: ["package-entry-path-unsafe"],
  },
  {
    title: "a folder that has content",
    entries: beside({ name: "content/", content: "x" }),
    dotnet: "trusted",
    codes: [],
  },
];

const extras: readonly AttackersArchive[] = [
  {
    title: "an extra field that runs over the end, with what is no Zip64 field in it",
    entries: altered({ extra: Uint8Array.from([9, 9, 99, 0, ...zip64Field]) }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "a Zip64 field behind another",
    entries: altered({ localExtra: Uint8Array.from([...field(0x9999, Uint8Array.of(1, 2, 3)), ...zip64Field]) }),
    dotnet: "trusted",
    codes: zip64,
  },
  {
    title: "a Zip64 field in the signature's record",
    entries: [nuspec, text],
    signature: { extra: zip64Field },
    dotnet: "trusted",
    codes: ["package-bytes-unsigned", "package-zip64"],
  },
  {
    title: "another Unicode name, in the local header alone",
    entries: altered({ localExtra: unicodePath("content/b.txt", 1, textCrc) }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "the signature's name as the Unicode name of another entry",
    entries: altered({ extra: unicodePath(".signature.p7s", 1, textCrc) }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a Unicode name behind another field",
    entries: altered({
      extra: Uint8Array.from([...field(0x9999, Uint8Array.of(1)), ...unicodePath("content/b.txt", 1, textCrc)]),
    }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a Unicode name of a version that nobody reads",
    entries: altered({ extra: unicodePath("content/b.txt", 2, textCrc) }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "a Unicode name that was another name's, as its CRC says",
    entries: altered({ extra: unicodePath("content/b.txt", 1, textCrc ^ 1) }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "a Unicode name of no characters",
    entries: altered({ extra: unicodePath("", 1, textCrc) }),
    dotnet: "trusted",
    codes: ambiguous,
  },
];

const layouts: readonly AttackersArchive[] = [
  {
    title: "the flag for a data descriptor in the record alone",
    entries: altered({ central: { flags: descriptorFlag } }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "the flag for a data descriptor in the local header alone",
    entries: altered({ local: { flags: descriptorFlag, crc32: 0, size: 0, compressedSize: 0 } }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a data descriptor, and the same in the local header",
    entries: altered({ flags: descriptorFlag, after: descriptor("hello\n") }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "a data descriptor, and another CRC in the local header",
    entries: altered({ flags: descriptorFlag, after: descriptor("hello\n"), local: { crc32: 1 } }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "sizes of zero in a local header without a data descriptor",
    entries: altered({ local: { crc32: 0, size: 0, compressedSize: 0 } }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a local header in a gap of just its length",
    entries: altered({ after: headerOf(30) }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a local header at the end of a longer gap",
    entries: altered({ after: Uint8Array.from([...new Uint8Array(40), ...headerOf(4)]) }),
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "a local header between the last entry and the directory",
    entries: [nuspec, text],
    plan: { beforeDirectory: headerOf(40) },
    dotnet: "untrusted",
    codes: ["package-bytes-unsigned", ...ambiguous],
  },
  {
    title: "an entry whose record points into the content of another",
    entries: [
      { name: "lib/in.zip", content: makeZip({ entries: [text] }).subarray(0, 30 + 13 + 6) },
      { ...text, central: { localOffset: 30 + 10 } },
      nuspec,
    ],
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "two records for one local header",
    entries: [nuspec, text, { name: "content/b.txt", central: { localOffset: 0 } }],
    dotnet: "trusted",
    codes: ambiguous,
  },
  {
    title: "an end record in a record's comment, whose own comment ends elsewhere",
    entries: altered({ comment: endRecord(3) }),
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "an end record in the signature's comment, whose own comment ends the file",
    entries: [nuspec, text],
    signature: { comment: endRecord(22) },
    dotnet: "trusted",
    codes: ["package-bytes-unsigned", ...ambiguous],
  },
  {
    title: "a central record and a Zip64 locator in the archive's comment",
    entries: [nuspec, text],
    plan: { comment: bytesOf("PK\x01\x02 PK\x06\x07") },
    dotnet: "trusted",
    codes: [],
  },
  {
    title: "two records that swap the places of two entries",
    entries: [
      { name: "a/1", content: "1", central: { localOffset: 30 + 3 + 1 } },
      { name: "a/2", content: "2", central: { localOffset: 0 } },
      nuspec,
    ],
    dotnet: "trusted",
    codes: ambiguous,
  },
  // To `dotnet` no package, for want of a manifest; what is signed is so none the less.
  { title: "nothing besides the signature", entries: [], dotnet: "error", codes: [] },
];

export const attackersArchives: readonly AttackersArchive[] = [...names, ...extras, ...layouts];
