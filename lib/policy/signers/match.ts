import type { Finding, SignatureRef } from "../../report/index.js";
import type { TrustedSigner } from "../trusted-signers.js";
import { answerOf, type EntryAnswer, forgivesRoot, hasNugetRules, isInForce } from "./answer.js";
import { isUnanchored, isUnproven, type SignerCandidate, signerOf } from "./candidate.js";
import { findConflict, listsCertificate, type SignerConflict } from "./conflict.js";
import { type ListedSigner, newListedSigner } from "./listed-signer.js";
import type { SignerQuestion } from "./question.js";
import { refusal } from "./refusal.js";
import { decidingEntries } from "./specificity.js";

export interface SignerMatches {
  readonly findings: readonly Finding[];
  /** The entry that trusts each signature, by the candidate's own `ref`. */
  readonly matched: ReadonlyMap<SignatureRef, TrustedSigner>;
  /** Proof for signatures whose unknown root an entry forgives. */
  readonly listed: ReadonlyMap<SignatureRef, ListedSigner>;
  /** By NuGet's rules: the entry that forgives a signature whose chain is not proven its unknown root and its expiry. */
  readonly forgiving: ReadonlyMap<SignatureRef, TrustedSigner>;
}

/** An entry against a signature. */
export interface ConsideredEntry {
  readonly entry: TrustedSigner;
  readonly signature: SignatureRef;
  /** Whether the entry's pattern was specific enough to decide. */
  readonly decides: boolean;
  readonly answer: EntryAnswer;
}

/** Asks the trusted signers whether they speak for a package. */
export function matchSigners(question: SignerQuestion): SignerMatches {
  const { signers, candidates, packageId } = question;
  const deciding = decidingEntries(signers.entries, packageId);
  const conflicts = findConflicts(question, deciding);
  const matched = new Map<SignatureRef, TrustedSigner>();
  const listed = new Map<SignatureRef, ListedSigner>();
  const forgivers = new Map<SignatureRef, TrustedSigner>();
  for (const candidate of candidates) {
    const forgiving = isForgiving(candidate, conflicts);
    const entry = deciding.find((one) => answerOf(one, candidate, question, forgiving) === "fits");
    if (entry !== undefined) matched.set(candidate.ref, entry);
    const forgiver = forgiving ? findForgiver(candidate, entry, deciding, question) : undefined;
    if (forgiver === undefined) continue;
    if (isUnproven(candidate)) forgivers.set(candidate.ref, forgiver);
    else if (isUnanchored(candidate)) listed.set(candidate.ref, newListedSigner(forgiver.id, signerOf(candidate)));
  }
  const findings = conflicts.map(({ finding }) => finding);
  if (signers.mode === "listed" && matched.size === 0) findings.push(refusal(question, considerEntries(question)));
  return { findings, matched, listed, forgiving: forgivers };
}

/**
 * The entry that forgives a signature its root. By NuGet's rules whatever lists the certificate does, of whatever kind and with
 * whatever owners, for the list decides about them by itself; else the entry that trusts the signature.
 */
function findForgiver(
  { chain }: SignerCandidate,
  matched: TrustedSigner | undefined,
  deciding: readonly TrustedSigner[],
  { signers, at, aliases = new Map() }: SignerQuestion,
): TrustedSigner | undefined {
  if (matched !== undefined && forgivesRoot(matched)) return matched;
  if (signers.mode !== "listed") return undefined;
  return deciding.find(
    (entry) =>
      hasNugetRules(entry) &&
      forgivesRoot(entry) &&
      isInForce(entry, at) &&
      listsCertificate(entry, chain.endEntity.fingerprint, aliases),
  );
}

/** Every entry against every signature, in the order of the list: the account behind a match or its refusal. */
function considerEntries(question: SignerQuestion): readonly ConsideredEntry[] {
  const { signers, candidates, packageId } = question;
  const deciding = new Set(decidingEntries(signers.entries, packageId));
  const conflicts = findConflicts(question, [...deciding]);
  return candidates.flatMap((candidate) =>
    signers.entries.map((entry) => ({
      entry,
      signature: candidate.ref,
      decides: deciding.has(entry),
      answer: answerOf(entry, candidate, question, isForgiving(candidate, conflicts)),
    })),
  );
}

function findConflicts(question: SignerQuestion, deciding: readonly TrustedSigner[]): readonly SignerConflict[] {
  return question.candidates.flatMap((candidate) => findConflict(candidate, deciding, question) ?? []);
}

function isForgiving({ ref }: SignerCandidate, conflicts: readonly SignerConflict[]): boolean {
  return !conflicts.some((conflict) => conflict.ref === ref);
}
