import { fileURLToPath } from "node:url";
import { runKept } from "./kept-code.js";
import { isForMany, optimiseLater } from "./many.js";

// The executable. A plain verification, which builds run thousands of times, is one file whose compiled form is kept; any
// other line loads the whole command.

/** Filled in by `build.mjs`: the options that a plain verification has not, but for these values. */
declare const SLOW_OPTIONS: Readonly<Record<string, readonly string[]>>;
/** Filled in by `build.mjs`: digest of `verify.cjs`. */
declare const VERIFY_DIGEST: string;

function isPlain(word: string, place: number, words: readonly string[]): boolean {
  const [flag = word, value = words[place + 1] ?? ""] = word.split("=", 2);
  if (!Object.hasOwn(SLOW_OPTIONS, flag)) return !word.endsWith("pubspec.lock");
  return SLOW_OPTIONS[flag]?.includes(value) ?? true;
}

const [command, ...words] = process.argv.slice(2);
const isMany = command === "verify" && isForMany(words);
if (isMany) optimiseLater();
if (command === "verify" && words.every(isPlain)) {
  runKept(fileURLToPath(new URL("./verify.cjs", import.meta.url)), VERIFY_DIGEST, isMany ? "many" : "few");
} else {
  const every: string = "./every.js";
  void import(every);
}
