import { basename, dirname } from "node:path";
import { conflictLine } from "../../policy/index.js";
import { ConfigError } from "../../report/index.js";
import type { Surroundings } from "../invocation.js";

/** Where a lock file lies, and where its packages do. */
export interface LockFilePlace {
  readonly file: string;
  /** The folder given with the call, before any default. */
  readonly folder: string | undefined;
  /** What a folder that is no absolute path is below. */
  readonly workingDirectory: string;
  readonly environment: Surroundings["environment"];
}

/** As with policies: the tree of 100 MB takes eight seconds, and more than 1 GB. */
const MOST_CHARACTERS = 16 * 2 ** 20;

/**
 * JSON with every object a plain tree to be narrowed.
 *
 * @throws {ConfigError} with the line, and a word on merge conflicts; or it is far too long.
 */
export function parseLockJson(text: string, file: string): unknown {
  if (text.length > MOST_CHARACTERS) throw tooLong(text, file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const line = conflictLine(text);
    const [remedy, place] =
      line === undefined ? ["Restore it from version control.", {}] : ["Resolve the merge conflict first.", { line }];
    throw new ConfigError({ at: file, expected: "JSON", received: "text that is none", remedy, cause, ...place });
  }
}

function tooLong({ length }: string, file: string): ConfigError {
  const expected = `at most ${MOST_CHARACTERS} characters`;
  const remedy = "Check the path: this looks like another file than the one meant.";
  return new ConfigError({ at: file, expected, received: String(length), remedy });
}

/** A member of an object by its own name, whatever the prototype holds. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The members of an object, or none. */
export function membersOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/**
 * The members of an object that must be there: what could not be read must not be taken for a list without packages.
 *
 * @throws {ConfigError} it is something else.
 */
export function entriesOf(
  value: unknown,
  file: string,
  expected: string,
): readonly (readonly [name: string, value: unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unknownForm(file, expected);
  return membersOf(value);
}

/** A lock file whose form is not known. */
export function unknownForm(file: string, expected: string): ConfigError {
  const received = `another form in ${basename(dirname(file))}/${basename(file)}`;
  return new ConfigError({ at: file, expected, received, remedy: "Make it again with the tool that it belongs to." });
}
