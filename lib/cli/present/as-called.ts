import { statSync } from "node:fs";
import { join, resolve } from "node:path";
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
    const kept = (): string => (words === "revocation prefetch" ? bundleOf(call) : "");
    completed = completed.replaceAll(line, () => line + kept() + given(taken, call));
  }
  // A package of that name has its options by now.
  return file.endsWith(".pem") ? completed : completed.replaceAll(ROOT, (line) => line + trustFileOf(call));
}

/** Where what is fetched has to lie for the call to find it: in the archive, or in the folder, that it has its revocation data of. */
function bundleOf({ options, workingDirectory }: Invocation): string {
  const [path] = options.list("revocation-data");
  if (path === undefined) return "";
  const isFolder = statSync(resolve(workingDirectory, path), { throwIfNoEntry: false })?.isDirectory() === true;
  return optionWords({ name: "bundle", value: isFolder ? join(path, "prefetched.bin") : path });
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
