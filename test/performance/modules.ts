import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../interop/tools.js";
import { root } from "../shared.js";

/** Tells the loader's thread to write down what it loads; a file, since a message could come too late. */
const hooks = (log: string): string => `
import { appendFileSync } from "node:fs";
export async function load(url, context, next) {
  appendFileSync(${JSON.stringify(log)}, url + "\\n");
  return next(url, context);
}`;

/** At the end, what CommonJS loaded: required modules don't pass the hooks on every version of Node. */
const preload = (log: string): string => `
import { register, createRequire } from "node:module";
import { appendFileSync } from "node:fs";
register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks(log))}));
const cache = createRequire(import.meta.url).cache;
process.on("exit", () => appendFileSync(${JSON.stringify(log)}, Object.keys(cache).join("\\n") + "\\n"));`;

/**
 * Runs a program in a process of its own.
 *
 * @param words arguments of node.
 * @returns the modules that it loaded, built-in ones aside, and what it printed.
 */
export async function modulesLoadedBy(
  words: readonly string[],
): Promise<{ readonly modules: readonly string[]; readonly stdout: string }> {
  const folder = mkdtempSync(join(tmpdir(), "countersign-modules-"));
  try {
    const [log, first] = [join(folder, "log"), join(folder, "first.mjs")];
    writeFileSync(log, "");
    writeFileSync(first, preload(log));
    const { stdout } = await mustRun(process.execPath, ["--import", first, ...words], { cwd: root });
    const modules = new Set(readFileSync(log, "utf8").split("\n"));
    return { modules: [...modules].filter((module) => module !== "" && !module.startsWith("node:")), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of the packages of node_modules among modules. */
export function packagesAmong(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap((module) => {
    const [, ...after] = module.split("/node_modules/");
    const [scope, name] = after.at(-1)?.split("/") ?? [];
    if (scope === undefined) return [];
    return [scope.startsWith("@") ? `${scope}/${name}` : scope];
  });
  return [...new Set(names)].toSorted();
}
