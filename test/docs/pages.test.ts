import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCodeMeanings } from "../../lib/cli/exit-codes.js";
import { isIssueCode } from "../../lib/report/index.js";
import { root } from "../shared.js";
import { generatedPages } from "./pages.js";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const pages = [
  "README.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** As services that show Markdown name a heading in a link. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

describe("the documentation", () => {
  for (const [path, page] of generatedPages) {
    it(`has ${path} as npm run docs:codes makes it`, () => assert.equal(read(path), page()));
  }

  for (const page of pages) {
    it(`links to files that exist: ${page}`, () => {
      for (const [, target = ""] of read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        if (!/^[a-z]+:/.test(target)) assert.ok(existsSync(join(root, dirname(page), target)), target);
      }
    });
  }

  it("links to no source, which whoever installs the package has not got; the page on the sources may", () => {
    for (const page of pages.filter((one) => one !== "docs/architecture.md"))
      assert.doesNotMatch(read(page), /\]\((?:\.\.\/)?lib\//, page);
  });

  it("names every schema as it is published", () => {
    const named = read("docs/exit-codes-and-json.md").matchAll(/`([a-z-]+-\d+)\.json`/g);
    const published = readdirSync(join(root, "lib", "schemas")).map((name) => name.replace(/\.json$/, ""));
    assert.deepEqual([...new Set([...named].map(([, name = ""]) => name))].toSorted(), published.toSorted());
  });

  for (const page of pages) {
    it(`links to headings that exist: ${page}`, () => {
      for (const [, target = "", anchor = ""] of read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)) {
        const path = target === "" ? page : join(dirname(page), target);
        const anchors = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
        assert.ok(anchors.includes(anchor), `${target}#${anchor}`);
      }
    });
  }

  it("maps every room of lib/, each with the file where reading starts", () => {
    const rows = [...read("docs/architecture.md").matchAll(/^\| \[`([\w-]+)`\]\(\S+\) \|.*\| `([\w-]+\.ts)` \|$/gm)];
    const rooms = readdirSync(join(root, "lib"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(root, "lib", entry.name, "index.ts")))
      .map(({ name }) => name);
    assert.deepEqual(rows.map(([, room = ""]) => room).toSorted(), rooms.toSorted());
    for (const [, room = "", start = ""] of rows)
      assert.ok(existsSync(join(root, "lib", room, start)), `${room}/${start}`);
  });

  it("has every page that a comment of the sources cites", () => {
    const sources = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" });
    for (const name of sources.filter((one) => one.endsWith(".ts"))) {
      for (const [line] of read(join("lib", name)).matchAll(/^\s*(?:\/?\*|\/\/).*$/gm)) {
        for (const [page] of line.matchAll(/[\w/-]+\.md\b/g))
          assert.ok(existsSync(join(root, page)), `${name}: ${page}`);
        assert.doesNotMatch(line, /\breference \d|\b(?:api|use)\.ts\b/, name);
      }
    }
  });

  it("lists every exit code with its meaning", () => {
    const page = read("docs/exit-codes-and-json.md");
    for (const [code, meaning] of exitCodeMeanings) {
      const row = page.split("\n").find((line) => line.startsWith(`| ${code} |`));
      assert.ok(row?.includes(meaning.split(";")[0] ?? meaning), `${code}: ${meaning}`);
    }
  });

  it("names each schema that the command prints", () => {
    const sources = readdirSync(join(root, "lib", "cli"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const text = sources.map((name) => read(join("lib", "cli", name))).join("\n");
    const page = read("docs/exit-codes-and-json.md");
    const names = new Set([...text.matchAll(/schema: "(countersign\.[a-z-]+\/\d+)"/g)].map(([, name = ""]) => name));
    assert.ok(names.size >= 10);
    for (const name of names) if (name !== "countersign.request/1") assert.ok(page.includes(name), name);
  });

  it("names only codes that are in the catalogue", () => {
    for (const page of pages.filter((name) => name !== "docs/issue-codes.md")) {
      for (const [, code = ""] of read(page).matchAll(
        /`((?:package|signature|certificate|chain|timestamp|revocation|pin|signer|content)-[a-z0-9-]+)`/g,
      )) {
        // An attribute of CMS, and a rule of the trust file.
        if (code !== "signing-certificate-v2" && code !== "certificate-policy")
          assert.ok(isIssueCode(code) || page === "docs/where-we-differ-from-dotnet.md", `${page}: ${code}`);
      }
    }
  });
});
