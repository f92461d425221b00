import assert from "node:assert/strict";
import type { RandomAccessSource } from "../../lib/bytes/index.js";
import { concatBytes } from "../../lib/bytes/index.js";
import { CountersignError } from "../../lib/report/index.js";
import { openPub, pubArchive } from "./archives.js";
import { countingSource, openNupkg, partsSource } from "./packages.js";
import { type EntryPlan, makeZip } from "./zip-maker.js";

function isChanged(error: unknown): boolean {
  return error instanceof CountersignError && error.code === "transport";
}

/** The file, of which nothing can be read any more from a place on, or before one. */
function readable(bytes: Uint8Array, from: number, to: number): RandomAccessSource {
  return {
    size: bytes.length,
    slice: (start, end) => ({
      arrayBuffer: async () => Uint8Array.from(bytes.subarray(Math.max(start, from), Math.min(end, to))).buffer,
    }),
    read(into, position) {
      if (position < from) return 0;
      const part = bytes.subarray(position, Math.min(position + into.length, to));
      into.set(part);
      return part.length;
    },
  };
}

/** The same for a source that has no other way to be read than by slices. */
function bySlices(source: RandomAccessSource): RandomAccessSource {
  return { size: source.size, slice: (start, end) => source.slice(start, end) };
}

describe("formats over a source that changes while it is read", () => {
  const content = new Uint8Array(50_000);
  const entries = Array.from({ length: 40 }, (_, index): EntryPlan => ({ name: `${index}`, content }));
  const zip = makeZip({ entries });

  it("throws where a header cannot be read, by calls or by slices", async () => {
    for (const from of [1, 100_000, 1_000_000]) {
      const source = readable(zip, from, zip.length);
      await assert.rejects(async () => openNupkg(source), isChanged);
      await assert.rejects(async () => openNupkg(bySlices(source)), isChanged);
    }
    for (const source of [readable(zip, 0, zip.length), bySlices(readable(zip, 0, zip.length))])
      assert.deepEqual(
        (await openNupkg(source)).findings.map(({ code }) => code),
        ["package-unsigned"],
      );
  });

  it("throws where the end cannot be read, or a single byte of it", async () => {
    for (const missing of [1, 22, 60_000]) {
      const source = readable(zip, 0, zip.length - missing);
      await assert.rejects(async () => openNupkg(source), isChanged);
      await assert.rejects(async () => openNupkg(bySlices(source)), isChanged);
    }
  });

  it("throws where a source says that it could not fill all parts", async () => {
    const source = { ...partsSource(zip), readParts: () => false };
    await assert.rejects(async () => openNupkg(source), isChanged);
  });

  it("throws where a directory of several slices has one that cannot be read", async () => {
    const comment = new Uint8Array(60_000);
    const large = makeZip({ entries: Array.from({ length: 100 }, (_, index) => ({ name: `${index}`, comment })) });
    assert.deepEqual(
      (await openNupkg(countingSource(large))).findings.map(({ code }) => code),
      ["package-unsigned"],
    );
    for (const place of [4000, 2_000_000, 5_000_000]) {
      const source = readable(large, 0, large.length);
      const holed: RandomAccessSource = {
        ...source,
        read: (into, position) =>
          position <= place && place < position + into.length ? place - position : (source.read?.(into, position) ?? 0),
      };
      await assert.rejects(async () => openNupkg(holed), isChanged, String(place));
    }
  });

  it("throws where a pub archive cannot be read to its end, sound or not", async () => {
    const archive = pubArchive();
    for (const whole of [archive, concatBytes([archive, new Uint8Array(200_000)])]) {
      for (const to of [0, 9, 20, archive.length - 8, archive.length - 1]) {
        const source = readable(whole, 0, to);
        await assert.rejects(async () => openPub(source), isChanged, String(to));
        await assert.rejects(async () => openPub(bySlices(source)), isChanged, String(to));
      }
    }
  });

  it("throws where a pub archive that has bytes behind it cannot be read once more, to say where they begin", async () => {
    const archive = concatBytes([pubArchive(), new Uint8Array(100)]);
    const reads = async (most: number): Promise<number> => {
      let count = 0;
      const source = readable(archive, 0, archive.length);
      const read: RandomAccessSource["read"] = (into, position) =>
        ++count > most ? 0 : (source.read?.(into, position) ?? 0);
      assert.deepEqual(
        (await openPub({ ...source, read })).findings.map(({ code }) => code),
        ["package-bytes-unsigned"],
      );
      return count;
    };
    const all = await reads(Infinity);
    assert.ok(all >= 4);
    for (let most = 0; most < all; most++) await assert.rejects(async () => reads(most), isChanged, String(most));
  });
});
