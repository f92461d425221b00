import type { TrustedSigner, Verdict } from "../../index.js";
import { TransportError, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { unnamedSourceNote } from "../inputs/lock-files.js";
import { packageFiles } from "../inputs/package-files.js";
import type { Invocation } from "../invocation.js";
import { judgeOne } from "../judge-one.js";
import { counted } from "../text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { freeId } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";
import { shortestPatterns } from "../trust-file/patterns.js";
import { hasPlainId, proposalFor } from "../trust-file/propose.js";

/** One signer, and the packages that it signed. */
interface Signed {
  readonly wantedId: string;
  readonly rule: Omit<TrustedSigner, "id" | "packages">;
  readonly packages: Set<string>;
}

/** `countersign trust init` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const signers = new Map<string, Signed>();
  const left: string[] = [];
  for (const file of await packageFiles(call.operands, call, call.options.text("package-folder"))) {
    try {
      const verdict = await judgeOne(file, call, located.file);
      const why = notCovered(verdict);
      if (why === undefined) collect(signers, verdict);
      else left.push(`${file.shown}: ${why}, not covered`);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      left.push(`${file.shown}: ${error.message}`);
    }
  }
  const entries = entriesFrom([...signers.values()], located.file.signers.entries);
  const next = {
    ...located.file,
    signers: { ...located.file.signers, entries: [...located.file.signers.entries, ...entries] },
  };
  const comments = [`${counted(entries.length, "new signer")} for the packages in use`, ...entries.flatMap(boundless)];
  await changeTrustFile(call, located, next, comments);
  call.stderr.write(unnamedSourceNote(call.operands));
  for (const line of left) call.stderr.write(`countersign: ${visible(line)}\n`);
  return left.length === 0 ? exitCodes.accepted : exitCodes.untrusted;
}

/** What a file is called that keeps its signature beside itself nobody signed: an entry for it can name no package. */
function boundless({ id, packages }: TrustedSigner): readonly string[] {
  return packages === undefined ? [`${id} is for every package: what it signed here names none`] : [];
}

/** Why no entry is proposed for a package. */
function notCovered(verdict: Verdict): string | undefined {
  if (verdict.outcome !== "trusted") return verdict.outcome;
  return hasPlainId(verdict) ? undefined : "its name means more than one package";
}

function collect(signers: Map<string, Signed>, verdict: Verdict): void {
  const { wantedId, entry } = proposalFor(verdict);
  const { packages = [], ...rule } = entry;
  const key = JSON.stringify(rule);
  const signed = signers.get(key) ?? { wantedId, rule, packages: new Set() };
  for (const name of packages) signed.packages.add(name);
  signers.set(key, signed);
}

function entriesFrom(signers: readonly Signed[], known: readonly TrustedSigner[]): readonly TrustedSigner[] {
  const entries: TrustedSigner[] = [];
  for (const { wantedId, rule, packages } of signers) {
    const others = signers.flatMap((other) => (other.packages === packages ? [] : [...other.packages]));
    const id = freeId(wantedId, [...known, ...entries]);
    const names = shortestPatterns([...packages], others);
    const entry = { id, ...rule, ...(names.length === 0 ? {} : { packages: names }) } as TrustedSigner;
    if (!known.some((one) => JSON.stringify({ ...one, id: "" }) === JSON.stringify({ ...entry, id: "" })))
      entries.push(entry);
  }
  return entries;
}
