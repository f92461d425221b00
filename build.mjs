// Makes `dist/`: the library by tsc, module for module, and the command as a bundle.
//
// The command is bundled because a process that loads two hundred small modules takes longer to start than to verify a
// package; it is split at dynamic imports, so that a verification loads nothing that only signing needs. Dependencies stay
// outside.
//
//   node build.mjs                 everything
//   node build.mjs --command OUT   the command alone, into the folder OUT (tests run it from there)
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
// Data that modules read from beside themselves, and the published schemas.
const ASSETS = new Set([".bin", ".json"]);
const ROOTS = join("trust", "bundled", "roots.bin");

function compile() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  // Makes the bundled roots from the SDK's files: a tool of this repository, not of its users.
  rmSync(join(dist, "trust", "bundled", "make"), { recursive: true, force: true });
  rmSync(join(dist, "cli"), { recursive: true, force: true });
}

function copyAssets() {
  for (const entry of readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    if (entry.isFile() && ASSETS.has(extname(entry.name))) cpSync(source, join(dist, relative(join(root, "lib"), source)));
  }
}

async function bundleCommand(outdir, rootsFrom) {
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/cli/main.ts"],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    conditions: ["countersign-source"],
    // Names that errors show stay readable; the rest is read by a machine alone.
    minifyWhitespace: true,
    keepNames: false,
    legalComments: "none",
    plugins: [rootsWhereTheyLie(rootsFrom)],
    logLevel: "warning",
  });
  chmodSync(join(outdir, "main.js"), 0o755);
}

// The list of roots is read from beside its module, and in the bundle that module is elsewhere.
function rootsWhereTheyLie(from) {
  return {
    name: "roots",
    setup({ onLoad }) {
      onLoad({ filter: /roots-file\.ts$/ }, async ({ path }) => {
        const { readFile } = await import("node:fs/promises");
        const contents = (await readFile(path, "utf8")).replace('"./roots.bin"', JSON.stringify(from));
        return { contents, loader: "ts" };
      });
    },
  };
}

const [option, folder] = process.argv.slice(2);
if (option === "--command") {
  await bundleCommand(folder, new URL(join("lib", ROOTS), import.meta.url).href);
} else {
  rmSync(dist, { recursive: true, force: true });
  compile();
  copyAssets();
  await bundleCommand(join(dist, "cli"), `../${ROOTS.replaceAll("\\", "/")}`);
}
