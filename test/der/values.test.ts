import assert from "node:assert/strict";
import fc from "fast-check";
import {
  booleanValue,
  DerReader,
  namedBits,
  readGeneralizedTime,
  readInteger,
  readOctetAlignedBits,
  readOid,
  readSmallInteger,
  readTime,
  reading,
  stringText,
  Tag,
} from "../../lib/der/index.js";
import { ascii, tlv } from "./encode.js";

const over = (bytes: Uint8Array): DerReader => new DerReader(bytes, "Test");
const refused = (read: () => unknown, rule?: string): void => {
  const result = reading(read);
  assert.ok(!result.ok, "it was read");
  if (rule !== undefined) assert.equal(result.fault.rule, rule);
};

describe("INTEGER", () => {
  it("is read in its shortest form only (X.690 §8.3.2)", () => {
    for (const octets of [[0], [0x7f], [0x80], [0x00, 0x80], [0xff, 0x7f]])
      assert.deepEqual([...readInteger(over(tlv(2, octets)), "n")], octets);
    for (const octets of [
      [0, 0],
      [0, 0x7f],
      [0xff, 0xff],
      [0xff, 0x80],
    ])
      refused(() => readInteger(over(tlv(2, octets)), "n"), "X.690 §8.3.2");
    refused(() => readInteger(over(tlv(2, [])), "n"));
  });

  it("is read as a number from 0 to 2^31-1", () => {
    for (const [octets, value] of [
      [[0], 0],
      [[0x7f], 127],
      [[0, 0xff], 255],
      [[0x7f, 0xff, 0xff, 0xff], 2 ** 31 - 1],
    ] as const)
      assert.equal(readSmallInteger(over(tlv(2, octets)), "n"), value);
    for (const octets of [[0xff], [0x80], [0, 0x80, 0, 0, 0]])
      refused(() => readSmallInteger(over(tlv(2, octets)), "n"));
  });
});

describe("BOOLEAN", () => {
  it("is 00 or FF in one octet (X.690 §11.1)", () => {
    const value = (...octets: readonly number[]): boolean => {
      const reader = over(tlv(1, octets));
      return booleanValue(reader, reader.next());
    };
    assert.equal(value(0xff), true);
    assert.equal(value(0), false);
    refused(() => value(1), "X.690 §11.1");
    refused(() => value(0, 0));
  });
});

describe("OBJECT IDENTIFIER", () => {
  const encode = (text: string): number[] => {
    const [first = 0n, second = 0n, ...rest] = text.split(".").map(BigInt);
    return [first * 40n + second, ...rest].flatMap((arc) => {
      const octets = [Number(arc & 0x7fn)];
      for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
      return octets;
    });
  };

  it("is read with arcs of any size", () => {
    const arc = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }));
    const top = fc.oneof(
      fc.tuple(fc.constantFrom(0n, 1n), fc.bigInt({ min: 0n, max: 39n })),
      fc.tuple(fc.constant(2n), arc),
    );
    fc.assert(
      fc.property(top, fc.array(arc, { maxLength: 6 }), (start, rest) => {
        const text = [...start, ...rest].join(".");
        assert.equal(readOid(over(tlv(6, encode(text))), "oid"), text);
      }),
    );
  });

  it("is read as itself whatever was read before it, and from where", () => {
    const texts = Array.from({ length: 4000 }, (_, index) => `1.2.840.${index}.${index % 7}`);
    for (const text of [...texts, ...texts.toReversed()])
      assert.equal(readOid(over(Buffer.from(tlv(6, encode(text)))), "oid"), text);
    const shared = Buffer.from(tlv(6, encode("2.5.29.15")));
    assert.equal(readOid(over(shared), "oid"), "2.5.29.15");
    shared[4] = 19;
    assert.equal(readOid(over(shared), "oid"), "2.5.29.19");
    assert.equal(readOid(over(tlv(6, encode("2.5.29.15"))), "oid"), "2.5.29.15");
  });

  it("is refused with a padded arc, an unfinished arc, or none at all", () => {
    refused(() => readOid(over(tlv(6, [0x80, 0x01])), "oid"), "X.690 §8.19.2");
    refused(() => readOid(over(tlv(6, [0x2a, 0x80, 0x01])), "oid"), "X.690 §8.19.2");
    refused(() => readOid(over(tlv(6, [0x2a, 0x86])), "oid"));
    refused(() => readOid(over(tlv(6, [])), "oid"));
    refused(() => readOid(over(tlv(6, [0x2a, ...Array<number>(30).fill(0x81), 1])), "oid"));
  });
});

describe("BIT STRING", () => {
  it("holds keys and signatures in whole octets", () => {
    assert.deepEqual([...readOctetAlignedBits(over(tlv(3, [0, 1, 2])), "key")], [1, 2]);
    refused(() => readOctetAlignedBits(over(tlv(3, [1, 2])), "key"));
    refused(() => readOctetAlignedBits(over(tlv(3, [])), "key"));
  });

  it("holds named bits without trailing zeros (X.690 §11.2.2)", () => {
    const bits = (octets: readonly number[]): number => {
      const reader = over(tlv(3, octets));
      return namedBits(reader, reader.next());
    };
    assert.equal(bits([7, 0x80]), 1);
    assert.equal(bits([2, 0x04]), 1 << 5);
    assert.equal(bits([0, 0x01]), 1 << 7);
    assert.equal(bits([0, 0xa5]), 0b10100101);
    assert.equal(bits([7, 0x00, 0x80]), 1 << 8);
    assert.equal(bits([0]), 0);
    refused(() => bits([6, 0x80]), "X.690 §11.2.2");
    refused(() => bits([7, 0x81]), "X.690 §11.2.1");
    refused(() => bits([8, 0x80]));
    refused(() => bits([3]));
  });
});

describe("Time", () => {
  const time = (tag: number, text: string): string =>
    new Date(readTime(over(tlv(tag, ascii(text))), "time").milliseconds).toISOString();

  it("is UTCTime for 1950 to 2049 and GeneralizedTime beyond (RFC 5280 §4.1.2.5)", () => {
    assert.equal(time(0x17, "500101000000Z"), "1950-01-01T00:00:00.000Z");
    assert.equal(time(0x17, "491231235959Z"), "2049-12-31T23:59:59.000Z");
    assert.equal(time(0x18, "20500101000000Z"), "2050-01-01T00:00:00.000Z");
    assert.equal(time(0x18, "00010101000000Z"), "0001-01-01T00:00:00.000Z");
    assert.equal(time(0x18, "99991231235959Z"), "9999-12-31T23:59:59.000Z");
  });

  it("agrees with the platform on every second", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1950-01-01T00:00:00Z"), max: new Date("2049-12-31T23:59:59Z"), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
          assert.equal(time(0x18, `${text}Z`), `${date.toISOString().slice(0, 19)}.000Z`);
          assert.equal(time(0x17, `${text.slice(2)}Z`), `${date.toISOString().slice(0, 19)}.000Z`);
        },
      ),
    );
  });

  it("is refused without seconds, with an offset or a fraction, and on days that no calendar holds", () => {
    for (const text of [
      "2601010000Z",
      "260101000000+0100",
      "260101000000",
      "26010100000aZ",
      "260229000000Z",
      "260431000000Z",
      "260631000000Z",
      "260931000000Z",
      "261131000000Z",
      "261301000000Z",
      "260100000000Z",
      "260101240000Z",
      "260101006000Z",
      "260101000060Z",
    ]) {
      refused(() => time(0x17, text));
    }
    refused(() => time(0x18, "20260101000000.5Z"));
    assert.equal(time(0x17, "240229000000Z"), "2024-02-29T00:00:00.000Z");
    assert.equal(time(0x17, "000229000000Z"), "2000-02-29T00:00:00.000Z");
    refused(() => time(0x18, "24010229000000Z"));
    refused(() => time(0x18, "21000229000000Z"));
  });

  it("carries a fraction in a TSTInfo, without a zero at its end (RFC 3161 §2.4.2)", () => {
    const genTime = (text: string): number => readGeneralizedTime(over(tlv(0x18, ascii(text))), "genTime");
    assert.equal(genTime("20260101000000Z"), Date.UTC(2026, 0, 1));
    assert.equal(genTime("20260101000000.34Z"), Date.UTC(2026, 0, 1) + 340);
    assert.equal(genTime("20260101000000.3456789Z"), Date.UTC(2026, 0, 1) + 345);
    refused(() => genTime("20260101000000.340Z"), "X.690 §11.7.3");
    for (const text of ["20260101000000.Z", "20260101000000,5Z", "20260101000000.5", "20260101000000.5x5Z"])
      refused(() => genTime(text));
  });
});

describe("string types", () => {
  const text = (tag: number, content: Uint8Array): string | undefined => {
    const reader = over(tlv(tag, content));
    return stringText(reader, reader.next());
  };

  it("are read by their own repertoire", () => {
    assert.equal(text(Tag.utf8String, Buffer.from("Zoë ☂")), "Zoë ☂");
    assert.equal(text(Tag.printableString, ascii("Contoso")), "Contoso");
    assert.equal(text(Tag.teletexString, Uint8Array.of(0xe9)), "é");
    assert.equal(text(Tag.bmpString, Uint8Array.of(0x26, 0x02)), "☂");
    assert.equal(text(Tag.universalString, Uint8Array.of(0, 1, 0xf6, 0)), "😀");
    assert.equal(text(Tag.integer, Uint8Array.of(1)), undefined);
  });

  it("are refused with what their type does not hold", () => {
    refused(() => text(Tag.utf8String, Uint8Array.of(0xc0, 0x80)));
    refused(() => text(Tag.utf8String, Uint8Array.of(0xed, 0xa0, 0x80)));
    refused(() => text(Tag.ia5String, Uint8Array.of(0xe9)));
    refused(() => text(Tag.bmpString, Uint8Array.of(0x26)));
    refused(() => text(Tag.universalString, Uint8Array.of(0, 0x11, 0, 0)));
  });
});
