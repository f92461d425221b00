import { checkPin, observePin, pinnedSigner, type PinRecord, type SignerSuccession } from "../../policy/index.js";
import {
  catalogueEntry,
  type CheckFacts,
  type Fingerprint,
  type PackageIdentity,
  type PinnedSigner,
  type SignatureRef,
} from "../../report/index.js";
import { type CheckedSignature, notRun, passedWith, ran } from "../../signature/index.js";
import type { SignerProof } from "../../verdict/index.js";
import { normaliseVersion } from "./identity.js";

/** A package as pins see it. */
export interface PinnedPackage {
  readonly identity: PackageIdentity | undefined;
  readonly format: string;
  readonly content: Fingerprint | undefined;
  readonly isSigned: boolean;
  /** Proven signers, the primary first. */
  readonly signers: readonly PinnedSigner[];
  /** Whose signature holds, whatever the chain is worth. */
  readonly claimed: readonly PinnedSigner[];
  readonly at: Date;
}

/**
 * Who is proven to have signed: neither one that is only vouched for, nor one whose signature or chain failed, nor one that the
 * policy passes over.
 */
export function provenSigners(
  checked: readonly CheckedSignature[],
  proofs: readonly (SignerProof | undefined)[],
  passedOver: ReadonlySet<SignatureRef>,
): readonly PinnedSigner[] {
  return checked.flatMap(({ element, path }, index) => {
    if (passedOver.has(element.ref)) return [];
    const standing = proofs[index]?.standing;
    if ((standing !== "validated" && standing !== "listed") || path === undefined || path.kind === "failed") return [];
    return [pinnedSigner({ ref: element.ref, chain: path.chain, repository: element.repository?.claims })];
  });
}

/** Whose key has signed, whatever their chains are worth. */
export function claimedSigners(checked: readonly CheckedSignature[]): readonly PinnedSigner[] {
  return checked.flatMap(({ element, signer }) => {
    if (signer === undefined) return [];
    const chain = { endEntity: signer.certificate, isProven: false } as const;
    return [pinnedSigner({ ref: element.ref, chain, repository: element.repository?.claims })];
  });
}

/**
 * Compares a package with what was pinned for it.
 *
 * @param find asked only where there is a pin: it digests certificates and keys.
 */
export function pinFacts(
  pinned: PinRecord | "first-use" | undefined,
  successions: readonly SignerSuccession[],
  find: () => PinnedPackage,
): CheckFacts {
  if (pinned === undefined) return notRun("pin", undefined, "no pin was given");
  const { identity, format, content, isSigned, signers, claimed, at } = find();
  if (identity === undefined) return notRun("pin", undefined, "the package names nothing that a pin could be for");
  const record = pinned === "first-use" ? undefined : pinned;
  const isPinnedVersion =
    record !== undefined &&
    normaliseVersion(record.packageVersion, format) === normaliseVersion(identity.version, format);
  const findings = checkPin({
    pinned: record,
    packageId: identity.id,
    isPinnedVersion,
    content,
    isSigned,
    signers,
    claimed,
    successions,
    at,
  });
  const stepsBack = findings.some(({ code }) => catalogueEntry(code).class !== "advice");
  return stepsBack ? ran("pin", undefined, findings) : passedWith("pin", undefined, findings);
}

/** What to pin of this package, if its verdict allows. */
export function observed({ identity, content, signers, at }: PinnedPackage): PinRecord | undefined {
  return identity === undefined || content === undefined ? undefined : observePin(identity, content, signers, at);
}
