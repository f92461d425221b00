import { shown, visible } from "../../report/index.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { unnamedSourceNote } from "../inputs/lock-files.js";
import type { Invocation } from "../invocation.js";
import {
  idsOnlyIn,
  type SeenSigner,
  type SignerChange,
  signerChanges,
  type SignersOfPackages,
} from "../signer-changes.js";
import { signersIn } from "../signers-in.js";
import { counted, jsonDocument } from "../text.js";
import { trustFileForRoots } from "../trust-file/roots-alone.js";

/** `countersign diff` */
export async function run(call: Invocation): Promise<ExitCode> {
  const [first = "", second = ""] = call.operands;
  const trusting = once(async () => (await trustFileForRoots(call))?.file);
  const [before, after] = [await signersIn(first, call, trusting), await signersIn(second, call, trusting)];
  const changes = signerChanges(before, after);
  const isStepBack = changes.some(({ change }) => change === "lost" || change === "changed");
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.diff/1", changes: changes.map(changeEntry) }));
  } else {
    for (const { id, change, kind, before: was, after: is } of changes) {
      call.stdout.write(`${change.padEnd(8)} ${shown(id)}: ${kind} ${signerText(was)} → ${signerText(is)}\n`);
    }
    call.stdout.write(`${counted(changes.length, "change")} in ${counted(countOf(before, after), "package")}\n`);
  }
  call.stderr.write(unnamedSourceNote(call.operands));
  call.stderr.write(oneSidedNote(first, idsOnlyIn(before, after)) + oneSidedNote(second, idsOnlyIn(after, before)));
  const unproven = unprovenIn(before) + unprovenIn(after);
  if (unproven > 0) call.stderr.write(`note: ${counted(unproven, "signer")} not proven; countersign verify says why\n`);
  return isStepBack ? exitCodes.untrusted : exitCodes.accepted;
}

/** Both sides share one answer, and what is said with it is said once. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}

/** Nobody, a proven signer, or whoever the signature says that it is by: a name without proof is never shown as a signer's. */
function signerText(signer: SeenSigner | undefined): string {
  if (signer === undefined) return "nobody";
  const { publicKey, subject, claimed } = signer;
  if (claimed !== undefined) return `${shown(publicKey)} (claims to be ${shown(claimed)}, not proven)`;
  return subject === undefined ? shown(publicKey) : `${shown(publicKey)} (${shown(subject)})`;
}

/** `before` and `after` are proven public keys, the subjects those of their certificates; what is only claimed stands apart. */
function changeEntry({ id, kind, change, before, after }: SignerChange): Record<string, unknown> {
  const [was, is] = [sideEntry(before), sideEntry(after)];
  return {
    id,
    kind,
    change,
    before: was.proven,
    after: is.proven,
    subjectBefore: was.subject,
    subjectAfter: is.subject,
    claimedBefore: was.claim,
    claimedAfter: is.claim,
  };
}

interface Side {
  readonly proven?: string;
  readonly subject?: string | undefined;
  readonly claim?: object;
}

function sideEntry(signer: SeenSigner | undefined): Side {
  if (signer === undefined) return {};
  const { publicKey, subject, claimed } = signer;
  return claimed === undefined ? { proven: publicKey, subject } : { claim: { publicKey, subject: claimed } };
}

/** A package that the other side lacks has no signer who was lost or changed, however many changes were counted. */
function oneSidedNote(operand: string, ids: readonly string[]): string {
  if (ids.length === 0) return "";
  const named = ids.slice(0, NAMED_AT_MOST).map(shown).join(", ");
  const more = ids.length > NAMED_AT_MOST ? ` and ${ids.length - NAMED_AT_MOST} more` : "";
  return `note: only in ${visible(operand)}, and compared with nothing: ${named}${more}\n`;
}

const NAMED_AT_MOST = 10;

function unprovenIn(signers: SignersOfPackages): number {
  const all = [...signers.values()].flatMap(({ signed }) => signed.flatMap((kinds) => [...kinds.values()]));
  return all.filter(({ claimed }) => claimed !== undefined).length;
}

function countOf(before: SignersOfPackages, after: SignersOfPackages): number {
  return new Set([...before.keys(), ...after.keys()]).size;
}
