// The demo, on a machine with only Node and git: installs what is missing, builds, and shows the main job on a real package.
// npm run demo [-- PACKAGE.nupkg]
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function must(what, command, args) {
  console.log(`· ${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

function newestIn(folder) {
  const times = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs);
  return Math.max(...times);
}

if (!existsSync(join(root, "node_modules", "typescript"))) must("installing dependencies", "npm", ["ci"]);
const command = join(root, "dist", "cli", "main.cjs");
const isBuilt = existsSync(command) && statSync(command).mtimeMs > newestIn(join(root, "lib"));
if (!isBuilt) must("building", process.execPath, ["build.mjs"]);

const { show } = await import("./show.mjs");
process.exitCode = await show(process.argv[2]);
