import assert from "node:assert/strict";
import fc from "fast-check";
import { nameKey, nameText, nameValues, prepareString, sameName } from "../../lib/x509/index.js";
import { ascii, tlv } from "../der/encode.js";

const CN = [0x55, 4, 3];
const O = [0x55, 4, 10];
const C = [0x55, 4, 6];
const attribute = (oid: readonly number[], tag: number, text: Uint8Array): Uint8Array =>
  tlv(0x30, tlv(6, oid), tlv(tag, text));
const rdn = (...attributes: readonly Uint8Array[]): Uint8Array => tlv(0x31, ...attributes);
const utf8 = (text: string): Uint8Array => Buffer.from(text);
const common = (text: string, tag = 0x0c): Uint8Array => tlv(0x30, rdn(attribute(CN, tag, utf8(text))));

describe("a Name", () => {
  it("is written by RFC 4514: last RDN first, special characters escaped", () => {
    const name = tlv(
      0x30,
      rdn(attribute(C, 0x13, ascii("US"))),
      rdn(attribute(O, 0x0c, utf8("Contoso, Ltd"))),
      rdn(attribute(CN, 0x0c, utf8(" #Ann+Bob "))),
    );
    assert.equal(nameText(name), "CN=\\ #Ann\\+Bob\\ ,O=Contoso\\, Ltd,C=US");
    assert.deepEqual(nameValues(name, "2.5.4.10"), ["Contoso, Ltd"]);
  });

  it("shows what is no name as hex, and a NUL as an escape", () => {
    assert.equal(nameText(Uint8Array.of(4, 1, 9)), "#040109");
    assert.equal(nameText(common("a\0b")), "CN=a\\00b");
  });

  it("matches whatever string type, letter case and white space it is written in (RFC 5280 §7.1)", () => {
    assert.ok(sameName(common("Contoso  Root", 0x0c), common("contoso root", 0x13)));
    assert.ok(sameName(common(" Contoso Root "), common("CONTOSO ROOT")));
    assert.ok(sameName(common("Zoë"), common("ZOË")));
    assert.ok(sameName(common("Ⅷ"), common("viii")), "compatibility characters");
    assert.ok(sameName(common("Con\u00adtoso"), common("Contoso")), "a soft hyphen vanishes");
    for (const space of "\t\n\v\f\r\u0085\u00a0\u2003\u3000")
      assert.ok(sameName(common(`Contoso${space}Root`), common("Contoso Root")), "every kind of space is a space");
    for (const nothing of "\u0001\u0008\u000e\u001f\u007f\u0086\u200b\ufeff")
      assert.ok(sameName(common(`Con${nothing}toso`), common("Contoso")), "controls and joiners vanish");
    assert.ok(!sameName(common("Contoso"), common("Cont oso")));
    assert.ok(!sameName(common("Contoso"), tlv(0x30, rdn(attribute(O, 0x0c, utf8("Contoso"))))));
    assert.ok(!sameName(common("a\0b"), common("ab")), "a NUL is no nothing");
  });

  it("matches in its own order of RDNs, and in any order inside one", () => {
    const [one, two] = [attribute(CN, 0x0c, utf8("a")), attribute(O, 0x0c, utf8("b"))];
    assert.ok(sameName(tlv(0x30, rdn(one, two)), tlv(0x30, rdn(two, one))));
    assert.ok(!sameName(tlv(0x30, rdn(one), rdn(two)), tlv(0x30, rdn(two), rdn(one))));
    assert.ok(!sameName(tlv(0x30, rdn(one), rdn(two)), tlv(0x30, rdn(one, two))));
  });

  it("is prepared as RFC 4518 §2 says, step by step", () => {
    const nothing =
      "\u0001\u0008\u000e\u001f\u007f\u0084\u0086\u009f\u00ad\u034f\u06dd\u070f\u1806\u180b\u180e\u200b\u200f\u202a\u202e\u2060\u2063\u206a\u206f\ufe00\ufe0f\ufeff\ufff9\ufffc\u{1d173}\u{1d17a}\u{e0001}\u{e0020}\u{e007f}";
    const vanishing = new Set(nothing);
    const spaces = " \t\n\v\f\r\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000";
    const others = "aAbBéÉßſ\u0000\u0000Ⅷﬁ\ufdfa\u{1d172}\u{1d400}\u{e0002}\u{e0080}\u{10ffff}ΣİK";
    const prepared = (text: string): string => {
      let mapped = "";
      for (const one of text) mapped += spaces.includes(one) ? " " : vanishing.has(one) ? "" : one;
      const folded = mapped.toLowerCase().normalize("NFKC").toLowerCase().normalize("NFKC");
      return folded
        .split(" ")
        .filter((word) => word !== "")
        .join(" ");
    };
    const letters = fc.constantFrom(...Array.from(`${nothing}${spaces}${others}    aaa`));
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 16 }), (list) => {
        assert.equal(prepareString(list.join("")), prepared(list.join("")));
      }),
      { numRuns: 2_000 },
    );
  });

  it("longer than any certificate’s matches its own bytes alone", () => {
    const [one, other] = [common("a".repeat(16_364)), common("A".repeat(16_364))];
    assert.ok(one.length === 16_385 && !sameName(one, other) && sameName(one, Uint8Array.from(one)));
    const [shorter, another] = [common("a".repeat(16_363)), common("A".repeat(16_363))];
    assert.ok(shorter.length === 16_384 && sameName(shorter, another));
  });

  it("has a key that no value can forge by holding its separators", () => {
    assert.notEqual(
      nameKey(common('a+2.5.4.10="b')),
      nameKey(tlv(0x30, rdn(attribute(CN, 0x0c, utf8("a")), attribute(O, 0x0c, utf8("b"))))),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        assert.equal(nameKey(common(left)) === nameKey(common(right)), prepareString(left) === prepareString(right));
      }),
    );
  });

  it("prepares a prepared string to itself", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 20 }),
        (text) => prepareString(prepareString(text)) === prepareString(text),
      ),
    );
  });
});
