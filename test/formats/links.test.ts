import assert from "node:assert/strict";
import { posix } from "node:path";
import fc from "fast-check";
import { isUnsafeTarget, placesBehind } from "../../lib/formats/pub/links.js";
import { openPub, pubArchive, pubspec } from "./archives.js";
import { codesOf } from "./packages.js";

const part = fc.constantFrom("a", "b", "..", "..", ".", "");
const place = fc.array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

describe("formats/pub/links", () => {
  it("takes a symbolic link for safe exactly if its text leads nowhere outside, and never up from a name", () => {
    fc.assert(
      fc.property(place, fc.array(part, { minLength: 1, maxLength: 6 }), (link, parts) => {
        const target = parts.join("/");
        fc.pre(target !== "" && !target.startsWith("/"));
        const resolved = posix.normalize(posix.join(posix.dirname(link), target));
        const named = parts.findIndex((one) => one === "a" || one === "b");
        const isOutside = resolved === ".." || resolved.startsWith("../");
        const climbsFromName = named >= 0 && parts.includes("..", named);
        assert.equal(isUnsafeTarget(link, target), isOutside || climbsFromName, `${link} -> ${target}`);
      }),
      { numRuns: 3000 },
    );
    for (const target of ["", "/", "/a", "a\\b", "c:a", "a\0"]) assert.equal(isUnsafeTarget("a/b", target), true);
  });

  it("finds whatever lies behind a link, or in its place, and nothing else", () => {
    const link = fc.array(fc.constantFrom("a", "A", "b", "a.", "a ", "a:x", "ab", "!"), { minLength: 1, maxLength: 3 });
    const places = fc.uniqueArray(
      link.map((parts) => parts.join("/")),
      { maxLength: 12 },
    );
    /** As {@link placesBehind} would be if it compared each with each. */
    const fold = (text: string): string =>
      text
        .split("/")
        .map((name) => name.replace(/:.*/, "").replace(/[. ]+$/, ""))
        .join("/")
        .toLowerCase();
    fc.assert(
      fc.property(places, fc.nat(), (all, count) => {
        const links = all.slice(0, count % (all.length + 1));
        for (const one of links) {
          const below = all.filter((other) => other !== one && `${fold(other)}/`.startsWith(`${fold(one)}/`));
          assert.equal(placesBehind([one], all).length > 0, below.length > 0, `${one} of ${all.join(", ")}`);
        }
        const each = links.flatMap((one) => placesBehind([one], all));
        assert.deepEqual(placesBehind(links, all), each);
      }),
      { numRuns: 3000 },
    );
  });

  it("refuses what Windows extracts through a link that is named there otherwise", async () => {
    for (const name of ["lib /src.", "lib/src::$INDEX_ALLOCATION", "LIB./SRC"]) {
      const link = { name, type: "2", target: ".." };
      for (const file of ["lib/src/x.dart", "lib/src"]) {
        const opened = await openPub(pubArchive([pubspec, { name: file, content: "x" }, link]));
        assert.deepEqual(codesOf(opened), ["package-entry-path-unsafe"], `${name} and ${file}`);
      }
      assert.deepEqual(codesOf(await openPub(pubArchive([pubspec, { name: "lib/srcx", content: "x" }, link]))), []);
    }
  });

  it("takes links by any writing of a path that stays within", async () => {
    for (const target of ["..", "../", "./x", "x/./y", "x//y", ".././x", "../..", ".././/..", "../../lib"]) {
      const link = { name: "lib/src/l", type: "2", target };
      assert.deepEqual(codesOf(await openPub(pubArchive([pubspec, link]))), [], target);
      const climbing = { name: "l", type: "2", target: `../${target}` };
      const codes = codesOf(await openPub(pubArchive([pubspec, climbing])));
      assert.deepEqual(codes, ["package-entry-path-unsafe"], `l -> ../${target}`);
    }
  });
});
