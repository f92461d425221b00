import assert from "node:assert/strict";
import fc from "fast-check";
import { readPaxRecords } from "../../lib/formats/tar/pax-records.js";
import { checksum, isBlank, readNumber, readOctal } from "../../lib/formats/tar/numbers.js";
import { decode, readName } from "../../lib/formats/tar/text.js";
import { TarWalker } from "../../lib/formats/tar/walker.js";
import { makeTar, pax, pubspec, source, type TarPlan } from "./archives.js";

const octets = (all: readonly number[], maxLength = 12): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.constantFrom(...all), { maxLength }).map((list) => Uint8Array.from(list));
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** What a walk over the pieces of an archive tells its visitor, and what it takes for wrong. */
function walked(pieces: readonly Uint8Array[]): readonly unknown[] {
  const told: unknown[] = [];
  const walker = new TarWalker({
    entry: (entry) => told.push(entry) > 0,
    content: (content) => void told.push(latin1(content)),
    isFull: false,
  });
  // Through memory that is used again, as by a decoder that keeps its own.
  const memory = new Uint8Array(Math.max(1, ...pieces.map((piece) => piece.length)));
  for (const piece of pieces) {
    memory.set(piece);
    walker.push(memory.subarray(0, piece.length));
  }
  walker.end();
  return [...told, walker.fault];
}

describe("formats/tar, field by field", () => {
  it("reads spaces, octal digits, then spaces and NULs", () => {
    fc.assert(
      fc.property(octets([0, 0x20, 0x20, 0x2f, 0x30, 0x31, 0x37, 0x38, 0x80]), (field) => {
        const digits = /^ *([0-7]*)[ \0]*$/.exec(latin1(field))?.[1];
        const expected = digits === undefined ? undefined : Number.parseInt(`0${digits}`, 8);
        assert.equal(readOctal(field), expected);
        if (field[0] !== 0x80) assert.equal(readNumber(field), expected);
        assert.equal(isBlank(field), /^(?:\0? *| *)$/.test(latin1(field)));
      }),
      { numRuns: 3000 },
    );
  });

  it("reads a number of either sign in binary, as far as it can be told exactly", () => {
    const value = fc.oneof(fc.bigInt(-(2n ** 54n), 2n ** 54n), fc.bigInt(-(2n ** 88n), 2n ** 88n - 1n));
    const edges = [0n, -1n, 2n ** 53n - 1n, 2n ** 53n, 1n - 2n ** 53n, -(2n ** 53n), 2n ** 80n, 2n ** 87n];
    const check = (number: bigint): void => {
      const hex = BigInt.asUintN(88, number).toString(16).padStart(22, "0");
      const field = Uint8Array.of(number < 0n ? 0xff : 0x80, ...Buffer.from(hex, "hex"));
      const exact = Number.isSafeInteger(Number(number)) ? Number(number) : undefined;
      assert.equal(readNumber(field), exact, String(number));
    };
    for (const edge of edges) check(edge);
    fc.assert(fc.property(value, check));
  });

  it("sums a header's octets, and takes those of the checksum for spaces", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 512, maxLength: 512 }), (block) => {
        const blanked = Uint8Array.from(block).fill(0x20, 148, 156);
        const sum = blanked.reduce((total, octet) => total + octet, 0);
        assert.equal(checksum(block, 148, 156), sum);
      }),
      { numRuns: 50 },
    );
  });

  it("reads names as the platform decodes UTF-8, up to NULs that fill the field", () => {
    const platform = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const decoded = (bytes: Uint8Array): string | undefined => {
      try {
        return platform.decode(bytes);
      } catch {
        return undefined;
      }
    };
    const check = (bytes: Uint8Array): void => {
      assert.equal(decode(bytes), decoded(bytes));
      const zero = bytes.indexOf(0);
      const [name, rest] = zero < 0 ? [bytes, []] : [bytes.subarray(0, zero), [...bytes.subarray(zero)]];
      assert.equal(readName(bytes), rest.some((octet) => octet !== 0) ? undefined : decoded(name));
    };
    for (let octet = 0; octet < 256; octet++) check(Uint8Array.of(octet));
    fc.assert(fc.property(octets([0, 0, 0x0a, 0x61, 0x7f, 0x80, 0xa0, 0xc3, 0xef, 0xbb, 0xbf, 0xff], 6), check));
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => check(new TextEncoder().encode(text))));
  });

  it("reads pax records whose lengths are right, and none otherwise", () => {
    const piece = fc.constantFrom("6 a=b\n", "12 path=a.b\n", "7", "8", " ", "a=", "=", "\n", "b", "0", "11 size=42\n");
    const wanted: Readonly<Record<string, string>> = { path: "path", linkpath: "target", size: "size" };
    /** By a pattern for each length: it takes as much text as its number says. */
    const model = (text: string): Readonly<Record<string, string>> | undefined => {
      const facts: Record<string, string> = {};
      for (let rest = text; rest !== ""; ) {
        const length = Number(/^([1-9][0-9]{0,7}) /.exec(rest)?.[1] ?? Number.NaN);
        const record = /^[0-9]+ ([^=]+)=([^]*)\n$/.exec(rest.slice(0, length));
        const [, key = "", value = ""] = record ?? [];
        if (record?.[0].length !== length || key.startsWith(" ") || /[\n\u007f]/.test(key)) return undefined;
        if (value.includes("\n")) return undefined;
        const field = wanted[key];
        if (field !== undefined && field in facts) return undefined;
        if (field !== undefined) facts[field] = value;
        rest = rest.slice(length);
      }
      return facts;
    };
    const check = (text: string): void => {
      const facts = readPaxRecords(Buffer.from(text, "latin1"));
      assert.deepEqual(typeof facts === "string" ? undefined : facts, model(text), JSON.stringify(text));
    };
    for (const text of ["", "6 a=b\n7 aa=b\n", "6 a=b\n9 path=x\n", "10 path=x\n", "8 patha\n=x\n", "8 a\u007fb=c\n"])
      check(text);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => check(pieces.join(""))),
      { numRuns: 5000 },
    );
  });

  it("says of records that are no UTF-8 that they cannot be read, be it in the key or the value", () => {
    for (const record of ["12 \xff123=abc\n", "12 path=\xffbc\n"])
      assert.equal(readPaxRecords(Buffer.from(record, "latin1")), "a pax record cannot be read");
  });

  it("walks an archive in pieces of any length alike, and names the same fault at the same place", () => {
    const long: TarPlan = { name: "././@LongLink", type: "L", content: `${"x".repeat(600)}\0` };
    const plain = makeTar([pubspec, pax({ path: "a" }), source, long, { name: "x", content: "y".repeat(512) }]);
    const faulty = [
      plain.subarray(0, 700),
      plain.subarray(0, -1024 - 1),
      plain.subarray(0, -1024 - 512),
      Uint8Array.from(plain, (octet, at) => (at === 1024 + 148 ? 0x39 : octet)),
      Uint8Array.from(plain, (octet, at) => (at === plain.length - 3 ? 1 : octet)),
    ];
    const expected = [undefined, 0, plain.length - 2048, plain.length - 2048, 1024, plain.length - 512];
    for (const [index, tar] of [plain, ...faulty].entries()) {
      const whole = walked([tar]);
      const fault = whole.at(-1) as { readonly offset: number; readonly problem: string } | undefined;
      assert.equal(fault?.offset, expected[index], String(index));
      if (index === 4) assert.equal(fault?.problem, "the header's checksum is wrong");
      assert.deepEqual(walked(Array.from(tar, (octet) => Uint8Array.of(octet))), whole, `octet by octet, ${index}`);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 30 }), (lengths) => {
          const pieces: Uint8Array[] = [];
          let at = 0;
          for (const length of [...lengths, tar.length]) pieces.push(tar.subarray(at, (at += length)));
          assert.deepEqual(walked(pieces), whole);
        }),
        { numRuns: 30 },
      );
    }
  });

  it("takes extended headers of 4 MiB together, and no octet more", () => {
    const [most, each] = [4 * 1024 * 1024, 64 * 1024];
    const record = (length: number): string => `${length} comment=${"a".repeat(length - String(length).length - 10)}\n`;
    const headers = (last: number): readonly TarPlan[] =>
      [...Array.from({ length: most / each - 1 }, () => each), last].map((length) => ({
        name: "g",
        type: "g",
        content: record(length),
      }));
    const fits = makeTar([...headers(each), pubspec]);
    assert.equal(walked([fits]).at(-1), undefined);
    const beyond = makeTar([...headers(each), { name: "L", type: "L", content: "\0" }, pubspec]);
    assert.match(JSON.stringify(walked([beyond]).at(-1)), /together are larger/);
  });
});
