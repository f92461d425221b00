import assert from "node:assert/strict";
import { crc32 } from "../../lib/bytes/crc32.js";
import { asSource, concatBytes } from "../../lib/bytes/index.js";
import { explainMember } from "../../lib/formats/gzip/explain-member.js";
import { formats } from "../../lib/formats/index.js";
import type { Finding } from "../../lib/report/index.js";
import { gzip, makeTar, openPub, pubArchive, pubspec } from "./archives.js";
import { codesOf, countingSource } from "./packages.js";
import { bytesOf } from "./zip-maker.js";

/** A header without name, comment or extra field. */
const HEADER_BYTES = 10;

const severalMembers: Finding = {
  code: "package-entry-ambiguous",
  details: { entry: "", problem: "several-members" },
  evidence: { part: "package" },
};

function behind(start: number, end: number): Finding {
  return { code: "package-bytes-unsigned", details: { start, end }, evidence: { part: "package", start, end } };
}

function malformed(offset: number, problem: string): Finding {
  return { code: "package-malformed", details: { structure: "gzip member", offset, problem } };
}

const broken = "its DEFLATE data are broken, cut off, or not what the CRC-32 and length behind them say";

describe("formats/gzip", () => {
  it("says word for word what is wrong with a member, and where", async () => {
    const archive = pubArchive();
    const withOctet = (place: number, octet: number): Uint8Array =>
      Uint8Array.from(archive, (one, at) => (at === place ? octet : one));
    const wrongCrc = withOctet(archive.length - 8, (archive.at(-8) ?? 0) ^ 1);
    const header = archive.subarray(0, HEADER_BYTES);
    const cases: readonly (readonly [Uint8Array, Finding])[] = [
      [withOctet(0, 0), malformed(0, "it does not begin as gzip does")],
      [header.subarray(0, 9), malformed(0, "it does not begin as gzip does")],
      [withOctet(2, 9), malformed(0, "its compression method is not DEFLATE")],
      [withOctet(3, 0x80), malformed(0, "reserved header flags are set")],
      [header, malformed(HEADER_BYTES, "the file ends with the header")],
      [concatBytes([header, new Uint8Array(8)]), malformed(HEADER_BYTES, "the file ends with the header")],
      [concatBytes([header, bytesOf("\xff".repeat(9))]), malformed(HEADER_BYTES, broken)],
      [wrongCrc, malformed(archive.length - 8, "the content is not what its CRC-32 and length say")],
      [archive.subarray(0, -1), malformed(HEADER_BYTES, broken)],
      [concatBytes([archive, archive]), severalMembers],
      [concatBytes([archive, bytesOf("x")]), behind(archive.length, archive.length + 1)],
    ];
    for (const [bytes, finding] of cases) {
      const { findings } = await openPub(bytes);
      assert.deepEqual(findings, [finding], JSON.stringify(finding.details));
    }
    const tar = makeTar([pubspec]);
    assert.deepEqual((await openPub(gzip(tar), { inflatedBytes: tar.length - 1 })).findings, [
      { code: "package-too-large", details: { limit: tar.length - 1, actual: tar.length, unit: "bytes" } },
    ]);
  });

  it("refuses much that stands behind a member and ends in the member's own trailer", async () => {
    const archive = pubArchive();
    for (const length of [1, 1000, 65_536 - archive.length, 65_536, 300_000])
      for (const octet of [0, 0x61, 0xff]) {
        const hidden = concatBytes([archive, new Uint8Array(length).fill(octet), archive.subarray(-8)]);
        assert.deepEqual((await openPub(hidden)).findings, [behind(archive.length, hidden.length)], String(length));
      }
  });

  it("finds the end of a member whose trailer begins with the octet that stands before it", async () => {
    let found = 0;
    for (let round = 0; found < 3; round++) {
      const content = Uint8Array.of(...new Uint8Array(round % 7), (round * 37) & 0xff);
      const member = storedMember(content);
      if (member.at(-9) !== member.at(-8)) continue;
      found++;
      const whole = concatBytes([member, bytesOf("behind")]);
      const finding = await explainMember(asSource(whole), HEADER_BYTES, 1000);
      assert.deepEqual(finding, behind(member.length, whole.length));
    }
  });

  it("inflates no more than it is told to, to say what is wrong", async () => {
    const tar = makeTar([pubspec]);
    const whole = asSource(concatBytes([gzip(tar), bytesOf("x")]));
    assert.deepEqual(await explainMember(whole, HEADER_BYTES, tar.length), behind(whole.size - 1, whole.size));
    assert.deepEqual(await explainMember(whole, HEADER_BYTES, tar.length - 1), malformed(HEADER_BYTES, broken));
  });

  it("reads no further than to the second member, and stops where there is too much in the first", async () => {
    const rest = new Uint8Array(2 ** 20);
    for (const [bytes, limit, finding] of [
      [concatBytes([pubArchive(), gzip(rest, 0)]), 2 ** 30, severalMembers],
      [gzip(rest, 0), 20_000, malformed(HEADER_BYTES, broken)],
    ] as const) {
      const source = countingSource(bytes);
      assert.deepEqual(await explainMember(source, HEADER_BYTES, limit), finding);
      assert.ok(source.reads <= 2);
    }
  });

  it("is told by its first three octets where there is no name, and by the name where there is one", async () => {
    const detect = async (octets: readonly number[], name?: string): Promise<boolean> =>
      formats.pubArchive.detect(asSource(Uint8Array.from(octets)), name);
    assert.equal(await detect([0x1f, 0x8b, 8]), true);
    assert.equal(await detect([0x1f, 0x8b, 8, 0]), true);
    for (const octets of [[], [0x1f, 0x8b], [0x1e, 0x8b, 8], [0x1f, 0x8a, 8], [0x1f, 0x8b, 9], [0x1f, 0x8b, 0]])
      assert.equal(await detect(octets), false, octets.join());
    for (const name of ["a.tar.gz", "A.TGZ"]) assert.equal(await detect([], name), true);
    for (const name of ["a.gz", "a.tar", "tar.gz.zip", ""]) assert.equal(await detect([0x1f, 0x8b, 8], name), false);
  });

  it("takes an archive that inflates in many pieces, and refuses one octet behind it", async () => {
    const archive = gzip(makeTar([pubspec, { name: "lib/x", content: new Uint8Array(300_000) }]), 0);
    assert.deepEqual(codesOf(await openPub(archive)), []);
    const more = concatBytes([archive, bytesOf("x")]);
    assert.deepEqual((await openPub(more)).findings, [behind(archive.length, more.length)]);
  });
});

/** One stored block (RFC 1951 §3.2.4) in a member. */
function storedMember(content: Uint8Array): Uint8Array {
  const sizes = [content.length, content.length ^ 0xffff].flatMap((size) => [size & 0xff, size >> 8]);
  const trailer = new Uint8Array(Uint32Array.of(crc32(content), content.length).buffer);
  return concatBytes([pubArchive().subarray(0, HEADER_BYTES), Uint8Array.of(1, ...sizes), content, trailer]);
}
