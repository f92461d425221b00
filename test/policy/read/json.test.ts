import assert from "node:assert/strict";
import fc from "fast-check";
import { readJson } from "../../../lib/policy/index.js";
import { ConfigError } from "../../../lib/report/index.js";

/** What was read, or that it was refused; anything else is a defect. */
function read(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: readJson(text, "document").value };
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return undefined;
  }
}
function byPlatform(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

describe("reading JSON", () => {
  it("gives what the platform's reader gives, for every value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        assert.equal(JSON.stringify(read(text)?.value), JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("takes and refuses what the platform's reader does, whatever the text", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      "1",
      "-",
      "0",
      ".5",
      "e3",
      "true",
      "nul",
      "null",
      " ",
      "\n",
      "\\",
      '"\\u0041"',
      '"\\q"',
      "\u00a0",
    );
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 9 }).map((parts) => parts.join("")),
        (text) => {
          const [ours, theirs] = [read(text), byPlatform(text)];
          // The one difference that such texts can show: a name that is given twice.
          if (ours === undefined && theirs !== undefined) assert.match(text, /"a".*"a"|"b".*"b"/s);
          else assert.deepEqual(JSON.stringify(ours), JSON.stringify(theirs), text);
          seen[ours === undefined ? "refused" : "taken"]++;
        },
      ),
      { numRuns: 5000 },
    );
    assert.ok(seen.taken > 100 && seen.refused > 1000, JSON.stringify(seen));
  });

  it("keeps where each member and element begins", () => {
    const text = '{\n  "a": [\n    1,\n    2\n  ]\n}';
    const json = readJson(text, "document");
    const { value, positions } = json;
    assert.ok(typeof value === "object" && value !== null && !Array.isArray(value));
    const list = value["a"];
    assert.ok(Array.isArray(list));
    assert.equal(json.lineAt(positions.get(value)?.get("a") ?? 0), 2);
    assert.equal(json.lineAt(positions.get(list)?.get(1) ?? 0), 4);
  });

  it("refuses half a character and takes a whole one", () => {
    assert.equal(read('"\\ud83d"'), undefined);
    assert.deepEqual(read('"\\ud83d\\ude00"'), { value: "😀" });
  });

  it("refuses more values than any document has, before they fill the memory: 16 MiB of empty lists took 2 GB", () => {
    const lists = (count: number): string => `[${"[],".repeat(count - 1)}[]]`;
    assert.equal(read(lists(500_000)), undefined);
    assert.ok(read(`[${"0,".repeat(499_998)}0]`));
  });

  it("says of conflict marks what they are, with the line, and of text that looks so nothing", () => {
    const conflict = { line: 3, received: "one with an unresolved merge conflict" };
    for (const end of ["\n", "\r\n"]) {
      const text = ["{", '"a": 1,', "<<<<<<< HEAD", '"b": 2', "=======", '"b": 3', ">>>>>>> other", "}"].join(end);
      assert.throws(() => readJson(text, "policy"), conflict);
    }
    const text = "x <<<<<<< y\u2028<<<<<<< z";
    assert.deepEqual(read(JSON.stringify([text])), { value: [text] });
  });

  it("passes over a byte order mark, and over nothing else", () => {
    assert.deepEqual(read("\ufeff1"), { value: 1 });
    assert.equal(read("\ufeff\ufeff1"), undefined);
    assert.equal(read("// a comment\n1"), undefined);
  });

  it("takes a name like __proto__ or constructor for a name", () => {
    const result = read('{"__proto__":{"a":1},"constructor":2}')?.value as object;
    assert.deepEqual(Object.keys(result), ["__proto__", "constructor"]);
    assert.equal(Object.getPrototypeOf(result), null);
  });
});
