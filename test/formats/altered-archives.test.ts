import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { crc32 } from "../../lib/bytes/crc32.js";
import { assemble, codesOf, library, nuspec, openNupkg, text } from "./packages.js";
import { bytesOf, type EntryPlan, makeZip, type ZipPlan } from "./zip-maker.js";

/**
 * Archives that were altered after signing, or signed as they are, with what `dotnet nuget verify` 10.0.401 said of each
 * (packages alike, signed by `dotnet nuget sign`, judged by the interop kit). A stand-in that names the content's digest
 * serves for the signature, which this room doesn't read.
 */
interface Case {
  readonly title: string;
  readonly zip: Uint8Array;
  readonly dotnet: "trusted" | "untrusted" | "won't sign it";
  /** What opening finds; the content is compared besides. */
  readonly codes: readonly string[];
}

const original = [nuspec, library, text];
const unsigned = makeZip({ entries: original });
const signature = signatureOver(unsigned);
const entry: EntryPlan = { name: ".signature.p7s", content: signature };
const length = signature.length;
const ambiguous = "package-entry-ambiguous";
const invalid = "signature-entry-invalid";
const uncovered = "package-bytes-unsigned";
const junk = bytesOf("junk");
/** A whole entry without a record. */
const hidden = makeZip({ entries: [{ name: "lib/evil.txt", content: "x" }] }).subarray(0, 30 + 12 + 1);
const extra = Uint8Array.of(0x99, 0x99, 2, 0, 1, 2);
const endMagic = Uint8Array.from([0x50, 0x4b, 5, 6, ...new Uint8Array(18)]);
const zip64End = Uint8Array.from([
  0x50,
  0x4b,
  6,
  6,
  44,
  ...new Uint8Array(51),
  0x50,
  0x4b,
  6,
  7,
  ...new Uint8Array(16),
]);

const altered: readonly Case[] = [
  trusted("nothing", {}),
  ofEntries("trusted", "the signature first", [entry, ...original]),
  ofEntries("trusted", "the signature in the middle", [nuspec, entry, library, text]),
  trusted("the signature's record first", {}, [], { directoryOrder: [3, 0, 1, 2] }),
  trusted("the signature's record in the middle", {}, [], { directoryOrder: [0, 3, 1, 2] }),
  trusted("another time on the signature", { local: { time: 0x5a212345 }, central: { time: 0x5a212345 } }),
  trusted("another time in the signature's record", { central: { time: 0x5a212345 } }, ["signature-bytes-unsigned"]),
  trusted("the versions that Jsign writes", { central: { versionMadeBy: 45 } }),
  trusted("the versions that Info-ZIP writes", {
    local: { versionNeeded: 10 },
    central: { versionNeeded: 10, versionMadeBy: 0x31e },
  }),

  trusted("bytes behind the signature", { after: junk }, [uncovered]),
  ofEntries(
    "trusted",
    "bytes behind a signature that stands first",
    [{ ...entry, after: junk }, ...original],
    [uncovered],
  ),
  trusted("an extra field in the signature's record", { extra }, [uncovered]),
  trusted("an extra field in the signature's local header", { localExtra: extra }, [uncovered]),
  trusted("a comment on the signature", { comment: junk }, [uncovered]),
  trusted("internal attributes on the signature", { central: { internalAttributes: 1 } }, [uncovered]),
  trusted("a version that doesn't exist", { central: { versionMadeBy: 0x6f68 } }, [uncovered]),
  trusted("a wrong CRC of the signature", { local: { crc32: 1 }, central: { crc32: 1 } }, [invalid]),
  trusted("a wrong CRC in the signature's local header", { local: { crc32: 1 } }, [ambiguous, invalid]),
  trusted("sizes one too long", sizes(length + 1), [ambiguous, invalid]),
  trusted("sizes one too long in the local header", { local: sizes(length + 1).local }, [ambiguous, invalid]),

  untrusted("sizes one too short", sizes(length - 1), [uncovered, invalid]),
  untrusted("external attributes on the signature", { central: { externalAttributes: 0x20 } }, [invalid]),
  untrusted("the UTF-8 flag on the signature", { flags: 0x800 }, [invalid]),
  untrusted("the UTF-8 flag in the signature's record", { central: { flags: 0x800 } }, [ambiguous, invalid]),
  untrusted("a deflated signature", { deflate: true }, [invalid]),
  untrusted("a signature with a data descriptor", withDescriptor(entry), [invalid, uncovered]),
  untrusted("a compressed size that is not the size", { central: { compressedSize: length - 1 } }, [
    ambiguous,
    invalid,
  ]),
  untrusted("another name in the signature's local header", { localName: ".signature.p7x" }, [ambiguous]),
  untrusted("the signature's name in other letters", { name: ".SIGNATURE.p7s" }, ["package-unsigned"]),
  untrusted("the signature in a folder", { name: "a/.signature.p7s" }, ["package-unsigned"]),
  untrusted("the signature's name percent-encoded", { name: "%2esignature.p7s" }, ["package-unsigned"]),
  ofEntries("untrusted", "two signatures", [...original, entry, entry], ["signature-entry-duplicate"]),
  ofEntries(
    "untrusted",
    "a second signature in other letters",
    [...original, entry, { ...entry, name: ".Signature.p7s" }],
    [ambiguous],
  ),
  ...[".signature.p7s.", ".Signature.p7s. .", ".signature.p7s::$DATA", "SIGNAT~1.P7S", ".\u017fignature.p7s"].map(
    (name) =>
      ofEntries(
        "untrusted",
        `a second signature on Windows or macOS, ${name}`,
        [...original, entry, { ...entry, name }],
        [ambiguous],
      ),
  ),
  ofEntries(
    "untrusted",
    "a second signature, percent-encoded",
    [...original, { ...entry, name: "%2esignature.p7s" }, entry],
    [ambiguous],
  ),

  untrusted("a byte behind the end", {}, ["package-malformed"], { trailer: new Uint8Array(1) }),
  untrusted("a changed comment", {}, [], { comment: bytesOf("changed") }),
  untrusted("an end record in the comment", {}, [ambiguous, "package-malformed"], { comment: endMagic }),
  untrusted("the start of an end record in the comment", {}, [ambiguous], { comment: endMagic.subarray(0, 10) }),
  ofEntries("untrusted", "an entry behind the signature", [...original, entry, { name: "evil.txt", content: "x" }]),
  ofEntries("untrusted", "entries in another order", [nuspec, text, library, entry]),
  untrusted("records in another order", {}, [], { directoryOrder: [1, 0, 2, 3] }),
  untrusted("bytes before the signature", { gap: junk }),
  untrusted("bytes between directory and end record", {}, ["package-malformed"], { afterDirectory: junk }),
  untrusted("Zip64 records", {}, ["package-zip64"], { afterDirectory: zip64End }),
  untrusted("a wrong directory size", {}, ["package-malformed"], { end: { directorySize: 1 } }),
  untrusted("a prefix", {}, [], { prefix: junk }),
  untrusted("a wrong count of entries", {}, ["package-malformed"], { end: { entries: 3, entriesOnDisk: 3 } }),
  untrusted("a wrong count of entries on this disk", {}, ["package-malformed"], { end: { entriesOnDisk: 3 } }),
  untrusted("another disk in the end record", {}, ["package-malformed"], { end: { disk: 1 } }),
  untrusted("a wrong directory offset", {}, ["package-malformed"], { end: { directoryOffset: 3 } }),
];

const signedAsTheyAre: readonly Case[] = [
  signed("trusted", "a comment", original, [], { comment: bytesOf("signed comment") }),
  signed("trusted", "a gap between entries", [nuspec, { ...text, after: junk }, library]),
  signed(
    "trusted",
    "an entry in a gap, which only whoever reads from the start finds",
    [nuspec, { ...text, after: hidden }, library],
    [ambiguous],
  ),
  signed("untrusted", "a prefix with an entry", original, [ambiguous], { prefix: hidden }),
  signed("trusted", "a gap as long as a header", [nuspec, { ...text, after: new Uint8Array(64) }, library]),
  signed("trusted", "data descriptors", [nuspec, { ...text, ...withDescriptor(text) }, library]),
  signed("trusted", "comments and extra fields on entries", [
    nuspec,
    { ...text, comment: junk, extra, localExtra: extra },
  ]),
  signed("trusted", "a directory in another order than the entries", original, [], { directoryOrder: [2, 0, 1] }),
  signed("trusted", "an entry for a folder", [nuspec, { name: "content/" }, text]),
  signed("trusted", "two names that only case tells apart", [nuspec, text, { ...text, name: "content/A.txt" }]),
  signed("trusted", "an entry twice", [nuspec, text, { ...text, content: "other" }], [ambiguous]),
  signed(
    "trusted",
    "an entry twice, once percent-encoded",
    [nuspec, text, { ...text, name: "content/%61.txt" }],
    [ambiguous],
  ),
  signed(
    "trusted",
    "an entry twice, once with a detour",
    [nuspec, text, { ...text, name: "content/./a.txt" }],
    [ambiguous],
  ),
  signed("trusted", "another name in a local header", [nuspec, { ...text, localName: "content/b.txt" }], [ambiguous]),
  signed("trusted", "other flags in a local header", [nuspec, { ...text, local: { flags: 2 } }], [ambiguous]),
  signed("trusted", "another method in a local header", [nuspec, { ...text, local: { method: 8 } }], [ambiguous]),
  signed("trusted", "another size in a local header", [nuspec, { ...text, local: { size: 5 } }], [ambiguous]),
  signed("trusted", "another CRC in a local header", [nuspec, { ...text, local: { crc32: 5 } }], [ambiguous]),
  signed("trusted", "an entry that runs into the next", [{ ...text, ...sizes(60) }, nuspec], [ambiguous]),
  signed(
    "trusted",
    "a Unicode name that is another",
    [nuspec, { ...text, extra: unicodeName(text, "content/b.txt") }],
    [ambiguous],
  ),
  signed("trusted", "a Unicode name that is the same", [
    nuspec,
    { ...text, extra: unicodeName(text, "content/a.txt") },
  ]),
  ...[
    "../evil",
    "a/../../evil",
    "%2e%2e/evil",
    "/evil",
    "C:/evil",
    "c:evil",
    "lib\\evil",
    "..\\evil",
    "a\0b",
    "%5cevil",
  ].map((name) =>
    signed(
      "trusted",
      `an entry named ${JSON.stringify(name)}`,
      [nuspec, { ...text, name }],
      ["package-entry-path-unsafe"],
    ),
  ),
  ...["..evil", "%zz", "a%2fb.txt", "lib/c:d", "CON"].map((name) =>
    signed("trusted", `an entry named ${JSON.stringify(name)}`, [nuspec, { ...text, name }]),
  ),
  signed("trusted", "an entry on another disk", [nuspec, { ...text, central: { disk: 1 } }], ["package-malformed"]),
  signed("untrusted", "a prefix", original, [], { prefix: junk }),
  signed("untrusted", "two manifests", [nuspec, { ...nuspec, name: "Other.nuspec" }], [ambiguous]),
  signed(
    "untrusted",
    "two manifests that only case tells apart",
    [nuspec, { ...nuspec, name: "LAB.SAMPLE.NUSPEC" }],
    [ambiguous],
  ),
  signed("trusted", "a manifest in a folder", [nuspec, { ...nuspec, name: "a/Other.nuspec" }]),
  signed(
    "won't sign it",
    "a Zip64 field in a record",
    [nuspec, { ...text, extra: Uint8Array.of(1, 0, 0, 0) }],
    ["package-zip64"],
  ),
  signed(
    "won't sign it",
    "a Zip64 field in a local header",
    [nuspec, { ...text, localExtra: Uint8Array.of(1, 0, 0, 0) }],
    ["package-zip64"],
  ),
  signed(
    "trusted",
    "a size of all ones",
    [nuspec, { ...text, central: { size: 0xffffffff } }],
    ["package-entry-ambiguous", "package-zip64"],
  ),
];

describe("formats/nupkg over altered archives", () => {
  for (const { title, zip, codes, dotnet } of [...altered, ...signedAsTheyAre]) {
    const isRefused = codes.some((code) => code !== "signature-bytes-unsigned");
    const telling = codes.length > 0 ? `, as ${codes.join(" and ")}` : "";
    it(`${isRefused ? "refuses" : "reads"} ${title}${telling}; dotnet: ${dotnet}`, async () => {
      const opened = await openNupkg(zip);
      assert.deepEqual([...codesOf(opened)].sort(), [...codes].sort());
      const isAccepted = !isRefused && digest(assemble(zip, opened.signedContent)) === digestIn(opened.signature);
      if (!isRefused) assert.equal(isAccepted, dotnet === "trusted");
      assert.ok(dotnet === "trusted" || !isAccepted);
    });
  }
});

function trusted(
  title: string,
  changes: Partial<EntryPlan>,
  codes: readonly string[] = [],
  plan: Partial<ZipPlan> = {},
): Case {
  return {
    title,
    dotnet: "trusted",
    codes,
    zip: makeZip({ entries: [...original, { ...entry, ...changes }], ...plan }),
  };
}

function untrusted(
  title: string,
  changes: Partial<EntryPlan>,
  codes: readonly string[] = [],
  plan: Partial<ZipPlan> = {},
): Case {
  return { ...trusted(title, changes, codes, plan), dotnet: "untrusted" };
}

function ofEntries(
  dotnet: Case["dotnet"],
  title: string,
  entries: readonly EntryPlan[],
  codes: readonly string[] = [],
): Case {
  return { title, dotnet, codes, zip: makeZip({ entries }) };
}

/** Signed over the odd archive itself, as a signer that minds nothing would. */
function signed(
  dotnet: Case["dotnet"],
  title: string,
  entries: readonly EntryPlan[],
  codes: readonly string[] = [],
  plan: Partial<ZipPlan> = {},
): Case {
  const content = signatureOver(makeZip({ entries, ...plan }));
  const order = plan.directoryOrder === undefined ? {} : { directoryOrder: [...plan.directoryOrder, entries.length] };
  return { title, dotnet, codes, zip: makeZip({ entries: [...entries, { ...entry, content }], ...plan, ...order }) };
}

function sizes(size: number): {
  readonly local: EntryPlan["local"] & object;
  readonly central: EntryPlan["central"] & object;
} {
  return { local: { size, compressedSize: size }, central: { size, compressedSize: size } };
}

function withDescriptor(plan: EntryPlan): Partial<EntryPlan> {
  const content = bytesOf(plan.content ?? "");
  const values = Uint32Array.of(0x08074b50, crc32(content), content.length, content.length);
  return { flags: 8, local: { size: 0, compressedSize: 0, crc32: 0 }, after: new Uint8Array(values.buffer) };
}

function unicodeName(plan: EntryPlan, name: string): Uint8Array {
  const octets = bytesOf(name);
  const crc = new Uint8Array(Uint32Array.of(crc32(bytesOf(plan.name))).buffer);
  return Uint8Array.from([0x75, 0x70, 5 + octets.length, 0, 1, ...crc, ...octets]);
}

function signatureOver(content: Uint8Array): Uint8Array {
  return bytesOf(`stands for a signature over ${digest(content)}`);
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function digestIn(bytes: Uint8Array | undefined): string | undefined {
  return /[0-9a-f]{64}/.exec(Buffer.from(bytes ?? []).toString("latin1"))?.[0];
}
