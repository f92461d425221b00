import assert from "node:assert/strict";
import fc from "fast-check";
import { asSource, type RandomAccessSource } from "../../lib/bytes/index.js";
import { type FileRange, TAIL_BYTES, WindowReader } from "../../lib/formats/window-reader.js";
import { countingSource, partsSource } from "./packages.js";

const SIZE = 200_000;
/** The last octet of each range is told from the first of the next. */
const content = Uint8Array.from({ length: SIZE }, (_, index) => 1 + ((index * 7 + (index >> 8)) % 255));

/** Answers now and then at once, and never with more than 100 octets. */
function slow(): RandomAccessSource {
  const source = countingSource(content);
  const read = (into: Uint8Array, position: number): number | Promise<number> => {
    const count = source.read?.(into.subarray(0, 100), position) ?? 0;
    return position % 2 === 0 ? count : Promise.resolve(count);
  };
  return { size: source.size, slice: (start, end) => source.slice(start, end), read };
}

const sources: readonly (() => RandomAccessSource)[] = [
  () => asSource(content),
  () => countingSource(content),
  () => partsSource(content),
  slow,
  () => new Blob([content]),
];

const range: fc.Arbitrary<FileRange> = fc
  .tuple(fc.oneof(fc.nat(300), fc.nat(SIZE - 300)), fc.oneof(fc.nat(3), fc.nat(200)))
  .map(([start, length]) => ({ start, end: start + length }));
const inOrder = fc
  .array(range, { maxLength: 6 })
  .map((ranges) => ranges.toSorted((left, right) => left.start - right.start));
const step = fc.oneof(
  range.map((one) => ({ ahead: [] as readonly FileRange[], asked: [one] })),
  inOrder.map((ranges) => ({ ahead: ranges, asked: ranges })),
);

function expected({ start, end }: FileRange): Uint8Array {
  return content.subarray(start, end);
}

describe("formats/window-reader", () => {
  it("hands out the octets of each range and no others, whatever was read before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.array(step, { minLength: 1, maxLength: 6 }),
        async (open, steps) => {
          const reader = await WindowReader.open(open());
          const handedOut: (readonly [Uint8Array, FileRange])[] = [];
          for (const { ahead, asked } of steps) {
            if (ahead.length > 0) {
              const first = await reader.ahead(ahead);
              assert.deepEqual(Uint8Array.from(first), expected(ahead[0] ?? { start: 0, end: 0 }));
            }
            for (const one of asked) {
              const held = reader.held(one.start, one.end);
              if (held !== undefined) assert.deepEqual(Uint8Array.from(held), expected(one));
              handedOut.push([await reader.bytes(one.start, one.end), one]);
            }
          }
          // What was handed out stays as it is: pieces are not used again.
          for (const [bytes, one] of handedOut) assert.deepEqual(Uint8Array.from(bytes), expected(one));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("reads nothing where nothing is asked for", async () => {
    for (const open of sources) {
      const reader = await WindowReader.open(open());
      assert.equal((await reader.ahead([])).length, 0);
    }
  });

  it("holds the end of the file, and all of a small one", async () => {
    const reader = await WindowReader.open(countingSource(content));
    assert.deepEqual([reader.tailStart, reader.tail.length], [SIZE - TAIL_BYTES, TAIL_BYTES]);
    assert.equal(reader.held(reader.tailStart - 1, SIZE), undefined);
    assert.equal(reader.held(0, 1), undefined, "the first octet, before it was read");
    assert.deepEqual(reader.held(reader.tailStart, reader.tailStart + 5)?.length, 5);
    const small = await WindowReader.open(countingSource(content.subarray(0, TAIL_BYTES)));
    assert.deepEqual([small.tailStart, small.tail.length], [0, TAIL_BYTES]);
  });

  it("reads a piece once for all that lies in it, and many pieces at once where the source does so", async () => {
    const source = countingSource(content);
    const reader = await WindowReader.open(source);
    await reader.bytes(1000, 2000);
    for (const [start, end] of [
      [1000, 2000],
      [1000, 1001],
      [1999, 2000],
      [1500, 1600],
    ] as const)
      assert.deepEqual(await reader.bytes(start, end), content.subarray(start, end));
    assert.equal(source.reads, 2);
    await reader.bytes(1999, 2001);
    assert.equal(source.reads, 3);

    const together = partsSource(content);
    const other = await WindowReader.open(together);
    const pieces = [0, 500, 5000, 5010, 90_000].map((start) => ({ start, end: start + 10 }));
    await other.ahead(pieces);
    for (const { start, end } of pieces) {
      assert.deepEqual(other.held(start, end), content.subarray(start, end));
      assert.deepEqual(other.held(start + 4, end), content.subarray(start + 4, end));
    }
    assert.deepEqual([together.together, together.reads], [1, 1]);
  });

  it("asks a source for no more than 4 MiB at a time", async () => {
    const most = 4 * 1024 * 1024;
    for (const size of [most - 1, most, most + 1, 2 * most, 2 * most + 1]) {
      const lengths: number[] = [];
      const read = (into: Uint8Array, position: number): number => {
        lengths.push(into.length);
        into.fill(position === 0 ? 1 : 2);
        return into.length;
      };
      const reader = await WindowReader.open({
        size: size + TAIL_BYTES,
        slice: () => assert.fail("not asked for"),
        read,
      });
      lengths.length = 0;
      const whole = await reader.bytes(0, size);
      assert.equal(whole.length, size);
      assert.deepEqual([whole[0], whole.at(-1)], [1, size > most ? 2 : 1]);
      const full = Array.from({ length: Math.floor(size / most) }, () => most);
      assert.deepEqual(lengths, size % most === 0 ? full : [...full, size % most]);
    }
  });
});
