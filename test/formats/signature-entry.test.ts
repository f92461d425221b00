import assert from "node:assert/strict";
import type { Finding } from "../../lib/report/index.js";
import { CENTRAL, LOCAL } from "../../lib/formats/zip/fields.js";
import { codesOf, openNupkg, signatureBytes, signedZip } from "./packages.js";
import { bytesOf, type EntryPlan } from "./zip-maker.js";

const length = signatureBytes.length;

describe("formats/nupkg, what is said of the signature's entry", () => {
  const faults: readonly (readonly [string, Partial<EntryPlan>, readonly (readonly [string, string, string])[]])[] = [
    [
      "flags in both headers",
      { flags: 2 },
      [
        ["general purpose flags in the central record", "0", "2"],
        ["general purpose flags in the local header", "0", "2"],
      ],
    ],
    [
      "a method in both headers, of data that are stored all the same",
      { central: { method: 8 }, local: { method: 8 } },
      [
        ["compression method in the central record", "0", "8"],
        ["compression method in the local header", "0", "8"],
      ],
    ],
    [
      "a compressed size in the record that is not its size",
      { central: { compressedSize: length - 1 } },
      [["compressed size in the central record", String(length), String(length - 1)]],
    ],
    [
      "a compressed size in the local header that is not its size",
      { local: { compressedSize: length + 1 } },
      [["compressed size in the local header", String(length), String(length + 1)]],
    ],
    [
      "a size in the record that is not the local header's",
      { central: { compressedSize: length - 1, size: length - 1 } },
      [["size in the central record", String(length), String(length - 1)]],
    ],
    ["external attributes", { central: { externalAttributes: 32 } }, [["external attributes", "0", "32"]]],
    [
      "a CRC-32 with zeros before it",
      { central: { crc32: 0x1a }, local: { crc32: 0x1a } },
      [["crc-32", crc(), "0000001a"]],
    ],
    ["a CRC-32 in the local header alone", { local: { crc32: 0x1a } }, [["crc-32", crc(), "0000001a"]]],
  ];
  for (const [title, changes, expected] of faults) {
    it(`names the field and both values: ${title}`, async () => {
      const found = said(await openNupkg(signedZip(changes))).filter(isOf("signature-entry-invalid"));
      assert.deepEqual(
        found.map(({ details }) => [details["field"], details["expected"], details["actual"]]),
        expected,
      );
      for (const { evidence } of found) assert.deepEqual(evidence, { part: "package", start: slotStart() });
    });
  }

  it("gives no bytes of a signature that is encrypted, deflated, or both", async () => {
    for (const plan of [{ flags: 1 }, { deflate: true }, { deflate: true, flags: 1 }]) {
      const opened = await openNupkg(signedZip(plan));
      assert.equal(codesOf(opened)[0], "signature-entry-invalid");
      assert.equal(opened.signature, undefined);
    }
  });

  const [junk, extra] = [bytesOf("junk"), Uint8Array.of(0x99, 0x99, 0, 0)];
  const record = recordStart();
  const nameEnd = 14;
  const uncovered: readonly (readonly [string, Partial<EntryPlan>, number, number])[] = [
    [
      "an extra field and a comment of the record",
      { extra, comment: junk },
      record + 46 + nameEnd,
      record + 46 + nameEnd + 8,
    ],
    [
      "internal attributes",
      { central: { internalAttributes: 1 } },
      record + CENTRAL.internalAttributes,
      record + CENTRAL.externalAttributes,
    ],
    [
      "a version made by that is none",
      { central: { versionMadeBy: 64 } },
      record + CENTRAL.versionMadeBy,
      record + CENTRAL.versionNeeded,
    ],
    [
      "a host system that is none",
      { central: { versionMadeBy: 20 << 8 } },
      record + CENTRAL.versionMadeBy,
      record + CENTRAL.versionNeeded,
    ],
    [
      "an extra field of the local header",
      { localExtra: extra },
      slotStart() + 30 + nameEnd,
      slotStart() + 30 + nameEnd + 4,
    ],
    [
      "bytes behind the data",
      { after: junk },
      slotStart() + 30 + nameEnd + length,
      slotStart() + 30 + nameEnd + length + 4,
    ],
  ];
  for (const [title, changes, start, end] of uncovered) {
    it(`says where the bytes stand that no hash covers: ${title}`, async () => {
      const moved = (changes.localExtra ?? []).length + (changes.after ?? []).length;
      const found = said(await openNupkg(signedZip(changes)));
      const shift = start >= record ? moved : 0;
      const range = { start: start + shift, end: end + shift };
      assert.deepEqual(
        found.map(({ code, details, evidence }) => [code, details, evidence]),
        [["package-bytes-unsigned", range, { part: "package", ...range }]],
      );
    });
  }

  it("refuses a version needed that doesn't exist, in either header, and takes the first and the last that do", async () => {
    for (const version of [10, 20, 63]) assert.deepEqual(await withVersions(version), []);
    for (const version of [0, 9, 64, 0xffff]) {
      const found = (await withVersions(version)).filter(isOf("package-bytes-unsigned"));
      assert.deepEqual(
        found.map(({ details }) => details),
        [
          { start: record + CENTRAL.versionNeeded, end: record + CENTRAL.flags },
          { start: slotStart() + LOCAL.versionNeeded, end: slotStart() + LOCAL.flags },
        ],
      );
    }
  });

  it("takes the last version and the last host system that exist, and none behind them", async () => {
    const codes = async (versionMadeBy: number): Promise<readonly string[]> =>
      codesOf(await openNupkg(signedZip({ central: { versionMadeBy } })));
    for (const version of [0, 63, 19 << 8, (19 << 8) | 63]) assert.deepEqual(await codes(version), []);
    for (const version of [64, 0xff, 20 << 8, 0xff00, (19 << 8) | 64, (20 << 8) | 63])
      assert.deepEqual(await codes(version), ["package-bytes-unsigned"]);
  });

  it("tells a time that no clock shows, and none that one does", async () => {
    for (const time of [
      0,
      dosTime(1, 1, 0, 0, 0),
      dosTime(12, 31, 23, 59, 29),
      dosTime(6, 15, 12, 30, 15),
      dosTime(0, 0, 23, 59, 29),
    ])
      assert.deepEqual(await withTime(time, time), [], time.toString(16));
    const impossible = [
      dosTime(0, 1, 0, 0, 0),
      dosTime(1, 0, 0, 0, 0),
      dosTime(13, 1, 0, 0, 0),
      dosTime(0, 0, 0, 0, 0, 1),
      dosTime(1, 1, 24, 0, 0),
      dosTime(1, 1, 31, 0, 0),
      dosTime(1, 1, 0, 60, 0),
      dosTime(1, 1, 0, 0, 30),
      dosTime(0, 0, 24, 0, 0),
      dosTime(0, 0, 0, 60, 0),
      dosTime(0, 0, 0, 0, 30),
    ];
    for (const time of impossible) await assertTold(withTime(time, time), "is none", time.toString(16));
  });

  it("tells a time that is not the one in the local header", async () => {
    const [one, other] = [dosTime(1, 1, 0, 0, 0), dosTime(1, 1, 0, 0, 1)];
    await assertTold(withTime(one, other), "is not the one in its local header", "");
  });

  it("tells a version needed that is not the one in the local header", async () => {
    const findings = said(await openNupkg(signedZip({ central: { versionNeeded: 45 } })));
    assert.deepEqual(
      findings.map(({ code, details }) => [code, details["start"], details["end"]]),
      [["signature-bytes-unsigned", record + CENTRAL.versionNeeded, record + CENTRAL.flags]],
    );
  });

  async function assertTold(told: Promise<readonly Said[]>, what: string, message: string): Promise<void> {
    const [first, ...more] = await told;
    assert.equal(first?.code, "signature-bytes-unsigned", message);
    assert.match(String(first.details["what"]), new RegExp(what), message);
    const range = { start: record + CENTRAL.time, end: record + CENTRAL.crc32 };
    assert.deepEqual([first.details["start"], first.details["end"]], [range.start, range.end]);
    assert.deepEqual(first.evidence, { part: "package", ...range });
    assert.deepEqual(more, []);
  }
});

/** A finding whose details are looked at by name. */
interface Said {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly evidence?: unknown;
}

function said({ findings }: { readonly findings: readonly Finding[] }): readonly Said[] {
  return findings as readonly unknown[] as readonly Said[];
}

function isOf(code: string): (finding: Said) => boolean {
  return (finding) => finding.code === code;
}

function slotStart(): number {
  return Buffer.from(signedZip()).indexOf(".signature.p7s") - 30;
}

function recordStart(): number {
  return Buffer.from(signedZip()).lastIndexOf(".signature.p7s") - 46;
}

function crc(): string {
  return Buffer.from(signedZip())
    .readUInt32LE(recordStart() + CENTRAL.crc32)
    .toString(16)
    .padStart(8, "0");
}

async function withVersions(versionNeeded: number): Promise<readonly Said[]> {
  return said(await openNupkg(signedZip({ central: { versionNeeded }, local: { versionNeeded } })));
}

async function withTime(inRecord: number, inHeader: number): Promise<readonly Said[]> {
  return said(await openNupkg(signedZip({ central: { time: inRecord }, local: { time: inHeader } })));
}

/** As MS-DOS has it (APPNOTE §4.4.6). @param second in steps of two. */
function dosTime(month: number, day: number, hour: number, minute: number, second: number, year = 0): number {
  return ((year << 25) | (month << 21) | (day << 16) | (hour << 11) | (minute << 5) | second) >>> 0;
}
