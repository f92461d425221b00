import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { exists, readFileText } from "../read-file.js";
import { emptyTrustFile, readTrustFile, type TrustFile } from "./document.js";
import { refuseForeign } from "./foreign.js";

const NAME = "countersign.trust.json";

/** A trust file as it lies on the disk. */
export interface LocatedTrustFile {
  readonly path: string;
  /** Whether the call names it; else it was found by itself. */
  readonly isNamed: boolean;
  /** `undefined`: there is none yet. */
  readonly text: string | undefined;
  readonly file: TrustFile;
}

/**
 * The trust file of a call: that of `--trust-file`, else the nearest one here or in a parent folder.
 *
 * @returns `undefined` where there is none.
 */
export async function locateTrustFile(call: Invocation): Promise<LocatedTrustFile | undefined> {
  const given = call.options.text("trust-file");
  const isNamed = given !== undefined;
  const path = given === undefined ? await nearestFile(call.workingDirectory) : resolve(call.workingDirectory, given);
  if (path === undefined) return undefined;
  if (!isNamed) await refuseForeign(path, call.workingDirectory);
  const text = await readFileText(path, call);
  return { path, isNamed, text, file: readTrustFile(text, given ?? path) };
}

/** The same for a command that changes it: where there is none, it will be made here. */
export async function trustFileToChange(call: Invocation): Promise<LocatedTrustFile> {
  const given = call.options.text("trust-file");
  const path = resolve(call.workingDirectory, given ?? NAME);
  const none = { path, isNamed: given !== undefined, text: undefined, file: emptyTrustFile };
  return none.isNamed && !(await exists(path)) ? none : ((await locateTrustFile(call)) ?? none);
}

/**
 * The same for a command that works on what the file says.
 *
 * @throws {ConfigError} there is none: an empty one must not be made, nor told to others, because a name was mistaken.
 */
export async function existingTrustFile(call: Invocation): Promise<LocatedTrustFile> {
  const located = await locateTrustFile(call);
  if (located !== undefined) return located;
  throw new ConfigError({
    at: NAME,
    expected: "a trust file, here or in a parent folder",
    received: "none",
    remedy: "Begin one: countersign trust add PACKAGE. Or name it: --trust-file FILE",
  });
}

async function nearestFile(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, NAME);
    if (await exists(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
