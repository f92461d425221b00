import assert from "node:assert/strict";
import fc from "fast-check";
import {
  HeldSource,
  type PartToRead,
  type RandomAccessSource,
  releaseHeld,
  visitSegments,
} from "../../lib/bytes/index.js";

const MIB = 1024 * 1024;

/** A source as a file is one, and how often it was read. */
function fileLike(content: Uint8Array): RandomAccessSource & { readonly reads: () => number } {
  let reads = 0;
  const read = (into: Uint8Array, position: number): number => {
    reads++;
    const part = content.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  };
  return {
    size: content.length,
    slice: (start, end) => new Blob([Uint8Array.from(content.subarray(start, end))]),
    read,
    readParts: (parts) => parts.every(({ into, position }) => read(into, position) === into.length),
    reads: () => reads,
  };
}

const filled = (bytes: number, value: number): Uint8Array => new Uint8Array(bytes).fill(value);

/** All ways to read a range. */
async function everyWay(source: RandomAccessSource, start: number, end: number): Promise<readonly Uint8Array[]> {
  const [one, other] = [new Uint8Array(end - start), new Uint8Array(end - start)];
  const count = await source.read?.(one, start);
  const parts: PartToRead[] = [{ into: other, position: start }];
  const isWhole = source.readParts?.(parts);
  const slice = new Uint8Array(await source.slice(start, end).arrayBuffer());
  return [one.subarray(0, count ?? 0), isWhole === true ? other : new Uint8Array(0), slice];
}

describe("bytes/held-source", () => {
  it("reads a file once, and then answers like it, in every way and beyond its end", async () => {
    const content = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    for (const size of [1000, content.length]) {
      const file = fileLike(content.subarray(0, size));
      const held = HeldSource.of(file);
      assert.equal(file.reads(), 1);
      await fc.assert(
        fc.asyncProperty(fc.nat(size), fc.nat(2000), async (start, length) => {
          const answers = await everyWay(held, start, start + length);
          assert.equal(file.reads(), 1);
          assert.deepEqual(answers, await everyWay(fileLike(content.subarray(0, size)), start, start + length));
        }),
        { numRuns: 100 },
      );
      releaseHeld(held);
    }
  });

  it("is visited where it lies, and by reading once it is released", async () => {
    const content = filled(200_000, 7);
    const file = fileLike(content);
    const held = HeldSource.of(file);
    const segments = [{ kind: "range", start: 10, end: 200_000 }] as const;
    const buffers = new Set<ArrayBufferLike>();
    const visit = (slice: Uint8Array): void => void buffers.add(slice.buffer);
    assert.ok(await visitSegments(held, segments, visit, { sliceBytes: 1000 }));
    assert.equal(file.reads(), 1);
    releaseHeld(held);
    releaseHeld(held);
    assert.ok(await visitSegments(held, segments, visit, { sliceBytes: 100_000 }));
    assert.equal(file.reads(), 3);
    assert.equal(buffers.size, 2);
    assert.deepEqual(await everyWay(held, 0, 10), Array(3).fill(content.subarray(0, 10)));
    assert.ok(file.reads() > 3);
  });

  it("holds one large file at a time, so that memory stays flat, and any number of small ones", () => {
    const files = [MIB, 4 * MIB, 64 * 1024, 1].map((size) => fileLike(filled(size, 1)));
    const [first, second, ...small] = files.map((file) => HeldSource.of(file));
    assert.ok(first instanceof HeldSource);
    assert.equal(second, files[1]);
    for (const one of small) assert.ok(one instanceof HeldSource);
    releaseHeld(first);
    const again = HeldSource.of(fileLike(filled(4 * MIB, 1)));
    assert.ok(again instanceof HeldSource);
    // One that was released long ago takes nothing from who has the memory now.
    releaseHeld(first);
    assert.ok(!(HeldSource.of(fileLike(filled(MIB, 1))) instanceof HeldSource));
    releaseHeld(again);
  });

  it("leaves what it read as it was when the next file comes into the same memory", async () => {
    const held = HeldSource.of(fileLike(filled(MIB, 1)));
    const answers = await everyWay(held, 0, 100);
    releaseHeld(held);
    const next = HeldSource.of(fileLike(filled(MIB, 2)));
    assert.deepEqual(answers, Array(3).fill(filled(100, 1)));
    assert.deepEqual(await everyWay(held, 0, 100), Array(3).fill(filled(100, 1)));
    releaseHeld(next);
  });

  it("holds neither a larger file nor what does not read several parts at once", () => {
    const blob: RandomAccessSource = { size: MIB, slice: (start, end) => new Blob([filled(MIB, 1)]).slice(start, end) };
    const large = fileLike(filled(4 * MIB + 1, 1));
    for (const source of [blob, large]) assert.equal(HeldSource.of(source), source);
    assert.equal(large.reads(), 0);
  });

  it("has the memory at hand again after a source that failed or was too short", () => {
    const file = fileLike(filled(MIB, 1));
    const failing = {
      ...file,
      readParts: () => {
        throw new RangeError("no disk");
      },
    };
    assert.throws(() => HeldSource.of(failing), RangeError);
    const short = { ...file, readParts: () => false };
    assert.equal(HeldSource.of(short), short);
    const held = HeldSource.of(file);
    assert.ok(held instanceof HeldSource);
    releaseHeld(held);
  });
});
