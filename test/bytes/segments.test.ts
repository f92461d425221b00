import assert from "node:assert/strict";
import fc from "fast-check";
import {
  asSource,
  compareBytes,
  concatBytes,
  readRange,
  type RandomAccessSource,
  type Segment,
  segmentsLength,
  startsWith,
  visitSegments,
} from "../../lib/bytes/index.js";

const content = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
const reader: RandomAccessSource = {
  size: content.length,
  slice: () => assert.fail("read is preferred"),
  // Seven bytes at a time: a source may give less than it is asked for.
  read: (into, position) => {
    const part = content.subarray(position, position + Math.min(7, into.length));
    into.set(part);
    return part.length;
  },
};
/** The same, which answers now and then at once. */
const slowReader: RandomAccessSource = {
  ...reader,
  read: (into, position) => {
    const count = reader.read?.(into, position) ?? 0;
    return position % 3 === 0 ? count : Promise.resolve(count);
  },
};
const blobLike: RandomAccessSource = {
  size: content.length,
  slice: (start, end) => new Blob([content]).slice(start, end),
};

async function gather(
  source: RandomAccessSource,
  segments: readonly Segment[],
  sliceBytes: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  const whole = await visitSegments(source, segments, (slice) => void parts.push(Uint8Array.from(slice)), {
    sliceBytes,
  });
  assert.ok(
    parts.every(
      (part) =>
        part.length <= sliceBytes ||
        segments.some((segment) => segment.kind === "bytes" && segment.bytes.length === part.length),
    ),
  );
  return whole ? concatBytes(parts) : undefined;
}

describe("segments", () => {
  for (const [name, source] of [
    ["memory", asSource(content)],
    ["memory within other memory", asSource(Buffer.concat([content, content]).subarray(1000))],
    ["a reader", reader],
    ["a slow reader", slowReader],
    ["a blob", blobLike],
  ] as const) {
    it(`describe a file over ${name}, in any slices`, async () => {
      const bounds = fc
        .tuple(fc.nat(1000), fc.nat(1000))
        .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));
      const segment: fc.Arbitrary<Segment> = fc.oneof(
        bounds.map((range) => ({ kind: "range", ...range }) as const),
        fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ kind: "bytes", bytes }) as const),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(segment, { maxLength: 5 }),
          fc.integer({ min: 1, max: 600 }),
          async (segments, sliceBytes) => {
            const expected = concatBytes(
              segments.map((one) => (one.kind === "bytes" ? one.bytes : content.subarray(one.start, one.end))),
            );
            assert.deepEqual(await gather(source, segments, sliceBytes), expected);
            assert.equal(segmentsLength(segments), expected.length);
          },
        ),
        { numRuns: 50 },
      );
    });
  }

  it("go on when whoever visits a slice has done with it", async () => {
    const segments: readonly Segment[] = [
      { kind: "range", start: 5, end: 305 },
      { kind: "bytes", bytes: Uint8Array.of(1, 2, 3) },
      { kind: "range", start: 0, end: 20 },
    ];
    for (const source of [asSource(content), reader, slowReader, blobLike]) {
      const parts: Uint8Array[] = [];
      const visit = async (slice: Uint8Array): Promise<void> => {
        await new Promise(setImmediate);
        parts.push(Uint8Array.from(slice));
      };
      assert.ok(await visitSegments(source, segments, visit, { sliceBytes: 64 }));
      const expected = [...content.subarray(5, 305), 1, 2, 3, ...content.subarray(0, 20)];
      assert.deepEqual(parts.map((part) => [...part]).flat(), expected);
    }
  });

  it("say so when a source answers with what is no count, or with more than was asked for", async () => {
    for (const count of [0, -1, Number.NaN])
      for (const answer of [count, Promise.resolve(count)])
        assert.equal(await readRange({ ...reader, read: () => answer }, 0, 10), undefined);
    const longer: RandomAccessSource = {
      ...blobLike,
      slice: (start, end) => new Blob([content]).slice(start, end + 1),
    };
    assert.equal(await readRange(longer, 0, 10), undefined);
    assert.equal(await gather(longer, [{ kind: "range", start: 0, end: 10 }], 64), undefined);
  });

  it("say so when a source gives fewer bytes than it promised", async () => {
    for (const source of [asSource(content), reader, slowReader, blobLike]) {
      assert.equal(await gather(source, [{ kind: "range", start: 990, end: 1001 }], 64), undefined);
      assert.equal(await readRange(source, 990, 1001), undefined);
      assert.deepEqual(await readRange(source, 990, 1000), content.slice(990));
    }
  });

  it("are read from memory as from any other source, by slices and by calls", async () => {
    const source = asSource(content);
    assert.equal(asSource(source), source);
    assert.equal(source.size, content.length);
    for (const [start, end] of [
      [0, 0],
      [0, 5],
      [5, 10],
      [990, 1000],
    ] as const) {
      assert.deepEqual(await readRange(source, start, end), content.slice(start, end));
      assert.deepEqual(new Uint8Array(await source.slice(start, end).arrayBuffer()), content.slice(start, end));
      const into = new Uint8Array(7);
      const count = await source.read?.(into, start);
      assert.equal(count, Math.min(7, content.length - start));
      assert.deepEqual(into.subarray(0, count), content.slice(start, start + 7));
    }
  });

  it("stop between slices when their caller aborts", async () => {
    const controller = new AbortController();
    let visited = 0;
    const visit = (): void => {
      visited += 1;
      controller.abort(new Error("stopped"));
    };
    const options = { sliceBytes: 10, signal: controller.signal };
    await assert.rejects(
      visitSegments(asSource(content), [{ kind: "range", start: 0, end: 1000 }], visit, options),
      /stopped/,
    );
    assert.equal(visited, 1);
  });

  it("hear of an abort that comes from outside, though their source never waits", async () => {
    const endless: RandomAccessSource = {
      size: 2 ** 40,
      read: (into) => into.length,
      slice: () => assert.fail("is not asked for"),
    };
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const whole: Segment = { kind: "range", start: 0, end: endless.size };
    const options = { sliceBytes: 1024 * 1024, signal: controller.signal };
    await assert.rejects(
      visitSegments(endless, [whole], () => undefined, options),
      { name: "AbortError" },
    );
  });
});

describe("octet strings", () => {
  it("are ordered as a DER SET OF is: a shorter prefix first (X.690 §11.6)", () => {
    assert.ok(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0)) < 0);
    assert.ok(compareBytes(Uint8Array.of(2), Uint8Array.of(1, 9)) > 0);
    assert.equal(compareBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2)), 0);
  });

  it("are put together in their order", () => {
    assert.deepEqual([...concatBytes([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)])], [1, 2, 3]);
  });

  it("begin with their prefixes and with no other", () => {
    assert.ok(startsWith(content, content));
    assert.ok(startsWith(content, content.subarray(0, 5)));
    assert.ok(!startsWith(content.subarray(0, 3), content.subarray(0, 5)));
    assert.ok(!startsWith(content, Uint8Array.of(9)));
  });
});
