import assert from "node:assert/strict";
import fc from "fast-check";
import { nameHash } from "../../lib/trust/name-hash.js";
import { sameName } from "../../lib/x509/index.js";
import { type Attribute, BMP, IA5, name, PRINTABLE, TELETEX, tlv, UTF8 } from "./names.js";

describe("trust: the hash of a name", () => {
  const twins: readonly [string, Uint8Array, Uint8Array][] = [
    ["letter case", name([PRINTABLE, "CN", "Contoso Root"]), name([PRINTABLE, "CN", "CONTOSO ROOT"])],
    [
      "runs of spaces and spaces at the ends",
      name([UTF8, "CN", "Contoso Root"]),
      name([UTF8, "CN", "  Contoso   Root "]),
    ],
    ["string types", name([PRINTABLE, "CN", "Contoso"]), name([UTF8, "CN", "Contoso"])],
    ["TeletexString against PrintableString", name([TELETEX, "CN", "Contoso"]), name([PRINTABLE, "CN", "Contoso"])],
    ["BMPString against PrintableString", name([BMP, "CN", "Contoso"]), name([PRINTABLE, "CN", "contoso"])],
    ["compatibility characters", name([UTF8, "CN", "ﬁle Ｒoot"]), name([PRINTABLE, "CN", "file root"])],
    ["characters that vanish", name([UTF8, "CN", "Con\u00adtoso"]), name([UTF8, "CN", "Contoso"])],
    ["case beyond ASCII", name([UTF8, "CN", "ÄRGER"]), name([UTF8, "CN", "ärger"])],
    [
      "order inside an RDN",
      name([
        [PRINTABLE, "CN", "a"],
        [PRINTABLE, "O", "b"],
      ]),
      name([
        [UTF8, "O", "B"],
        [UTF8, "CN", "A"],
      ]),
    ],
    ["a long value", name([UTF8, "CN", "x".repeat(300)]), name([UTF8, "CN", "X".repeat(300)])],
    ["no attribute at all", name(), name()],
  ];
  for (const [what, left, right] of twins) {
    it(`is the same for names that match but for ${what}`, () => {
      assert.ok(sameName(left, right), "the pair must match, or the test says nothing");
      assert.equal(nameHash(left), nameHash(right));
    });
  }

  it("tells names apart that differ in a letter", () => {
    assert.notEqual(nameHash(name([PRINTABLE, "CN", "Contoso"])), nameHash(name([PRINTABLE, "CN", "Contosa"])));
  });

  it("is the same for any two names that match by RFC 5280 §7.1", () => {
    const texts = fc.string({
      unit: fc.constantFrom("a", "A", "b", " ", "\u00a0", "ä", "Ä", "\u00ad", "ﬁ", "fi", "١", "ß", "SS"),
      maxLength: 6,
    });
    const attribute: fc.Arbitrary<Attribute> = fc.tuple(
      fc.constantFrom(UTF8, BMP, IA5, PRINTABLE),
      fc.constantFrom("CN", "O", "DC"),
      texts,
    );
    const names = fc
      .array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { maxLength: 2 })
      .map((rdns) => name(...rdns));
    let matching = 0;
    fc.assert(
      fc.property(names, names, (left, right) => {
        if (!sameName(left, right)) return;
        matching++;
        assert.equal(nameHash(left), nameHash(right));
      }),
      { numRuns: 4000, seed: 7 },
    );
    assert.ok(matching > 20, `only ${matching} pairs matched`);
  });

  it("is the same for a name and what an attacker may do to it without changing what it matches", () => {
    const letters = fc.string({ unit: "grapheme", maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.boolean(), (text, upper) => {
        const left = name([UTF8, "CN", text]);
        const right = name([UTF8, "CN", ` ${upper ? text.toUpperCase() : text}  `]);
        if (sameName(left, right)) assert.equal(nameHash(left), nameHash(right));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it("ends for any bytes, in their length", () => {
    const anyBytes = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => nameHash(bytes) >= 0);
    fc.assert(anyBytes, { numRuns: 2000, seed: 7 });
    for (const bytes of [
      [],
      [0x30],
      [0x30, 0x84],
      [0x06, 0x00],
      [0x06, 0x00, 0x13],
      [0x30, 0xff],
      [0x06, 1, 1, 0x30, 0],
    ]) {
      assert.ok(nameHash(Uint8Array.from(bytes)) >= 0);
    }
    nameHash(new Uint8Array(1_000_000).fill(0x30));
  });

  it("does not step into a value that is a structure: such a name is hashed as it matches, by its DER", () => {
    const inner = tlv(0x06, [Uint8Array.of(0x55, 4, 3)]);
    const left = name([0x30, "CN", inner], [UTF8, "O", "ﬁ"]);
    const right = name([0x30, "CN", inner], [UTF8, "O", "fi"]);
    assert.ok(sameName(left, right));
    assert.equal(nameHash(left), nameHash(right));
  });
});
