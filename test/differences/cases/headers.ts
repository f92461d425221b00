import { crc32 } from "../../../lib/bytes/crc32.js";
import { library, nuspec } from "../../support/package.js";
import type { Accepted, Difference } from "../difference.js";
import { accepted, entry, holding, laidOut, text } from "./laid-out.js";

/** An extra field (APPNOTE §4.5.1). */
function extraField(id: number, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Info-ZIP Unicode Path (APPNOTE §4.6.9), for whoever has read `header` as the name. */
function unicodePath(path: string, header = "content/a.txt"): Uint8Array {
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeUInt32LE(crc32(Buffer.from(header)), 1);
  return extraField(0x7075, Buffer.concat([head, Buffer.from(path)]));
}

const otherText: Accepted = {
  name: "two files in one folder",
  made: holding(text, { ...text, name: "content/b.txt" }),
};
const ALL_ONES = 0xffffffff;
const length = Buffer.from("0600000000000000", "hex");
const zip64 = extraField(1, Buffer.concat([length, length]));
const foreignField: Accepted = {
  name: "an extra field that nobody knows",
  made: holding({ ...text, extra: extraField(0xcafe, length), localExtra: extraField(0xcafe, length) }),
};
const renamedTo = (path: string, header?: string): (() => Promise<Uint8Array>) =>
  holding({ ...text, extra: unicodePath(path, header), localExtra: unicodePath(path, header) });

/** Entries with comments that make a directory of so many MiB, about. */
const directoryOf = (mebibytes: number): (() => Promise<Uint8Array>) => {
  const comment = Buffer.alloc(65_000);
  const entries = Array.from({ length: mebibytes * 16 }, (_, index) => ({ name: `content/${index}.txt`, comment }));
  return laidOut({ zip: { entries: [nuspec, library, ...entries] } });
};

/** What headers claim of an entry. */
export const headerDifferences: readonly Difference[] = [
  {
    name: "A local header that disagrees with its central record",
    code: "package-entry-ambiguous",
    refused: holding({ ...text, localName: "content/b.txt" }),
    neighbour: otherText,
  },
  {
    name: "An extra field that gives an entry another name",
    code: "package-entry-ambiguous",
    refused: renamedTo("content/b.txt"),
    neighbour: { name: "an extra field that gives an entry its own name", made: renamedTo("content/a.txt") },
  },
  {
    name: "An entry whose data run into what follows",
    code: "package-entry-ambiguous",
    refused: holding({ ...text, central: { compressedSize: 7 }, local: { compressedSize: 7 } }),
    neighbour: accepted("an entry shorter than its place", {
      zip: { entries: [nuspec, { ...text, central: { compressedSize: 5 }, local: { compressedSize: 5 } }, library] },
    }),
  },
  {
    name: "A central record that leads to no local header",
    code: "package-malformed",
    refused: holding({ ...text, central: { localOffset: 5 } }),
    neighbour: otherText,
  },
  {
    name: "An entry on another disk",
    code: "package-malformed",
    refused: holding({ ...text, central: { disk: 1 } }),
    neighbour: otherText,
  },
  {
    name: "Sizes of all ones, which stand for sizes in a Zip64 field that is not there",
    code: "package-zip64",
    refused: holding({ ...text, central: { size: ALL_ONES }, local: { size: ALL_ONES } }),
    neighbour: accepted("a size that is wrong", {
      zip: { entries: [nuspec, { ...text, central: { size: ALL_ONES - 1 }, local: { size: ALL_ONES - 1 } }, library] },
    }),
  },
  {
    name: "A Zip64 extra field in a central record",
    code: "package-zip64",
    refused: holding({ ...text, extra: zip64 }),
    neighbour: foreignField,
  },
  {
    name: "A Zip64 extra field in a local header",
    code: "package-zip64",
    refused: holding({ ...text, localExtra: zip64 }),
    neighbour: foreignField,
  },
  {
    name: "A signature entry that needs a version of the ZIP specification that does not exist",
    code: "package-bytes-unsigned",
    refused: entry({ central: { versionNeeded: 99 }, local: { versionNeeded: 99 } }),
    neighbour: accepted("another entry that needs such a version", {
      zip: { entries: [nuspec, { ...library, central: { versionNeeded: 99 }, local: { versionNeeded: 99 } }] },
    }),
  },
  {
    name: "A signature entry made by a version of the ZIP specification that does not exist",
    code: "package-bytes-unsigned",
    refused: entry({ central: { versionMadeBy: 99 } }),
    neighbour: accepted("a signature entry made by version 4.5", { entry: { central: { versionMadeBy: 45 } } }),
  },
  {
    name: "A directory of more than 64 MiB",
    code: "package-too-large",
    refused: directoryOf(66),
    neighbour: { name: "a directory of nearly 64 MiB", made: directoryOf(64) },
  },
];

/** Extra fields that rename nothing. */
export const headerAcceptances: readonly Accepted[] = [
  { name: "an extra field with a name for another header", made: renamedTo("content/b.txt", "content/c.txt") },
];
