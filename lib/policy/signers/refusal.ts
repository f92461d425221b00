import { type Finding, found } from "../../report/index.js";
import type { TrustedSigner } from "../trusted-signers.js";
import type { EntryAnswer } from "./answer.js";
import { signerOf } from "./candidate.js";
import type { ConsideredEntry } from "./match.js";
import type { SignerQuestion } from "./question.js";
import { decidingEntries } from "./specificity.js";

/**
 * Why nobody on the list speaks for the package: of the deciding entries the one that came nearest, else one that would have
 * spoken for another package.
 *
 * @param considered every entry against every signature.
 */
export function refusal(question: SignerQuestion, considered: readonly ConsideredEntry[]): Finding {
  const { signers, packageId, file, at } = question;
  if (signers.entries.length === 0) return found("allowlist-empty", file === undefined ? {} : { file });
  const deciding = considered.filter(({ decides }) => decides);
  const late = findAnswer(deciding, "out-of-window");
  if (late !== undefined) return outOfWindow(late.entry, at);
  const owned = findAnswer(deciding, "owners");
  if (owned?.entry.by === "repository") return ownerNotAllowed(question, owned, owned.entry.owners ?? []);
  const elsewhere = findAnswer(
    considered.filter(({ decides }) => !decides),
    "fits",
  );
  if (elsewhere !== undefined)
    return found("signer-pattern-not-covered", { packageId: packageId ?? "", entry: elsewhere.entry.id });
  const isCovered = decidingEntries(signers.entries, packageId).length > 0;
  return isCovered
    ? notAllowed(question, deciding)
    : found("signer-pattern-not-covered", { packageId: packageId ?? "" });
}

function findAnswer(considered: readonly ConsideredEntry[], wanted: EntryAnswer): ConsideredEntry | undefined {
  return considered.find(({ answer }) => answer === wanted);
}

function outOfWindow({ id, from, until }: TrustedSigner, at: Date): Finding {
  const window = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
  return found("signer-entry-out-of-window", { entry: id, ...window, at: at.toISOString() });
}

function ownerNotAllowed(
  { candidates }: SignerQuestion,
  { signature }: ConsideredEntry,
  allowed: readonly string[],
): Finding {
  const owners = candidates.find(({ ref }) => ref === signature)?.repository?.owners ?? [];
  return found("signer-owner-not-allowed", { owners, allowed });
}

function notAllowed({ candidates }: SignerQuestion, deciding: readonly ConsideredEntry[]): Finding {
  const nearest = deciding.find(({ answer }) => answer !== "far")?.entry.id;
  return found("signer-not-allowed", {
    signatures: candidates.map(({ ref }) => ref),
    fingerprints: candidates.map((candidate) => signerOf(candidate).fingerprint),
    ...(nearest === undefined ? {} : { nearest }),
  });
}
