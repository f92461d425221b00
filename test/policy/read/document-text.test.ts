import assert from "node:assert/strict";
import { documentText } from "../../../lib/policy/index.js";
import { ConfigError } from "../../../lib/report/index.js";

describe("the text of a document", () => {
  it("is UTF-8, with or without a byte order mark", () => {
    assert.equal(documentText(Buffer.from("{ Bücher }"), "x.json"), "{ Bücher }");
    assert.equal(documentText(Buffer.from("\ufeff{}"), "x.json"), "{}");
  });

  const refused: readonly (readonly [what: string, bytes: Uint8Array, received: string])[] = [
    ["UTF-16 of PowerShell", Buffer.from("\ufeff{}", "utf16le"), "text in UTF-16"],
    ["UTF-16 in the other order", Buffer.from("\ufeff{}", "utf16le").swap16(), "text in UTF-16"],
    ["Latin-1", Buffer.from("{ Bücher }", "latin1"), "octets that are no UTF-8"],
    ["half a character", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), "octets that are no UTF-8"],
    ["a character in more octets than it needs", Uint8Array.of(0x22, 0xc0, 0xa2, 0x22), "octets that are no UTF-8"],
  ];
  for (const [what, bytes, received] of refused) {
    it(`is refused with its file in another encoding: ${what}`, () => {
      assert.throws(
        () => documentText(bytes, "x.json"),
        (error) => error instanceof ConfigError && error.at === "x.json" && error.received === received,
      );
    });
  }
});
