import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageFiles } from "../../lib/cli/inputs/package-files.js";
import type { Surroundings } from "../../lib/cli/index.js";
import { ConfigError } from "../../lib/report/index.js";
import { asOrdinaryUser } from "../support/ordinary-user.js";
import { countersign, temporaryFolder } from "./harness.js";

describe("the packages that operands name", () => {
  const folder = temporaryFolder();
  const at = (...parts: readonly string[]): string => join(folder(), ...parts);

  before(() => {
    mkdirSync(at("tree", "deep"), { recursive: true });
    for (const name of ["b.nupkg", "a.nupkg", "note.txt", "data.bin", "data.bin.p7s", "[x].nupkg"]) {
      writeFileSync(at("tree", name), "");
    }
    writeFileSync(at("tree", "deep", "c.tar.gz"), "");
    mkdirSync(at("empty"));
  });

  const surroundings = (environment: Readonly<Record<string, string>> = {}): Surroundings => ({
    stdout: silent,
    stderr: silent,
    environment,
    workingDirectory: folder(),
    clock: () => new Date(0),
    signal: new AbortController().signal,
    readInput: async () => new Uint8Array(),
    askSecret: async () => undefined,
  });
  const silent = { write: () => undefined, isTerminal: false, columns: 80 };
  const shownOf = async (operands: readonly string[]): Promise<readonly string[]> =>
    (await packageFiles(operands, surroundings())).map((file) => file.shown);
  const refusal = async (call: Promise<unknown>): Promise<ConfigError> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  };

  it("are files as they stand, once each, and in their order", async () => {
    assert.deepEqual(await shownOf(["tree/b.nupkg", "tree/a.nupkg", "./tree/b.nupkg"]), [
      "tree/b.nupkg",
      "tree/a.nupkg",
    ]);
  });

  it("stay in the list when they do not exist, for reading them to say so", async () => {
    assert.deepEqual(await shownOf(["missing.nupkg"]), ["missing.nupkg"]);
  });

  it("are the packages of a folder and below, sorted, with files that have a signature beside them", async () => {
    const names = await shownOf(["tree"]);
    assert.deepEqual(
      names,
      ["[x].nupkg", "a.nupkg", "b.nupkg", "data.bin", join("deep", "c.tar.gz")].map((name) => join("tree", name)),
    );
    assert.match((await refusal(shownOf(["empty"]))).expected, /folder with packages/);
  });

  it("are packages behind links too: whoever installs from the folder follows them", async function () {
    if (process.platform === "win32") this.skip();
    mkdirSync(at("linked"));
    writeFileSync(at("elsewhere.bin"), "");
    symlinkSync(at("elsewhere.bin"), at("linked", "behind.nupkg"));
    symlinkSync(at("nowhere"), at("linked", "dangling.nupkg"));
    symlinkSync(at("tree"), at("linked", "folder"));
    assert.deepEqual(await shownOf(["linked"]), [join("linked", "behind.nupkg"), join("linked", "dangling.nupkg")]);
  });

  it("are none behind a link to a folder, which is said: what is passed over is not judged", async function () {
    if (process.platform === "win32") this.skip();
    mkdirSync(at("joined"));
    writeFileSync(at("joined", "own.nupkg"), "");
    symlinkSync(at("tree"), at("joined", "folder"));
    let told = "";
    const stderr = { ...silent, write: (text: string) => void (told += text) };
    await packageFiles(["joined"], { ...surroundings(), stderr });
    const shown = join("joined", "folder");
    assert.equal(
      told,
      `note: ${shown} leads to another folder and is not followed; name it by itself to have it read\n`,
    );
  });

  it("are what a pattern fits, where no shell expanded it", async () => {
    assert.deepEqual(await shownOf(["tree/?.nupkg"]), [join("tree", "a.nupkg"), join("tree", "b.nupkg")]);
    assert.deepEqual(await shownOf(["tree/**/*.{tar.gz,bin}"]), [
      join("tree", "data.bin"),
      join("tree", "deep", "c.tar.gz"),
    ]);
    assert.equal((await refusal(shownOf(["tree/*.zip"]))).at, "tree/*.zip");
  });

  for (const operand of ["partly", "partly/**/*.nupkg"])
    it(`are not judged in a folder that this user may not read, which is said: ${operand}`, async function () {
      if (process.platform === "win32") this.skip();
      mkdirSync(at("partly", "closed"), { recursive: true });
      writeFileSync(at("partly", "open.nupkg"), "");
      writeFileSync(at("partly", "closed", "unseen.nupkg"), "");
      chmodSync(at("partly", "closed"), 0o300);
      await asOrdinaryUser(folder(), async () => {
        const ran = await countersign(["verify", operand], { cwd: folder() });
        assert.equal(ran.code, 20, ran.stderr); // the empty file
        assert.match(ran.stdout, /^partly\/closed: not judged\n.*may not be accessed by this user/m);
        assert.match(ran.stdout, /2 packages: 1 not judged, 1 tampered/);
        const alone = await countersign(["verify", operand.replace("partly", "partly/closed")], { cwd: folder() });
        assert.equal(alone.code, 3, alone.stderr);
      });
      chmodSync(at("partly", "closed"), 0o700);
    });

  it("are looked for from a folder, which is named where a pattern fits nothing", async () => {
    const { remedy } = await refusal(shownOf(["tree/*.zip"]));
    assert.equal(remedy, `Check the pattern, and the folder that it begins in: ${folder()}`);
  });

  it("are not read from standard input, which a dash says elsewhere", async () => {
    for (const words of [["verify"], ["inspect"], ["trust", "add"], ["trust", "why"]]) {
      const ran = await countersign([...words, "-"], { cwd: at("tree") });
      assert.equal(ran.code, 2, ran.stdout);
      assert.match(ran.stderr, /received a dash, and standard input is not read\n  → Write it to a file first/);
    }
    mkdirSync(at("dashed"));
    writeFileSync(at("dashed", "-"), "");
    const named = await countersign(["verify", "-"], { cwd: at("dashed") });
    assert.equal(named.code, 23, "a file of that name is a file");
  });

  it("are taken by their name where a file is called like a pattern", async () => {
    assert.deepEqual(await shownOf(["tree/[x].nupkg"]), ["tree/[x].nupkg"]);
  });

  it("are not called missing in a folder that can't be entered: by this user, or by a link in a circle", async function () {
    if (process.platform === "win32") this.skip();
    mkdirSync(at("locked", "closed", "a", "1.0.0"), { recursive: true });
    writeFileSync(at("locked", "closed", "a", "1.0.0", "a.1.0.0.nupkg"), "");
    const dependencies = { "net8.0": { A: { type: "Direct", resolved: "1.0.0" } } };
    writeFileSync(at("locked", "packages.lock.json"), JSON.stringify({ version: 1, dependencies }));
    const verify = (where: string) =>
      countersign(["verify", "packages.lock.json", "--package-folder", where], { cwd: at("locked") });
    symlinkSync("circle", at("locked", "circle"));
    assert.match((await verify("circle")).stdout, /a\.1\.0\.0\.nupkg is a symbolic link that leads in a circle/);
    chmodSync(at("locked", "closed"), 0o600);
    await asOrdinaryUser(folder(), async () => {
      const ran = await verify("closed");
      assert.equal(ran.code, 3, ran.stderr);
      assert.match(ran.stdout, /a\.1\.0\.0\.nupkg may not be accessed by this user/);
      assert.match((await verify("elsewhere")).stdout, /is not in elsewhere: there is no/);
    });
    chmodSync(at("locked", "closed"), 0o700);
  });

  describe("through a lock file", () => {
    const write = (name: string, text: string): string => {
      writeFileSync(at(name), text);
      return name;
    };

    it("of NuGet are in the global folder, lower case, projects left out", async () => {
      const file = write(
        "packages.lock.json",
        JSON.stringify({
          version: 1,
          dependencies: {
            "net8.0": { "Contoso.Lib": { type: "Direct", resolved: "1.2.0-Beta" }, app: { type: "Project" } },
            "net9.0": { "Contoso.Lib": { type: "Direct", resolved: "1.2.0-Beta" } },
          },
        }),
      );
      const files = await packageFiles([file], surroundings({ NUGET_PACKAGES: "/p" }));
      assert.deepEqual(
        files.map(({ path, expect }) => ({ path, expect })),
        [
          {
            path: join("/p", "contoso.lib", "1.2.0-beta", "contoso.lib.1.2.0-beta.nupkg"),
            expect: { identity: { id: "Contoso.Lib", version: "1.2.0-Beta" } },
          },
        ],
      );
      const [own] = await packageFiles([file], surroundings(), "/own");
      assert.ok(own?.path.startsWith(join("/own", "contoso.lib")));
    });

    it("of a project's assets are where that file says", async () => {
      const file = write(
        "project.assets.json",
        JSON.stringify({
          libraries: { "A/1.0.0": { type: "package" }, "P/1.0.0": { type: "project" } },
          packageFolders: { "/cache/": {} },
        }),
      );
      const files = await packageFiles([file], surroundings());
      assert.deepEqual(
        files.map(({ path }) => path),
        [join("/cache", "a", "1.0.0", "a.1.0.0.nupkg")],
      );
    });

    it("of pub are in its cache, where a tool may put them", async () => {
      const description = "{ name: foo, url: 'https://x.example:8080/pub/' }";
      const file = write(
        "pubspec.lock",
        `packages:\n  foo:\n    dependency: "direct main"\n    description: ${description}\n    source: hosted\n    version: "1.0.0"\n  sdk:\n    source: sdk\n    version: "0.0.0"\n`,
      );
      const [first, ...more] = await packageFiles([file], surroundings({ PUB_CACHE: "/pub" }));
      assert.equal(first?.path, join("/pub", "hosted", "x.example%588080%47pub%47", ".cache", "foo-1.0.0.tar.gz"));
      assert.deepEqual(more, []);
      assert.equal((await packageFiles([file], surroundings(), "/d"))[0]?.path, join("/d", "foo-1.0.0.tar.gz"));
    });

    it("of pub come each once, which is found out in a file of many keys as well", async () => {
      const keys = Array.from({ length: 30_000 }, (_, at) => `  k${at}: { source: sdk }\n`).join("");
      assert.deepEqual(await packageFiles([write("pubspec.lock", `packages:\n${keys}`)], surroundings()), []);
      const twice = write("pubspec.lock", "packages:\n  a: 1\n  b:\n    c: 1\n    'c': 2\n");
      assert.match((await refusal(packageFiles([twice], surroundings()))).received, /unique/);
    });

    it("are restored, not misspelt, where they are in none of the folders", async () => {
      const entry = { type: "Direct", resolved: "1.0.0" };
      write("packages.lock.json", JSON.stringify({ dependencies: { x: { Lib: entry } } }));
      write(
        "project.assets.json",
        JSON.stringify({ libraries: { "Lib/1.0.0": { type: "package" } }, packageFolders: { "/c": {} } }),
      );
      const url = "{ name: lib, url: 'https://x.example' }";
      write("pubspec.lock", `packages:\n  lib:\n    description: ${url}\n    source: hosted\n    version: "1.0.0"\n`);
      const environment = { NUGET_PACKAGES: at("global"), PUB_CACHE: at("pub") };
      const nuget = /Run dotnet restore.*--package-folder DIR/;
      for (const [lockFile, where, remedy] of [
        ["packages.lock.json", `is not in ${at("global")}:`, nuget],
        ["project.assets.json", `is not in /c or ${at("global")}:`, nuget],
        ["pubspec.lock", `is not in ${at("pub", "hosted", "x.example", ".cache")}:`, /dart pub get keeps no archives/],
      ] as const) {
        for (const command of ["verify", "inspect", "explain"]) {
          const { code, stdout, stderr } = await countersign([command, lockFile], { cwd: folder(), environment });
          assert.equal(code, 3);
          assert.ok(`${stdout}${stderr}`.includes(where), `${stdout}${stderr}`);
          assert.match(`${stdout}${stderr}`, remedy);
          assert.doesNotMatch(`${stdout}${stderr}`, /misspelt/);
        }
      }
    });

    it("are below the folder of the call where a relative folder is named, and bound by the lock file if a folder named them first", async () => {
      const entry = { type: "Direct", resolved: "1.0.0" };
      write("packages.lock.json", JSON.stringify({ dependencies: { x: { Lib: entry } } }));
      const within = join("own", "lib", "1.0.0");
      mkdirSync(at(within), { recursive: true });
      const file = write(join(within, "lib.1.0.0.nupkg"), "");
      const found = await packageFiles(["own", "packages.lock.json"], surroundings(), "own");
      assert.deepEqual(found, [{ shown: file, path: at(file), expect: { identity: { id: "Lib", version: "1.0.0" } } }]);
      assert.deepEqual(await packageFiles(["packages.lock.json"], surroundings(), "own"), found);
    });

    it("can't climb out of the folder by its names", async () => {
      const entry = { type: "Direct", resolved: "../../1" };
      write("packages.lock.json", JSON.stringify({ dependencies: { x: { "../../etc/passwd": entry, "..": entry } } }));
      for (const { path } of await packageFiles(["packages.lock.json"], surroundings(), "/own")) {
        assert.ok(path.startsWith(join("/own") + "/"), path);
      }
    });

    it("is refused under a merge conflict, with its line, and in another form", async () => {
      const conflict = '{\n<<<<<<< ours\n"version": 1\n=======\n"version": 2\n>>>>>>> theirs\n}';
      const error = await refusal(packageFiles([write("packages.lock.json", conflict)], surroundings()));
      assert.equal(error.line, 2);
      assert.match(error.remedy, /merge conflict/);
      await refusal(packageFiles([write("project.assets.json", "[]")], surroundings()));
      await refusal(packageFiles([write("pubspec.lock", "a: [")], surroundings()));
      const bomb = `a: &a [x, x]\nb: &b [*a, *a]\npackages: { c: *b }\n`;
      await refusal(packageFiles([write("pubspec.lock", bomb)], surroundings()));
    });

    // Sixty thousand brackets ended the process, and for each error the library quoted its whole line, for minutes.
    for (const [what, text] of [
      ["brackets", "[".repeat(60_000)],
      ["commas", `[${",".repeat(400_000)}]`],
      ["commas in short lines", "[\n,\n".repeat(60_000)],
      ["tags", "!a ".repeat(200_000)],
      ["questions", "? ".repeat(60_000)],
      ["dashes", `\n${`${"- ".repeat(60)}x\n`.repeat(7000)}`],
      ["escapes", `"${"\\q".repeat(400_000)}"`],
      ["colons", `{${": ".repeat(400_000)}`],
    ] as const) {
      it(`of pub are in no file of ${what}, which no reader of YAML is given`, async () => {
        const { received } = await refusal(packageFiles([write("pubspec.lock", `packages: ${text}`)], surroundings()));
        assert.equal(received, "more pieces or levels than a lock file has");
      });
    }

    it("of pub are refused where pub would read other packages: its reader breaks the line at a carriage return", async () => {
      const hidden = (text: string): string => `#\rpackages:\r  other: 1\rx: |\n packages: ${text}\n`;
      const { line, received } = await refusal(packageFiles([write("pubspec.lock", hidden("{}"))], surroundings()));
      assert.deepEqual([line, received], [1, "the character U+000D, over which readers of YAML differ"]);
      const windows = "\ufeffpackages:\r\n  {}\r\n";
      assert.deepEqual(await packageFiles([write("pubspec.lock", windows)], surroundings()), []);
    });

    it("are in no JSON that is far too long for a lock file", async () => {
      const text = `{"libraries":{},"dependencies":{}}${" ".repeat(2 ** 24)}`;
      for (const name of ["packages.lock.json", "project.assets.json"]) {
        const { expected } = await refusal(packageFiles([write(name, text)], surroundings()));
        assert.equal(expected, "at most 16777216 characters");
      }
    });

    it("of pub are refused with the line of an error", async () => {
      const { line, received } = await refusal(
        packageFiles([write("pubspec.lock", "packages:\n  a: 1\n  b: [,\n")], surroundings()),
      );
      assert.deepEqual([line, received], [3, "Unexpected , in flow sequence"]);
    });

    for (const [what, name, text] of [
      ["lists that are none", "packages.lock.json", '{"dependencies":"x"}'],
      ["a target that is none", "packages.lock.json", '{"dependencies":{"net8.0":["A"]}}'],
      ["a package without a version", "packages.lock.json", '{"dependencies":{"net8.0":{"A":{"type":"Direct"}}}}'],
      ["a version that is a number", "packages.lock.json", '{"dependencies":{"net8.0":{"A":{"resolved":1}}}}'],
      ["a package that is given twice", "packages.lock.json", '{"dependencies":{"n":{"A":{},"A":{"type":"Project"}}}}'],
      ["a library without a type", "project.assets.json", '{"libraries":{"A/1.0.0":{}}}'],
      ["a library without a version", "project.assets.json", '{"libraries":{"A":{"type":"package"}}}'],
      ["no packages", "pubspec.lock", "packages:\n"],
      ["a package without a source", "pubspec.lock", "packages: { a: { version: '1.0.0' } }\n"],
      ["a version as a number", "pubspec.lock", "packages: { a: { source: hosted, version: 1.0 } }\n"],
      [
        "another name in its description, by which pub would fetch it",
        "pubspec.lock",
        "packages: { a: { source: hosted, version: '1.0.0', description: { name: b, url: 'https://x.example' } } }\n",
      ],
      [
        "a hash that is none",
        "pubspec.lock",
        "packages: { a: { source: hosted, version: '1.0.0', description: { sha256: '00', url: 'https://x.example' } } }\n",
      ],
      ["no address", "pubspec.lock", "packages: { a: { source: hosted, version: '1.0.0', description: a } }\n"],
    ] as const) {
      it(`is refused with ${what} (${name}): who installs by it might read it otherwise`, async () => {
        await refusal(packageFiles([write(name, text)], surroundings()));
      });
    }

    it("says so where it names no package", async () => {
      const { code, stderr } = await countersign(["verify", write("packages.lock.json", '{"dependencies":{}}')], {
        cwd: folder(),
      });
      assert.deepEqual([code, /names no package to be judged/.test(stderr)], [0, true]);
    });

    it("keeps hostile names as names", async () => {
      const file = write(
        "packages.lock.json",
        '{"dependencies":{"net8.0":{"__proto__":{"type":"Direct","resolved":"1.0.0"}}}}',
      );
      const [only] = await packageFiles([file], surroundings(), "/own");
      assert.equal(only?.expect?.identity.id, "__proto__");
    });
  });
});
