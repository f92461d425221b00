import assert from "node:assert/strict";
import { isWrittenName, readWrittenName } from "../../../lib/policy/signers/subject-name.js";
import { concatBytes } from "../../../lib/bytes/index.js";
import { nameText } from "../../../lib/x509/index.js";

const OIDS = {
  CN: [0x55, 4, 3],
  O: [0x55, 4, 10],
  OU: [0x55, 4, 11],
  DC: [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25],
} as const;
const UTF8 = 0x0c;
const PRINTABLE = 0x13;
const IA5 = 0x16;
type Attribute = readonly [keyof typeof OIDS, string, number?];

function tlv(tag: number, content: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(tag, content.length), content]);
}
/** DER of a Name of RDNs, most significant first. */
function name(...relatives: readonly (readonly Attribute[])[]): Uint8Array {
  const attribute = ([type, text, tag = UTF8]: Attribute): Uint8Array =>
    tlv(0x30, concatBytes([tlv(6, Uint8Array.from(OIDS[type])), tlv(tag, new TextEncoder().encode(text))]));
  return tlv(0x30, concatBytes(relatives.map((attributes) => tlv(0x31, concatBytes(attributes.map(attribute))))));
}
function matches(text: string, der: Uint8Array): boolean {
  const written = readWrittenName(text);
  assert.ok(written, text);
  return isWrittenName(der, written);
}

describe("a name that somebody wrote", () => {
  it("is what a certificate's name reads as", () => {
    for (const der of [
      name([["O", "Contoso"]], [["CN", "Contoso, Ltd"]]),
      name([["CN", ' #+"\\;=é ']]),
      name(
        [["DC", "com", IA5]],
        [
          ["DC", "contoso", IA5],
          ["OU", "a"],
        ],
      ),
    ]) {
      assert.ok(matches(nameText(der), der), nameText(der));
    }
  });

  it("matches whatever string type, case and run of spaces the CA chose (RFC 5280 §7.1)", () => {
    const der = name([["O", "Contoso  Ltd", PRINTABLE]], [["CN", "CONTOSO"]]);
    assert.ok(matches("CN=contoso,O=contoso ltd", der));
    assert.ok(matches("cn = Contoso , 2.5.4.10=Contoso Ltd", der));
  });

  it("matches no part of a name, no other order and no other type", () => {
    const der = name([["O", "Contoso"]], [["CN", "Widgets"]]);
    for (const text of [
      "CN=Widgets",
      "O=Contoso",
      "O=Contoso,CN=Widgets",
      "CN=Widgets,OU=Contoso",
      "CN=Widgets,O=Contoso,O=Contoso",
      "CN=Widget,O=Contoso",
      "CN=Widgets+O=Contoso",
    ]) {
      assert.equal(matches(text, der), false, text);
    }
  });

  it("takes an RDN for a set, and each attribute of it once", () => {
    const der = name([
      ["CN", "a"],
      ["OU", "b"],
    ]);
    assert.ok(matches("OU=b+CN=a", der));
    assert.equal(matches("CN=a+CN=a", der), false);
  });

  it("can't be imitated by separators inside a value", () => {
    assert.equal(matches("CN=Contoso,O=Good", name([["CN", "Contoso,O=Good"]])), false);
    assert.equal(matches("CN=Contoso\\,O\\=Good", name([["O", "Good"]], [["CN", "Contoso"]])), false);
    assert.ok(matches("CN=Contoso\\,O\\=Good", name([["CN", "Contoso,O=Good"]])));
  });

  it("tells a NUL in a name from none", () => {
    assert.equal(matches("CN=contoso.com", name([["CN", "contoso.com\0.evil.example"]])), false);
    assert.equal(matches("CN=contoso.com", name([["CN", "contoso.com\0"]])), false);
  });

  it("is refused where RFC 4514 does not allow it", () => {
    for (const text of ["", "Contoso", "=a", "XX=a", "CN=a;O=b", 'CN="a"', "CN=\\zz", "CN=a,,O=b", "CN=\\ff"]) {
      assert.equal(readWrittenName(text), undefined, text);
    }
  });
});
