import type { PackageIdentity, TrustedSigner, Verdict } from "../../index.js";
import { coversPackage } from "../../policy/index.js";
import { TransportError, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { unnamedSourceNote } from "../inputs/lock-files.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeOne } from "../judge-one.js";
import { exitOf, strictest } from "../results.js";
import { counted } from "../text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { freeId } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";
import { shortestPatterns } from "../trust-file/patterns.js";
import { hasPlainId, type Proposal, proposalFor } from "../trust-file/propose.js";

/** One signer, and the packages that it signed. */
interface Signed {
  readonly wantedId: string;
  /** For the first of them; those of the others come in the same place. */
  readonly entry: Proposal["entry"];
  readonly packages: Set<string>;
  /** Its files that name no package: beside packages that do, no entry is proposed for them. */
  readonly nameless: string[];
}

/** `countersign trust init` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const signers = new Map<string, Signed>();
  /** What each package that is left says, and what to do. */
  const left: (readonly string[])[] = [];
  const codes: ExitCode[] = [];
  /** Names that no pattern may take in: somebody else’s for all that is known. */
  const foreign: string[] = [];
  for (const file of await packageFiles(call.operands, call, call.options.text("package-folder"))) {
    try {
      const verdict = await judgeOne(file, call, located.file);
      const why = notCovered(verdict);
      if (why === undefined) collect(signers, verdict, file.shown);
      else left.push([`${file.shown}: ${why}, not covered`, "countersign verify says why"]);
      if (why === undefined) continue;
      // What is accepted all the same, by its name or unsigned, is not what the list could cover.
      codes.push(exitOf(verdict) || exitCodes.untrusted);
      foreign.push(...namesOf(verdict.identity, file.expect?.identity));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      codes.push(exitCodes.transport);
      left.push([`${file.shown}: ${error.message}`, error.remedy]);
      foreign.push(...namesOf(file.expect?.identity));
    }
  }
  const entries = entriesFrom([...signers.values()], located.file.signers.entries, foreign);
  const nameless = namelessLeft([...signers.values()], located.file.signers.entries);
  left.push(...nameless);
  if (nameless.length > 0) codes.push(exitCodes.untrusted);
  const next = {
    ...located.file,
    signers: { ...located.file.signers, entries: [...located.file.signers.entries, ...entries] },
  };
  const comments = [`${counted(entries.length, "new signer")} for the packages in use`, ...entries.flatMap(boundless)];
  await changeTrustFile(call, located, next, comments);
  call.stderr.write(unnamedSourceNote(call.operands));
  for (const lines of left) call.stderr.write(`countersign: ${lines.map(visible).join("\n  → ")}\n`);
  return strictest(codes);
}

function namesOf(...identities: readonly (PackageIdentity | undefined)[]): readonly string[] {
  return identities.flatMap((identity) => identity?.id ?? []);
}

/** What a file is called that keeps its signature beside itself nobody signed: an entry for it can name no package. */
function boundless({ id, packages }: TrustedSigner): readonly string[] {
  return packages === undefined ? [`${id} is for every package: what it signed here names none`] : [];
}

/** Files that name no package, of signers whose entries are for packages: one for them would be for every package. */
function namelessLeft(signers: readonly Signed[], known: readonly TrustedSigner[]): readonly (readonly string[])[] {
  const bounded = signers.filter(({ entry, packages }) => packages.size > 0 && !isForAll(entry, known));
  return bounded
    .flatMap(({ nameless }) => nameless)
    .map((file) => [
      `${file}: names no package, not covered`,
      "To trust its signer for every package: countersign trust add FILE",
    ]);
}

/** Whether an entry that is there trusts this signer for every package. */
function isForAll(entry: Proposal["entry"], known: readonly TrustedSigner[]): boolean {
  return known.some((one) => one.packages === undefined && ruleOf(one) === ruleOf(entry));
}

/** Why no entry is proposed for a package. */
function notCovered(verdict: Verdict): string | undefined {
  if (verdict.outcome !== "trusted") return verdict.outcome;
  return hasPlainId(verdict) ? undefined : "its name means more than one package";
}

function collect(signers: Map<string, Signed>, verdict: Verdict, file: string): void {
  const { wantedId, entry } = proposalFor(verdict);
  const key = ruleOf(entry);
  const signed = signers.get(key) ?? { wantedId, entry, packages: new Set(), nameless: [] };
  for (const name of entry.packages ?? []) signed.packages.add(name);
  if (entry.packages === undefined) signed.nameless.push(file);
  signers.set(key, signed);
}

const BESIDE_THE_RULE: readonly string[] = ["id", "note", "packages"];

/** By what an entry recognises its signer, whatever it is called and for. */
function ruleOf(entry: Proposal["entry"]): string {
  const fields = Object.entries(entry).filter(([name]) => !BESIDE_THE_RULE.includes(name));
  return JSON.stringify(fields.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Entries for what those of the file do not cover already. @param foreign names that a pattern must not take in. */
function entriesFrom(
  signers: readonly Signed[],
  known: readonly TrustedSigner[],
  foreign: readonly string[],
): readonly TrustedSigner[] {
  const entries: TrustedSigner[] = [];
  for (const { wantedId, entry, packages } of signers) {
    const same = known.filter((one) => ruleOf(one) === ruleOf(entry));
    if (same.some((one) => one.packages === undefined)) continue;
    const open = [...packages].filter((name) => !same.some((one) => coversPackage(one.packages ?? [], name)));
    if (open.length === 0 && packages.size > 0) continue;
    const others = signers.flatMap((other) => (other.packages === packages ? [] : [...other.packages]));
    const listed = known.flatMap((one) => (same.includes(one) ? [] : (one.packages ?? [])));
    const names = shortestPatterns(open, [...others, ...listed, ...foreign]);
    const id = freeId(wantedId, [...known, ...entries]);
    entries.push({ id, ...entry, ...(names.length === 0 ? {} : { packages: names }) });
  }
  return entries;
}
