import assert from "node:assert/strict";
import fc from "fast-check";
import { asSource, concatBytes, equalBytes, type RandomAccessSource, type Segment } from "../../lib/bytes/index.js";
import { chunksOf, LaidOutSource, sameOctets } from "../../lib/sign/laid-out.js";

const bytes = Uint8Array.from({ length: 64 }, (_, at) => at);

const segment: fc.Arbitrary<Segment> = fc.oneof(
  fc
    .tuple(fc.nat(64), fc.nat(64))
    .map(([a, b]) => ({ kind: "range", start: Math.min(a, b), end: Math.max(a, b) }) as const),
  fc.uint8Array({ maxLength: 9 }).map((literal) => ({ kind: "bytes", bytes: literal }) as const),
);
const segments = fc.array(segment, { maxLength: 8 });
const written = (list: readonly Segment[]): Uint8Array =>
  concatBytes(list.map((part) => (part.kind === "bytes" ? part.bytes : bytes.subarray(part.start, part.end))));

describe("a file that is laid out over another one", () => {
  it("reads at any place as if it were written already, by either way of reading", async () => {
    await fc.assert(
      fc.asyncProperty(segments, fc.nat(80), fc.nat(80), async (list, position, length) => {
        const [source, whole] = [new LaidOutSource(asSource(bytes), list), written(list)];
        assert.equal(source.size, whole.length);
        const expected = whole.subarray(position, position + length);
        const into = new Uint8Array(length);
        assert.equal(await source.read(into, position), expected.length);
        assert.ok(equalBytes(into.subarray(0, expected.length), expected));
        const slice = new Uint8Array(await source.slice(position, position + length).arrayBuffer());
        assert.ok(equalBytes(slice, expected));
      }),
    );
  });

  it("comes out in chunks as it would be written", async () => {
    await fc.assert(
      fc.asyncProperty(segments, async (list) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of chunksOf(asSource(bytes), list, "it")) parts.push(chunk);
        assert.ok(equalBytes(concatBytes(parts), written(list)));
      }),
    );
  });

  it("is the same as another exactly if the octets are, however they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(segments, segments, async (left, right) => {
        const same = equalBytes(written(left), written(right));
        assert.equal(await sameOctets(asSource(bytes), left, right, "it"), same);
        const literal: Segment[] = [{ kind: "bytes", bytes: written(left) }];
        assert.equal(await sameOctets(asSource(bytes), left, literal, "it"), true);
      }),
    );
  });

  it("is compared without reading what both take from the same place", async () => {
    let reads = 0;
    const counting: RandomAccessSource = {
      size: 64,
      slice: (start, end) => ({ arrayBuffer: async () => (reads++, bytes.slice(start, end).buffer) }),
    };
    const left: Segment[] = [
      { kind: "range", start: 0, end: 40 },
      { kind: "range", start: 40, end: 64 },
    ];
    const right: Segment[] = [
      { kind: "range", start: 0, end: 7 },
      { kind: "range", start: 7, end: 64 },
    ];
    assert.equal(await sameOctets(counting, left, right, "it"), true);
    assert.equal(reads, 0);
    const other: Segment[] = [
      { kind: "range", start: 0, end: 63 },
      { kind: "range", start: 0, end: 1 },
    ];
    assert.equal(await sameOctets(counting, left, other, "it"), false);
    assert.equal(reads, 2);
  });

  it("ends in source-changed when the source gives fewer octets than it promised", async () => {
    const short: RandomAccessSource = {
      size: 64,
      slice: (start, end) => ({ arrayBuffer: async () => bytes.slice(start, Math.min(end, 32)).buffer }),
    };
    const list: Segment[] = [{ kind: "range", start: 0, end: 64 }];
    const drain = async (): Promise<void> => {
      for await (const chunk of chunksOf(short, list, "it")) assert.ok(chunk.length > 0);
    };
    await assert.rejects(drain, { reason: "source-changed", target: "it" });
    await assert.rejects(sameOctets(short, list, [{ kind: "bytes", bytes }], "it"), { reason: "source-changed" });
    assert.equal(await new LaidOutSource(short, list).read(new Uint8Array(64), 0), 0);
  });
});
