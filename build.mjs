// Makes `dist/`: the library twice, and the command as bundles. A process that loads two hundred small modules takes longer to
// start than to verify a package: on Node a subpath of the package is one file in `flat/`, and the parts that it shares with the
// others. Elsewhere it is the modules that tsc makes, of which a bundler takes what is used.
//
// In `cli/`:
//
//   main.cjs            what npm links (`lib/cli/launcher`): chooses between the next two by looking at the words
//   verify.cjs          a plain `countersign verify` in one flat CommonJS file, the form that Node loads soonest
//   every.js            everything, split where modules are imported as needed
//   thread.js           what a thread that judges runs, where there are many files
//   hash.js             what a thread that hashes runs
//   kept-evidence.cjs   what verify.cjs reads cached revocation data with, if there are any
//
//   node build.mjs                 everything
//   node build.mjs --command OUT   the command alone, into the folder OUT (tests run it from there)
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
// Data that modules read from beside themselves, and the published schemas.
const ASSETS = new Set([".bin", ".json"]);

function compile() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  // Makes the bundled roots from the SDK's files: a tool of this repository, not of its users.
  rmSync(join(dist, "trust", "bundled", "make"), { recursive: true, force: true });
  rmSync(join(dist, "cli"), { recursive: true, force: true });
  // What runs on Node alone is there in its flat form.
  for (const name of readdirSync(join(dist, "node"), { recursive: true }))
    if (name.endsWith(".js")) rmSync(join(dist, "node", name));
}

function copyAssets() {
  for (const entry of readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    if (entry.isFile() && ASSETS.has(extname(entry.name))) cpSync(source, join(dist, relative(join(root, "lib"), source)));
  }
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  packages: "external",
  conditions: ["countersign-source"],
  // Names stay as they are: a defect is reported with its stack.
  minifyWhitespace: true,
  minifySyntax: true,
  // Node shows the line that threw what nobody caught: not all of the file.
  lineLimit: 160,
  legalComments: "none",
  logLevel: "warning",
};

const split = { ...common, format: "esm", splitting: true };

/** The subpaths of the package for Node, and beside them what the library starts as threads. */
async function bundleLibrary(outdir, roots) {
  const plugins = [besideTheirModule(roots)];
  const doors = { index: "index", node: "node/index", "trust-list": "trust/bundled/index", testing: "testing/index" };
  const programs = { thread: "node/batch/thread" };
  const entries = Object.entries({ ...doors, ...programs });
  await build({ ...split, entryPoints: entries.map(([out, path]) => ({ in: `lib/${path}.ts`, out })), outdir, plugins });
  await bundleHashing(outdir, plugins);
}

/** On its own: the thread is there sooner if it loads what it runs and no more. */
function bundleHashing(outdir, plugins) {
  const outfile = join(outdir, "hash.js");
  return build({ ...common, entryPoints: ["lib/node/batch/hash.ts"], outfile, format: "esm", plugins });
}

/** @param roots the folder `trust/bundled` of a build or of the sources, as the bundle reaches it. */
async function bundleCommand(outdir, roots) {
  mkdirSync(outdir, { recursive: true });
  const plugins = [besideTheirModule(roots)];
  const programs = [
    { in: "lib/cli/main.ts", out: "every" },
    { in: "lib/node/batch/thread.ts", out: "thread" },
  ];
  await build({ ...split, entryPoints: programs, outdir, plugins });
  await bundleHashing(outdir, plugins);
  const quick = { ...common, format: "cjs", ...moduleUrl };
  const kept = join(outdir, "verify.cjs");
  const { metafile } = await build({
    ...quick,
    entryPoints: ["lib/cli/main.ts"],
    outfile: kept,
    plugins: [...plugins, flat],
    metafile: true,
  });
  importByLauncher(kept, Object.values(metafile.outputs)[0].imports);
  await build({
    ...quick,
    entryPoints: ["lib/node/revocation/http-evidence.ts"],
    outfile: join(outdir, "kept-evidence.cjs"),
    plugins,
  });
  const digest = createHash("sha256").update(readFileSync(kept)).digest("hex").slice(0, 32);
  await build({
    ...quick,
    entryPoints: ["lib/cli/launcher/main.ts"],
    outfile: join(outdir, "main.cjs"),
    banner: { js: `#!/usr/bin/env node\n${moduleUrl.banner.js}` },
    define: {
      ...moduleUrl.define,
      SLOW_OPTIONS: JSON.stringify(await slowOptions()),
      VERIFY_DIGEST: JSON.stringify(digest),
    },
  });
  chmodSync(join(outdir, "main.cjs"), 0o755);
}

// A script whose compiled form was read back can't import: the engine has forgotten how. The launcher does it for it, from the
// same folder.
function importByLauncher(file, imports) {
  const expected = imports.filter(({ kind }) => kind === "dynamic-import").length;
  let count = 0;
  const text = readFileSync(file, "utf8").replace(/\bimport\((?=["'])/g, () => {
    count++;
    return "importModule(";
  });
  if (count !== expected) throw new Error(`${file}: ${count} imports where esbuild counts ${expected}`);
  writeFileSync(file, text);
}

const moduleUrl = {
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: 'const moduleUrl=require("node:url").pathToFileURL(__filename).href;' },
};

// A module that is imported as needed makes esbuild wrap it, and whatever it shares with others, in functions: Node then reads
// each twice. So the quick command has none: the command itself is imported at once, cached revocation data (read offline alone,
// so that no error crosses over) by a file of their own, and whatever else a line could need is left to `every.js`.
const flat = {
  name: "flat",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path }) => {
      if (kind !== "dynamic-import") return undefined;
      if (path.endsWith("/http-evidence.js")) return { path: "./kept-evidence.cjs", external: true };
      if (path.endsWith("/rarely/repositories.js")) return { path, namespace: "handed over" };
      if (path === "./every.js") return { path, external: true };
      return path.endsWith("/roots-text.js") ? undefined : { path, namespace: "elsewhere" };
    });
    // What a trust file asks for is known when it is read, and before anything is printed: then the whole command runs the line
    // anew, and this one waits for ever, which keeps no process alive.
    onLoad({ filter: /.*/, namespace: "handed over" }, () => ({
      contents: 'exports.repositoriesAt = () => import("./every.js").then(() => new Promise(() => undefined));',
    }));
    // The launcher brings no other command here, so their tables need not be read.
    onResolve({ filter: /\/specs\/(?:sign|chain|trust|policy|revocation)\.js$/ }, ({ path }) => ({ path, namespace: "no specs" }));
    onLoad({ filter: /.*/, namespace: "no specs" }, () => ({ contents: "module.exports = {};" }));
    onLoad({ filter: /.*/, namespace: "elsewhere" }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not in the quick command: countersign is built wrongly`)});`,
    }));
    onLoad({ filter: /cli\/commands\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/^ {2}(?:trust\.)?(?!verify\b)\w+,$/gm, ""),
      loader: "ts",
    }));
    onLoad({ filter: /specs\/verify\.ts$/ }, ({ path }) => ({
      contents: `import * as verifyCommand from "../commands/verify.js";\n${readFileSync(path, "utf8").replace('import("../commands/verify.js")', "Promise.resolve(verifyCommand)")}`,
      loader: "ts",
    }));
  },
};

// The list of roots is read from beside its module, and in a bundle that module is elsewhere; so is the text that replaces it.
function besideTheirModule(roots) {
  return {
    name: "beside their module",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /\/roots-text\.js$/ }, () => ({ path: `${roots}/roots-text.js`, external: true }));
      onLoad({ filter: /roots-file\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replace('"./roots.bin"', JSON.stringify(`${roots}/roots.bin`)),
        loader: "ts",
      }));
    },
  };
}

// The table of `verify` says which of its options need more than a plain verification loads.
async function slowOptions() {
  const table = { ...common, entryPoints: ["lib/cli/specs/verify.ts"], format: "esm", write: false, external: ["../commands/*"] };
  const { outputFiles } = await build(table);
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const options = verify.groups.flatMap((group) => group.options);
  return Object.fromEntries(
    options.flatMap(({ name, quickOnlyFor }) => (quickOnlyFor === undefined ? [] : [[`--${name}`, quickOnlyFor]])),
  );
}

const [option, folder] = process.argv.slice(2);
if (option === "--command") {
  await bundleCommand(folder, pathToFileURL(join(root, "lib", "trust", "bundled")).href);
} else {
  rmSync(dist, { recursive: true, force: true });
  compile();
  copyAssets();
  await bundleLibrary(join(dist, "flat"), "../trust/bundled");
  await bundleCommand(join(dist, "cli"), "../trust/bundled");
}
