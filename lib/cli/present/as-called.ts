import { existsSync, statSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { explain, type Issue, type Verdict } from "../../index.js";
import { fileWord, visible } from "../../report/index.js";
import type { GivenOption } from "../arguments.js";
import type { OptionGroup } from "../command-spec.js";
import type { Invocation } from "../invocation.js";
import * as groups from "../specs/groups.js";
import { wantsColor } from "./color.js";
import { mendedWhereLost } from "./lost-signature.js";
import { mendedWhereListed } from "./other-list.js";

const namesIn = (...of: readonly OptionGroup[]) => of.flatMap(({ options }) => options.map(({ name }) => name));
const roots = namesIn(groups.roots);
const rules = namesIn(groups.policy, groups.roots, groups.revocation);
const verification = [...rules, ...namesIn(groups.judging), "lock", "frozen"];

/**
 * Commands on a package that findings advise, by the words before its name, with the options of theirs that decide a verdict:
 * never how it is shown, nor what is to be written. Kept here by name, for the quick command has no table but that of `verify`.
 */
export const advisedCommands: ReadonlyMap<string, readonly string[]> = new Map([
  ["trust add", [...roots, "trust-file", "cache", "allow-address"]],
  ["verify", verification],
  ["verify --level warn", verification.filter((name) => name !== "level")],
  ["pin accept", [...rules, "lock"]],
  ["pin accept --level warn", [...rules.filter((name) => name !== "level"), "lock"]],
  ["revocation prefetch", [...roots, "trust-file", "no-trust-file", "cache", "ocsp-nonce", "allow-address"]],
]);

/** A root that a finding advises to trust, by the name that its file may have. */
const ROOT = /countersign trust add [a-z0-9-]+\.pem(?: --purpose [a-z-]+)?/g;

/**
 * Adds to the commands on the package that a text advises what this call judges by (roots, policy, lists, revocation), as far
 * as the command takes it, in the order of the call: run as it is printed, a command then meets the package as this call did.
 *
 * @param file the package, as this call names it.
 */
export function asCalled(text: string, file: string, call: Invocation): string {
  // The line of an accepted package advises nothing.
  if (!text.includes("countersign ")) return text;
  let completed = text;
  for (const [words, taken] of advisedCommands) {
    const line = `countersign ${words} ${fileWord(file)}`;
    const completedLine = (): string => {
      const kept = words === "revocation prefetch" ? keptForCall(call) : NOWHERE;
      return line + kept.option + given(taken, call) + kept.thenGive;
    };
    completed = completed.replaceAll(line, completedLine);
  }
  // A package of that name has its options by now.
  return file.endsWith(".pem") ? completed : completed.replaceAll(ROOT, (line) => line + trustFileOf(call));
}

/** Where what is fetched is kept, and what the call is then given besides. */
interface Kept {
  readonly option: string;
  readonly thenGive: string;
}

const NOWHERE: Kept = { option: "", thenGive: "" };

/**
 * Where what is fetched has to lie for a call with revocation data of its own to find it: a file that is not there yet, in the
 * folder that it has, or beside the archive, which holds what other packages need. Not every command takes such data.
 */
function keptForCall(call: Invocation): Kept {
  const path = call.options.all().find(({ name }) => name === "revocation-data")?.value;
  if (typeof path !== "string") return NOWHERE;
  const isFolder = statSync(resolve(call.workingDirectory, path), { throwIfNoEntry: false })?.isDirectory() === true;
  const value = unused(join(isFolder ? path : dirname(path), "prefetched.bin"), call);
  const thenGive = isFolder ? "" : ` (then give${optionWords({ name: "revocation-data", value })} as well)`;
  return { option: optionWords({ name: "bundle", value }), thenGive };
}

/** The name, or with the first number that makes it one that no file has. */
function unused(wanted: string, { workingDirectory }: Invocation): string {
  const { dir, name, ext } = parse(wanted);
  let free = wanted;
  for (let number = 2; existsSync(resolve(workingDirectory, free)); number++)
    free = join(dir, `${name}-${number}${ext}`);
  return free;
}

/** A verdict in sentences for this call's output, with the commands of its remedies as `asCalled` has them. */
export function explainedAsCalled(
  verdict: Verdict,
  file: string,
  call: Invocation,
  detail: "short" | "full" = "full",
): string {
  const issues = mended(verdict.issues, file, call);
  const shown = issues === verdict.issues ? verdict : withIssues(verdict, issues);
  return asCalled(explain(shown, { as: "text", detail, color: wantsColor(call) }).trimEnd(), file, call);
}

/** Findings with remedies that fit the call, and their commands as `asCalled` has them. */
export function issuesAsCalled(issues: readonly Issue[], file: string, call: Invocation): readonly Issue[] {
  return mended(issues, file, call).map((issue) => ({
    ...issue,
    remedy: asCalled(issue.remedy, file, call),
  }));
}

function mended(issues: readonly Issue[], file: string, call: Invocation): readonly Issue[] {
  return mendedWhereListed(mendedWhereLost(issues, file), file, call);
}

/** A copy to be shown, and for nothing else: it is no verdict that was decided. */
export function withIssues(verdict: Verdict, issues: readonly Issue[]): Verdict {
  return { ...verdict, toJSON: () => verdict.toJSON(), issues };
}

/** `--trust-file` again: a root is added to the same file; by which roots the call judged is nothing to it. */
export function trustFileOf(call: Invocation): string {
  return given(["trust-file"], call);
}

/** What decides how a repository is asked, and the trust file that names it, again. */
export function repositoryWords(call: Invocation): string {
  return given(["trust-file", "cache", "allow-address"], call);
}

function given(names: readonly string[], { options }: Invocation): string {
  return options
    .all()
    .filter(({ name }) => names.includes(name))
    .map(optionWords)
    .join("");
}

function optionWords({ name, value }: GivenOption): string {
  if (value === true) return ` --${name}`;
  // As the parser wants it: a word that begins with a dash is taken for an option.
  return ` --${name}${value.startsWith("-") ? "=" : " "}${shellWord(visible(value))}`;
}

/** A word that a shell reads as it is; anything else in quotes. */
function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
