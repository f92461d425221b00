import type { Fingerprint, PinnedSigner } from "../../report/index.js";
import { coversPackage } from "../package-id.js";
import { rootField } from "../read/document.js";
import { readPatterns } from "../read/patterns.js";
import { readFingerprint, readTime, readWord } from "../read/scalars.js";
import type { SignerSuccession } from "./pin-record.js";

/**
 * A change of key as its JSON states it. Whether its `from` has signed it is for the caller to check.
 *
 * @param at how the caller knows the text: `request.successions[0]`. @throws ConfigError with field and line.
 */
export function readSuccession(text: string, at: string): SignerSuccession {
  const members = rootField(text, at).members(["schema", "from", "to", "packages", "notBefore"]);
  return Object.freeze({
    schema: readWord(members.require("schema"), ["countersign.succession/1"]),
    from: readFingerprint(members.require("from")),
    to: readFingerprint(members.require("to")),
    ...members.optional("packages", (packages) => readPatterns(packages, { bareStar: true })),
    notBefore: readTime(members.require("notBefore")),
  });
}

/** What a succession is asked about. */
export interface SuccessionQuestion {
  readonly packageId: string;
  readonly successions: readonly SignerSuccession[];
  readonly at: Date;
}

/**
 * Whether announced changes lead from one signer to another, over several steps if need be. `early`: they would at a later
 * time or for another package.
 */
export function successionOf(
  from: PinnedSigner,
  to: PinnedSigner,
  question: SuccessionQuestion,
): "holds" | "early" | "none" {
  const { successions } = question;
  if (
    leadsTo(
      from,
      to,
      successions.filter((one) => holds(one, question)),
    )
  )
    return "holds";
  return leadsTo(from, to, successions) ? "early" : "none";
}

/** Each statement is followed once, so a ring of them ends. */
function leadsTo(from: PinnedSigner, to: PinnedSigner, successions: readonly SignerSuccession[]): boolean {
  const successors = new Map<Fingerprint, Fingerprint[]>();
  for (const one of successions) successors.set(one.from, [...(successors.get(one.from) ?? []), one.to]);
  const reached = new Set<Fingerprint>([from.certificate, from.publicKey]);
  // A Set visits what is added while it is walked.
  for (const fingerprint of reached) for (const successor of successors.get(fingerprint) ?? []) reached.add(successor);
  return reached.has(to.certificate) || reached.has(to.publicKey);
}

function holds({ packages, notBefore }: SignerSuccession, { packageId, at }: SuccessionQuestion): boolean {
  return Date.parse(notBefore) <= at.getTime() && (packages === undefined || coversPackage(packages, packageId));
}
