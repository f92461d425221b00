import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { root } from "../shared.js";
import { type Import, importsOf, sourceFiles } from "./imports.js";

/**
 * The rooms in the order of their arrows, with those that may not be entered although they lie before (docs/architecture.md).
 * `formats` hangs on bytes and report alone; `sign` and `verify` are siblings, and so are `testing` and `cli`.
 */
const ROOMS: readonly { readonly name: string; readonly mayImport: readonly string[] }[] = (() => {
  const line = [
    "bytes",
    "report",
    "der",
    "crypto",
    "x509",
    "cms",
    "trust",
    "revocation",
    "path",
    "timestamp",
    "policy",
    "verdict",
  ];
  const rooms = line.map((name, index) => ({ name, mayImport: line.slice(0, index) }));
  rooms.push({ name: "formats", mayImport: ["bytes", "report"] });
  const below = [...line, "formats"];
  rooms.push({ name: "signature", mayImport: below });
  rooms.push({ name: "sign", mayImport: [...below, "signature"] });
  rooms.push({ name: "verify", mayImport: [...below, "signature"] });
  const pure = [...below, "signature", "sign", "verify"];
  rooms.push({ name: "node", mayImport: pure });
  rooms.push({ name: "testing", mayImport: [...pure, "node"] });
  rooms.push({ name: "cli", mayImport: [...pure, "node"] });
  return rooms;
})();

/** Doors: the room's own, and those that a room keeps for what must not be loaded with it. */
const DOORS: ReadonlySet<string> = new Set([
  ...ROOMS.map(({ name }) => `${name}/index.ts`),
  "cms/build/index.ts",
  "trust/bundled/index.ts",
  "index.ts",
]);
/** Crypto on Node, reached through `#native` alone. */
const NATIVE = "crypto/native/";
const ADAPTERS = ["node", "cli", "testing"];
/** Libraries of the cold road, and the rooms that may load them. */
const COLD_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  pkijs: ["cms/build", "testing"],
  asn1js: ["cms/build", "testing"],
  "@peculiar/x509": ["testing"],
  "reflect-metadata": ["testing"],
  "node-forge": ["crypto", "node", "testing"],
};

const roomOf = (file: string): string => file.split("/")[0] ?? "";
const all: readonly Import[] = sourceFiles().flatMap(importsOf);
const inside = all.filter((one): one is Import & { readonly to: string } => one.to !== undefined);
const shown = (wrong: readonly Import[]): string =>
  wrong.map(({ from, specifier }) => `${from} imports ${specifier}`).join("\n");

describe("the rooms of lib/", () => {
  it("are those of the map, and every file lies in one", () => {
    const names = new Set(ROOMS.map(({ name }) => name));
    // `schemas` holds data that the package ships, no code.
    const strangers = sourceFiles().filter((file) => file !== "index.ts" && !names.has(roomOf(file)));
    assert.deepEqual(strangers, []);
    for (const { name } of ROOMS) assert.ok(existsSync(join(root, "lib", name, "index.ts")), `${name} has no door`);
  });

  it("begin with a door that says what they own, what they must never do, and where to start", () => {
    for (const { name } of ROOMS) {
      const text = readFileSync(join(root, "lib", name, "index.ts"), "utf8");
      assert.match(text, new RegExp(`^/\\*\\*\\n \\* ${name}`), `${name}: what it owns`);
      assert.match(text.slice(0, 700), /[Nn]ever|[Nn]either|nothing/, `${name}: what it must never do`);
      assert.match(text.slice(0, 900), /Start with/, `${name}: where to start reading`);
    }
  });

  for (const { name, mayImport } of ROOMS) {
    it(`${name} imports only rooms before it`, () => {
      const wrong = inside.filter(
        ({ from, to }) =>
          roomOf(from) === name && roomOf(to) !== name && !mayImport.includes(roomOf(to)) && to !== "index.ts",
      );
      assert.equal(shown(wrong), "");
    });
  }

  it("enter one another through their doors alone", () => {
    const wrong = inside.filter(({ from, to }) => from !== "index.ts" && roomOf(from) !== roomOf(to) && !DOORS.has(to));
    assert.equal(shown(wrong), "");
  });

  it("give each type one definition: what two rooms share lies in the lowest of them", () => {
    const rooms = new Map<string, string[]>();
    for (const { name } of ROOMS.filter((room) => !ADAPTERS.includes(room.name))) {
      const door = readFileSync(join(root, "lib", name, "index.ts"), "utf8");
      for (const [, isType, names = ""] of door.matchAll(/export( type)? \{([^}]*)\}/g)) {
        for (const [, own = ""] of names.matchAll(isType === undefined ? /\btype (\w+)/g : /(\w+)/g))
          rooms.set(own, [...(rooms.get(own) ?? []), name]);
      }
    }
    assert.ok(rooms.size > 100);
    assert.deepEqual(
      [...rooms].filter(([, names]) => names.length > 1),
      [],
    );
  });

  it("leave the library's own door to the tools: no pure room imports it", () => {
    const wrong = inside.filter(({ from, to }) => to === "index.ts" && !ADAPTERS.includes(roomOf(from)));
    assert.equal(shown(wrong), "");
  });

  it("share within node/ what lies in cache/ and http/: its other folders leave one another alone, but for batch/", () => {
    const folderOf = (file: string): string => /^node\/(\w+)\//.exec(file)?.[1] ?? "";
    const wrong = inside.filter(({ from, to }) => {
      const [own, other] = [folderOf(from), folderOf(to)];
      return ![own, "", "cache", "http"].includes(other) && !["", "batch"].includes(own);
    });
    assert.equal(shown(wrong), "");
  });

  it("have no cycles among their files", () => {
    const next = grouped(inside.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic));
    const state = new Map<string, "open" | "done">();
    const visit = (file: string, path: readonly string[]): void => {
      assert.notEqual(state.get(file), "open", `cycle: ${[...path, file].join(" > ")}`);
      if (state.has(file)) return;
      state.set(file, "open");
      for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
      state.set(file, "done");
    };
    for (const file of sourceFiles()) visit(file, []);
  });
});

describe("what lib/ loads from outside", () => {
  it("is node:* only in the adapters and behind the native provider's door", () => {
    const builtin = (specifier: string): boolean => specifier.startsWith("node:") || builtinModules.includes(specifier);
    const wrong = all.filter(
      ({ from, specifier }) =>
        builtin(specifier) && !ADAPTERS.includes(roomOf(from)) && !from.startsWith(NATIVE) && !isDataDoor(from),
    );
    assert.equal(shown(wrong), "");
  });

  it("is Node's cryptography only by #native, for which another platform has its own", () => {
    const wrong = inside.filter(({ from, to }) => to.startsWith(NATIVE) && !from.startsWith(NATIVE));
    assert.equal(shown(wrong), "");
    const conditional = all.filter(({ specifier }) => specifier === "#native").map(({ from }) => from);
    assert.deepEqual(conditional, ["crypto/index.ts"]);
  });

  it("is the cold road's libraries only where they belong, and never at the start", () => {
    for (const [library, places] of Object.entries(COLD_LIBRARIES)) {
      const uses = all.filter(({ specifier }) => specifier === library || specifier.startsWith(`${library}/`));
      assert.equal(
        shown(uses.filter(({ from }) => !places.some((place) => from.startsWith(`${place}/`)))),
        "",
        library,
      );
      const eager = uses.filter(
        ({ from, typeOnly, dynamic }) =>
          !typeOnly && !dynamic && !from.startsWith("testing/") && !from.startsWith("cms/build/"),
      );
      assert.equal(
        shown(eager.filter(({ from }) => !isLoadedOnUse(from))),
        "",
        `${library} is loaded before it is used`,
      );
    }
  });

  it("reaches cms/build by a dynamic import alone, so that a verification never loads it", () => {
    const wrong = inside.filter(
      ({ from, to, typeOnly, dynamic }) =>
        to === "cms/build/index.ts" && !typeOnly && !dynamic && !from.startsWith("testing/"),
    );
    assert.equal(shown(wrong), "");
  });
});

/** The bundled roots are a file on Node and text elsewhere; their conditional door is the second and last of its kind. */
function isDataDoor(file: string): boolean {
  return file === "trust/bundled/roots-file.ts" || file.startsWith("trust/bundled/make/");
}

/** A file that is itself reached by dynamic imports only. */
function isLoadedOnUse(file: string): boolean {
  const uses = inside.filter(({ to, typeOnly }) => to === file && !typeOnly);
  return uses.length > 0 && uses.every(({ from, dynamic }) => dynamic || isLoadedOnUse(from));
}

function grouped(
  imports: readonly (Import & { readonly to: string })[],
): Map<string, (Import & { readonly to: string })[]> {
  const groups = new Map<string, (Import & { readonly to: string })[]>();
  for (const one of imports) groups.set(one.from, [...(groups.get(one.from) ?? []), one]);
  return groups;
}
