import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countersign, documentOf, type Ran, type Setting } from "../../cli/harness.js";
import { temporaryFolder } from "../../interop/kit.js";

let folder: string | undefined;

/** A project into which nuget.config files were imported by the command: what became of them. */
export interface ImportedProject {
  readonly imported: Ran;
  /** Text of the trust file; `undefined`: there is none. */
  readonly trustFile: string | undefined;
  /** What `trust export` said. */
  readonly exported: Ran;
  /** Whether `countersign verify` accepts each of the files. */
  readonly verify: (files: readonly string[], ...options: readonly string[]) => Promise<readonly boolean[]>;
}

/** Imports nuget.config files, nearest first, into a project of their own. */
export async function importedProject(texts: readonly string[], setting: Setting = {}): Promise<ImportedProject> {
  const cwd = mkdtempSync(join((folder ??= temporaryFolder()), "project-"));
  const run = (...words: readonly string[]): Promise<Ran> => countersign(words, { ...setting, cwd });
  const names = texts.map((_, place) => `${place}.config`);
  for (const [place, text] of texts.entries()) writeFileSync(join(cwd, `${place}.config`), text);
  const imported = await run("trust", "import", ...names);
  const trustFile = imported.code === 0 ? readFileSync(join(cwd, "countersign.trust.json"), "utf8") : undefined;
  const exported = await run("trust", "export");
  return {
    imported,
    trustFile,
    exported,
    verify: async (files, ...options) => {
      const { results } = documentOf(await run("verify", ...files, "--json", ...options)) as unknown as Results;
      return results.map(({ accepted }) => accepted);
    },
  };
}

interface Results {
  readonly results: readonly { readonly accepted: boolean }[];
}
