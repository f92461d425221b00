import { library, nuspec } from "../../support/package.js";
import type { Accepted, Difference } from "../difference.js";
import { accepted, entry, laidOut, text } from "./laid-out.js";
import { plain } from "./message.js";

const extra = Buffer.from([0xfe, 0xca, 2, 0, 1, 2]);

/** Sizes of the signature entry that reach one byte beyond it. */
async function oneTooLong(): Promise<Uint8Array> {
  const right = await laidOut({ place: 2 })();
  const at = Buffer.from(right).indexOf(".signature.p7s") - 30;
  const central = Buffer.from(right).lastIndexOf(".signature.p7s") - 46;
  const bytes = Buffer.from(right);
  for (const place of [at + 18, at + 22, central + 20, central + 24])
    bytes.writeUInt32LE(bytes.readUInt32LE(place) + 1, place);
  return bytes;
}

/** Where the signature lies, and what lies around it. */
export const containerDifferences: readonly Difference[] = [
  {
    name: "A signature entry that reaches beyond its data",
    code: "signature-malformed",
    refused: oneTooLong,
    neighbour: plain,
  },
  {
    name: "Bytes between the signature's data and what follows",
    code: "package-bytes-unsigned",
    refused: entry({ after: Buffer.from("junk") }),
    neighbour: accepted("a gap that is signed", {
      zip: { entries: [nuspec, { ...library, gap: Buffer.from("junk") }] },
    }),
  },
  {
    name: "An extra field in the local header of the signature entry",
    code: "package-bytes-unsigned",
    refused: entry({ localExtra: extra }),
    neighbour: accepted("extra fields that are signed", {
      zip: { entries: [nuspec, { ...library, localExtra: extra, extra }] },
    }),
  },
  {
    name: "An extra field in the central record of the signature entry",
    code: "package-bytes-unsigned",
    refused: entry({ extra }),
    neighbour: accepted("an extra field of a record that is signed", {
      zip: { entries: [nuspec, { ...library, extra }] },
    }),
  },
  {
    name: "A comment on the signature entry",
    code: "package-bytes-unsigned",
    refused: entry({ comment: Buffer.from("note") }),
    neighbour: accepted("a comment that is signed", {
      zip: { entries: [nuspec, { ...library, comment: Buffer.from("note") }] },
    }),
  },
  {
    name: "Internal attributes on the signature entry",
    code: "package-bytes-unsigned",
    refused: entry({ central: { internalAttributes: 1 } }),
    neighbour: accepted("internal attributes that are signed", {
      zip: { entries: [nuspec, { ...library, central: { internalAttributes: 1 } }] },
    }),
  },
  {
    name: "A signature entry whose CRC-32 is wrong",
    code: "signature-entry-invalid",
    refused: entry({ local: { crc32: 1 }, central: { crc32: 1 } }),
    neighbour: accepted("another DOS time on the signature entry", {
      entry: { local: { time: 0x11223344 }, central: { time: 0x55667788 } },
    }),
  },
];

const descriptor = (content: string): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(0x363a3020, 4);
  bytes.writeUInt32LE(content.length, 8);
  bytes.writeUInt32LE(content.length, 12);
  return bytes;
};

export const containerAcceptances: readonly Accepted[] = [
  accepted("the signature entry first", { place: 0 }),
  accepted("the signature entry in the middle", { place: 1 }),
  accepted("the signature's record first", { recordPlace: 0 }),
  accepted("the signature's record in the middle", { recordPlace: 1 }),
  accepted("entries in another order", { zip: { entries: [library, text, nuspec] } }),
  accepted("records in another order than entries", {
    zip: { entries: [nuspec, library, text], directoryOrder: [2, 0, 1] },
  }),
  accepted("a comment of the archive", { zip: { comment: Buffer.from("a comment that is signed") } }),
  accepted("a data descriptor", {
    zip: {
      entries: [
        nuspec,
        {
          ...text,
          content: "hello\n",
          flags: 8,
          after: descriptor("hello\n"),
          local: { crc32: 0, size: 0, compressedSize: 0 },
        },
      ],
    },
  }),
];
