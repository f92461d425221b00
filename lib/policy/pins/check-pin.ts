import { type Finding, type Fingerprint, found, type PinnedSigner, type SignatureKind } from "../../report/index.js";
import type { PinRecord, SignerSuccession } from "./pin-record.js";
import { successionOf } from "./succession.js";

/** A package beside what was pinned for it. */
export interface PinQuestion {
  /** `undefined`: nothing was pinned. The caller has seen to it that it is this package's. */
  readonly pinned: PinRecord | undefined;
  readonly packageId: string;
  /** Whether this is the version that was pinned, as its ecosystem compares versions. */
  readonly isPinnedVersion: boolean;
  /** Of the package as if it had never been signed; `undefined`: it could not be hashed. */
  readonly content: Fingerprint | undefined;
  readonly isSigned: boolean;
  /** Signers that are proven (`validated` or `listed`), the author first. One that is only vouched for is no signer here. */
  readonly signers: readonly PinnedSigner[];
  /** Whose signature holds, whatever the chain is worth: looked at where nobody is proven. */
  readonly claimed: readonly PinnedSigner[];
  /** Announced changes of key; each was signed by its `from`. */
  readonly successions: readonly SignerSuccession[];
  readonly at: Date;
}

/**
 * Whether a package steps back behind what was pinned: other bytes under the same version, no signature any more, a
 * repository's alone where the author signed, or somebody else's.
 */
export function checkPin(question: PinQuestion): readonly Finding[] {
  const { pinned, signers } = question;
  if (pinned === undefined) return signers[0] === undefined ? [] : [found("pin-first-use", { current: signers[0] })];
  return [...contentChange(question, pinned), ...signerChange(question, pinned.signers)];
}

function contentChange({ content, isPinnedVersion }: PinQuestion, pinned: PinRecord): readonly Finding[] {
  if (!isPinnedVersion || content === undefined || content === pinned.content) return [];
  const { packageVersion: version, content: expected } = pinned;
  return [found("pin-content-changed", { version, expected, actual: content })];
}

/** The pinned author decides; where no author was pinned, the pinned repository does. */
function signerChange(question: PinQuestion, pinned: readonly PinnedSigner[]): readonly Finding[] {
  const previous = ofKind(pinned, "author") ?? ofKind(pinned, "repository");
  if (previous === undefined) return [];
  if (!question.isSigned) return [found("pin-signature-lost", { previous })];
  // What an unproven chain lacks is a finding of its own, which a policy may let pass: another key does not pass with it.
  const signers = question.signers.length > 0 ? question.signers : question.claimed;
  const same = ofKind(signers, previous.kind);
  if (same !== undefined) return keyChange(question, previous, same);
  const [other] = signers;
  // No signature holds, which every policy refuses.
  if (other === undefined) return [];
  return previous.kind === "author"
    ? [found("pin-kind-weakened", { previous: "author", current: other.kind })]
    : [found("pin-signer-changed", { previous, current: other, announced: false })];
}

function ofKind(signers: readonly PinnedSigner[], kind: SignatureKind): PinnedSigner | undefined {
  return signers.find((signer) => signer.kind === kind);
}

/** A renewed certificate on one key is the same signer; another key is, if the one who leaves has announced it. */
function keyChange(question: PinQuestion, previous: PinnedSigner, current: PinnedSigner): readonly Finding[] {
  const samePlace = previous.repository === undefined || previous.repository === current.repository;
  const sameKey = previous.publicKey === current.publicKey || previous.certificate === current.certificate;
  if (samePlace && sameKey) return [];
  // Keys are announced, not repositories: no statement says that a package comes from another one.
  const succession = samePlace ? successionOf(previous, current, question) : "none";
  if (succession === "holds") return [];
  return [found("pin-signer-changed", { previous, current, announced: succession === "early" })];
}
