import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { CENTRAL, END, LOCAL } from "../../lib/formats/zip/fields.js";
import { gzip, makeTar, openPub, pubArchive, pubspec } from "./archives.js";
import {
  assemble,
  codesOf,
  countingSource,
  nuspec,
  openNupkg,
  partsSource,
  signatureBytes,
  signedZip,
  text,
} from "./packages.js";
import { bytesOf, type EntryPlan, makeZip, zipOfEmptyEntries } from "./zip-maker.js";

describe("formats over hostile bytes", () => {
  it("takes no bit flip of a signed package for the package that was signed, but where no hash reaches", async () => {
    const zip = signedZip();
    const before = await facts(zip);
    const unnoticed = new Set<string>();
    for (let at = 0; at < zip.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(zip);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const after = await facts(flipped);
        const isNoticed =
          after.codes !== "" || after.content !== before.content || after.signature !== before.signature;
        if (!isNoticed) unnoticed.add(fieldOfSignature(zip, at));
      }
    }
    // What software made it is the writer's to say; time and version needed stand twice, and are compared.
    assert.deepEqual([...unnoticed], ["central versionMadeBy"]);
  });

  it("throws for no byte of a package set to any value that matters", async () => {
    const zip = signedZip({ extra: Uint8Array.of(1, 2, 0, 0), comment: bytesOf("c") }, { comment: bytesOf("comment") });
    for (let at = 0; at < zip.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const opened = await openNupkg(Uint8Array.from(zip, (octet, index) => (index === at ? value : octet)));
        opened.embed(signatureBytes);
        opened.remove();
        if (at % 7 === 0) await opened.readIdentity?.();
      }
    }
  });

  it("says of a package cut off at any KiB that it is truncated or malformed", async () => {
    const zip = signedZip({}, { comment: new Uint8Array(3000) });
    const large = makeZip({
      entries: [nuspec, { name: "big", content: Buffer.alloc(150_000, "random-ish content ") }, text],
    });
    for (const whole of [zip, large]) {
      for (let size = 0; size < whole.length; size += 1024) {
        const codes = codesOf(await openNupkg(whole.subarray(0, size)));
        assert.ok(
          codes.includes("package-truncated") || codes.includes("package-malformed"),
          `${size}: ${codes.join()}`,
        );
      }
    }
  });

  it("says of a pub archive cut off anywhere that it is malformed", async () => {
    const archive = pubArchive();
    for (let size = 0; size < archive.length; size += 7) {
      assert.deepEqual(codesOf(await openPub(archive.subarray(0, size))), ["package-malformed"]);
    }
  });

  it("takes no byte flip of a pub archive for a sound one, unless zlib inflates it to the same content", async () => {
    const archive = pubArchive();
    for (let at = 0; at < archive.length; at++) {
      const flipped = Uint8Array.from(archive, (octet, index) => (index === at ? octet ^ 0x10 : octet));
      if (codesOf(await openPub(flipped)).length > 0) continue;
      assert.deepEqual(gunzipSync(flipped), gunzipSync(archive), `${at}`);
    }
  });

  const claims: readonly (readonly [string, Partial<EntryPlan>])[] = [
    ["compressed size", { local: { compressedSize: 0xfffffff0 }, central: { compressedSize: 0xfffffff0 } }],
    ["size", { local: { size: 0xfffffff0 }, central: { size: 0xfffffff0 } }],
    [
      "both sizes",
      {
        local: { size: 0xfffffff0, compressedSize: 0xfffffff0 },
        central: { size: 0xfffffff0, compressedSize: 0xfffffff0 },
      },
    ],
    ["offset", { central: { localOffset: 0xfffffff0 } }],
    ["name length", { local: { nameLength: 0xffff } }],
    ["extra length", { local: { extraLength: 0xffff } }],
    ["record's name length", { central: { nameLength: 0xffff } }],
    ["record's comment length", { central: { commentLength: 0xffff } }],
  ];
  for (const [field, changes] of claims) {
    it(`reads no more than the file for a claim of 4 GiB or 64 KiB as the signature's ${field}`, async () => {
      const source = countingSource(signedZip(changes));
      const opened = await openNupkg(source);
      assert.notDeepEqual(opened.findings, []);
      assert.ok(source.bytesRead <= 2 * source.size);
    });
  }

  for (const field of ["entries", "entriesOnDisk", "directorySize", "directoryOffset", "commentLength"] as const) {
    for (const value of [0xfffe, 0xffff, 0xfffffffe, 0xffffffff]) {
      it(`reads no more than the file for ${value.toString(16)} as the end record's ${field}`, async () => {
        const source = countingSource(signedZip({}, { end: { [field]: value } }));
        assert.notDeepEqual((await openNupkg(source)).findings, []);
        assert.equal(source.bytesRead, source.size);
      });
    }
  }

  it("refuses entries, bytes, and signatures beyond the budget, and takes those that just fit", async () => {
    const zip = signedZip();
    assert.deepEqual(codesOf(await openNupkg(zip, { packageEntries: 4 })), []);
    assert.deepEqual(codesOf(await openNupkg(zip, { packageEntries: 3 })), ["package-too-large"]);
    assert.deepEqual(codesOf(await openNupkg(signedZip({}, { end: { entries: 1 } }), { packageEntries: 3 })), [
      "package-too-large",
    ]);
    assert.deepEqual(codesOf(await openNupkg(zip, { packageBytes: zip.length })), []);
    assert.deepEqual(codesOf(await openNupkg(zip, { packageBytes: zip.length - 1 })), ["package-too-large"]);
    assert.deepEqual(codesOf(await openNupkg(zip, { signatureBytes: signatureBytes.length })), []);
    const large = await openNupkg(zip, { signatureBytes: signatureBytes.length - 1 });
    assert.deepEqual(codesOf(large), ["package-too-large"]);
    assert.equal(large.signature, undefined);
  });

  it("refuses a directory of more than 64 MiB before reading it", async () => {
    const comment = new Uint8Array(0xffff);
    const entries = Array.from({ length: 1100 }, (_, index) => ({ name: `${index}`, comment }));
    const source = countingSource(makeZip({ entries }));
    assert.deepEqual(codesOf(await openNupkg(source)), ["package-too-large"]);
    assert.equal(source.reads, 1);
  });

  it("opens the most entries that there can be, in few reads", async () => {
    const unsigned = zipOfEmptyEntries(65_533);
    const opened = await openNupkg(unsigned);
    assert.deepEqual(opened.signingFindings, []);
    const source = countingSource(assemble(unsigned, opened.embed(signatureBytes)));
    assert.deepEqual((await openNupkg(source)).findings, []);
    assert.ok(source.reads < 20, `${source.reads} reads`);
    assert.ok(source.bytesRead < 1.5 * source.size);
  });

  it("reads headers that lie far apart together, where the source does, and finds the same", async () => {
    const content = new Uint8Array(50_000);
    const entries = Array.from({ length: 40 }, (_, index): EntryPlan => ({ name: `${index}`, content }));
    const altered = entries.with(7, { name: "7", content, local: { crc32: 1 } });
    for (const zip of [makeZip({ entries }), makeZip({ entries: altered })]) {
      const [together, apart] = [partsSource(zip), countingSource(zip)];
      assert.deepEqual((await openNupkg(together)).findings, (await openNupkg(apart)).findings);
      assert.equal(together.together, 1);
      assert.ok(together.reads <= 2 && apart.reads > 30, `${together.reads} and ${apart.reads} reads`);
    }
  });

  it("reads no header again for one before it that is longer than expected", async () => {
    const localExtra = unknownField(300);
    const content = new Uint8Array(20_000);
    const entries = Array.from({ length: 300 }, (_, index) => ({ name: `${index}`, content, localExtra }));
    const source = partsSource(makeZip({ entries }));
    assert.deepEqual(codesOf(await openNupkg(source)), ["package-unsigned"]);
    assert.equal(source.together, 1);
    assert.ok(source.bytesRead < 300_000, `${source.bytesRead} bytes`);
  });

  it("will not have one entry more signed, as its count would mean Zip64", async () => {
    const opened = await openNupkg(zipOfEmptyEntries(65_534));
    assert.deepEqual(codesOf(opened), ["package-unsigned"]);
    assert.deepEqual(codesOf({ findings: opened.signingFindings ?? [] }), ["package-zip64"]);
  });

  it("will not have a package signed that might grow beyond 4 GiB, or that has a prefix", async () => {
    const zip = signedZip();
    const grown = await openNupkg(zip, { signatureBytes: 0xffffffff });
    assert.deepEqual(codesOf({ findings: grown.signingFindings ?? [] }), ["package-zip64"]);
    const prefixed = await openNupkg(signedZip({}, { prefix: bytesOf("#!/bin/sh\n") }));
    assert.deepEqual(codesOf({ findings: prefixed.signingFindings ?? [] }), ["package-malformed"]);
    assert.deepEqual((await openNupkg(zip)).signingFindings, []);
  });

  it("reads headers that lie apart one by one, and headers close by together", async () => {
    const apart = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, content: new Uint8Array(100_000) }));
    const source = countingSource(makeZip({ entries: apart }));
    assert.deepEqual(codesOf(await openNupkg(source)), ["package-unsigned"]);
    assert.ok(source.reads <= 21);
    assert.ok(source.bytesRead < 200_000);
  });

  it("stays linear where all entries claim one place, or overlap", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `content/${index}.txt`);
    const onePlace = makeZip({ entries: names.map((name) => ({ name, central: { localOffset: 0 } })) });
    const overlapping = makeZip({ entries: names.map((name) => ({ name, local: { extraLength: 0xffff } })) });
    for (const zip of [onePlace, overlapping]) {
      const source = countingSource(zip);
      const codes = codesOf(await openNupkg(source));
      assert.deepEqual(codes, ["package-entry-ambiguous", "package-unsigned"]);
      assert.ok(source.bytesRead < 2 * source.size, `${source.bytesRead} of ${source.size}`);
    }
  });

  it("reports the first findings of many and no more", async () => {
    const entries = Array.from({ length: 5000 }, (_, index) => ({ name: `../${index}` }));
    const opened = await openNupkg(makeZip({ entries }));
    assert.equal(opened.findings.length, 9);
    assert.deepEqual(codesOf(opened), ["package-entry-path-unsafe", "package-unsigned"]);
  });

  it("reads names of a megabyte of percent signs and slashes in one pass", async () => {
    const names = [
      "%25".repeat(20_000),
      "a/".repeat(32_000),
      "%ff".repeat(21_000),
      "../".repeat(20_000),
      "%2e%2e%2f".repeat(7000),
    ];
    const opened = await openNupkg(makeZip({ entries: names.map((name) => ({ name })) }));
    assert.ok(codesOf(opened).includes("package-entry-path-unsafe"));
  });

  it("reads any bytes as a tar archive without throwing", async () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 0x7fffffff);
    for (let round = 0; round < 50; round++) {
      const tar = makeTar([pubspec]).map((octet) => (random() % 100 === 0 ? random() : octet));
      const opened = await openPub(gzip(Uint8Array.from(tar)));
      await opened.readIdentity?.();
    }
  });
});

interface Facts {
  readonly codes: string;
  readonly content: string;
  readonly signature: string;
}

async function facts(zip: Uint8Array): Promise<Facts> {
  const opened = await openNupkg(zip);
  return {
    codes: codesOf(opened).join(),
    content: createHash("sha256").update(assemble(zip, opened.signedContent)).digest("hex"),
    signature: Buffer.from(opened.signature ?? []).toString("hex"),
  };
}

/** Which field of the signature's own headers lies here. */
function fieldOfSignature(zip: Uint8Array, at: number): string {
  const bytes = Buffer.from(zip);
  const local = at - (bytes.indexOf(".signature.p7s") - 30);
  const central = at - (bytes.lastIndexOf(".signature.p7s") - 46);
  if (central >= 0 && central < 46) return `central ${fieldAt(CENTRAL, central)}`;
  return local >= 0 && local < 30 ? `local ${fieldAt(LOCAL, local)}` : `${at} of ${zip.length}`;
}

function fieldAt(places: typeof CENTRAL | typeof LOCAL | typeof END, at: number): string {
  return Object.entries(places).reduce((last, [name, place]) => (place <= at ? name : last), "magic");
}

/** An extra field that nobody knows. */
function unknownField(length: number): Uint8Array {
  const field = new Uint8Array(4 + length);
  new DataView(field.buffer).setUint16(0, 0x7777, true);
  new DataView(field.buffer).setUint16(2, length, true);
  return field;
}
