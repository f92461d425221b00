import assert from "node:assert/strict";
import { build } from "esbuild";
import { root } from "../shared.js";

/** What the package's own `imports` lead to where the platform is not Node. */
const ELSEWHERE = { "#native": "./lib/crypto/platform.ts", "#roots": "./lib/trust/bundled/roots-text.ts" };

describe("the library where there is no Node", () => {
  it("is built without node:*, and without Node's cryptography", async () => {
    const contents = 'export * from "./lib/index.ts"; export { bundledTrust } from "./lib/trust/bundled/index.ts";';
    // A module that the platform lacks is an error of this build.
    const { metafile } = await build({
      stdin: { contents, resolveDir: root, loader: "ts" },
      absWorkingDir: root,
      bundle: true,
      write: false,
      platform: "browser",
      format: "esm",
      outdir: root,
      splitting: true,
      logLevel: "silent",
      metafile: true,
      alias: ELSEWHERE,
    });
    const modules = Object.keys(metafile.inputs);
    assert.ok(modules.includes("lib/crypto/platform.ts"));
    assert.deepEqual(
      modules.filter((name) => /^lib\/(?:crypto\/native|node|cli)\//.test(name)),
      [],
    );
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    assert.deepEqual(
      imported.filter((path) => path.startsWith("node:")),
      [],
    );
  });
});
