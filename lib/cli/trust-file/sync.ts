import type { RepositoryDeclaration, TrustedSigner } from "../../index.js";
import type { Fingerprint } from "../../report/index.js";
import { type Declared, nameOf } from "./declared.js";

/** An entry that names a repository's certificates. */
export type ListedRepository = Extract<TrustedSigner, { readonly by: "repository" }> & {
  readonly serviceIndex: string;
  readonly certificates: readonly Fingerprint[];
};

/** What has to change for an entry to name what its repository declares. */
export interface EntryChange {
  readonly added: readonly Declared[];
  readonly removed: readonly Fingerprint[];
  /** Why the entry may not follow its repository by itself, in words. */
  readonly refused: string | undefined;
}

export function isListedRepository(entry: TrustedSigner): entry is ListedRepository {
  return entry.by === "repository" && entry.serviceIndex !== undefined && entry.certificates !== "declared";
}

/**
 * Compares an entry with what its repository declares. A certificate is the same by whichever of its fingerprints the entry
 * has it.
 */
export function compareEntry(entry: ListedRepository, declaration: RepositoryDeclaration | undefined): EntryChange {
  const declared = declaration?.certificates ?? [];
  const known = new Set(entry.certificates);
  const current = new Set(declared.flatMap(({ fingerprints }) => fingerprints));
  const added = new Map(
    declared
      .filter(({ fingerprints }) => !fingerprints.some((one) => known.has(one)))
      .map((one) => [nameOf(one), one] as const),
  );
  const removed = entry.certificates.filter((one) => !current.has(one));
  return {
    added: [...added].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one),
    removed: removed.toSorted(),
    refused: refusalOf(entry, declared.length, added.size),
  };
}

function refusalOf(entry: ListedRepository, declared: number, added: number): string | undefined {
  if (declared === 0) return "its repository declares no certificate any more; the entry stays as it is";
  if ("allowUntrustedRoot" in entry && entry.allowUntrustedRoot && added > 0)
    return "it forgives an unknown root, which no certificate gets without being looked at; the entry stays as it is";
  return undefined;
}

/**
 * The entry with its certificates exchanged, sorted; whom else it trusts, and for what, stays.
 *
 * @returns `undefined` if no certificate would be left.
 */
export function changedEntry(
  entry: ListedRepository,
  added: readonly Declared[],
  removed: readonly Fingerprint[],
): TrustedSigner | undefined {
  const stay = entry.certificates.filter((one) => !removed.includes(one));
  const certificates = [...stay, ...added.map(nameOf)].toSorted();
  return certificates.length === 0 ? undefined : { ...entry, certificates };
}
