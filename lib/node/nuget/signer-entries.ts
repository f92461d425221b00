import type { TrustedSigner } from "../../policy/index.js";
import type { Fingerprint } from "../../report/index.js";
import type { NugetSigner } from "./config-file.js";

/** What a list of signers becomes. */
export interface SignerEntries {
  readonly entries: readonly TrustedSigner[];
  readonly notes: readonly string[];
}

/** All that the list says of one certificate: NuGet merges entries of one algorithm and one spelling of a fingerprint. */
interface MergedCertificate {
  readonly fingerprint: Fingerprint;
  readonly spelling: string;
  readonly names: Set<string>;
  readonly kinds: Set<NugetSigner["kind"]>;
  /** United; if there are any, they bind repository signatures. */
  readonly owners: Set<string>;
  /** By its lower case, for NuGet takes two spellings beside one name for one entry. */
  readonly serviceIndexes: Map<string, string>;
  readonly allowUntrustedRoot: Set<boolean>;
}

const HEX_LENGTH = { sha256: 64, sha384: 96, sha512: 128 } as const;

/** Reads the list as NuGet does, merges included. */
export function signerEntries(signers: readonly NugetSigner[]): SignerEntries {
  const notes: string[] = [];
  const merged = mergeCertificates(signers, notes);
  const forgiven = new Set(merged.filter((one) => forgivesRoot(one, notes)).map(({ fingerprint }) => fingerprint));
  const ids = new Map<string, number>();
  const entries = merged.flatMap((one) => entriesOf(one, forgiven.has(one.fingerprint), ids, notes));
  return { entries, notes };
}

function mergeCertificates(signers: readonly NugetSigner[], notes: string[]): readonly MergedCertificate[] {
  const merged = new Map<string, MergedCertificate>();
  for (const { kind, name, serviceIndex, certificates, owners, file, line } of signers) {
    for (const { fingerprint: spelling, hash, allowUntrustedRoot } of certificates) {
      const hex = spelling.toLowerCase();
      if (hex.length !== HEX_LENGTH[hash] || !/^[0-9a-f]*$/.test(hex)) {
        notes.push(
          `${file}:${line}: the fingerprint of "${name}" is no ${hash.toUpperCase()} in hex, so it fits no certificate.`,
        );
        continue;
      }
      const key = `${hash}:${spelling}`;
      const fingerprint: Fingerprint = `${hash}:${hex}`;
      const one = merged.get(key) ?? newCertificate(fingerprint, spelling);
      merged.set(key, one);
      one.names.add(name);
      one.kinds.add(kind);
      for (const owner of owners) one.owners.add(owner);
      keepServiceIndex(serviceIndex, one);
      one.allowUntrustedRoot.add(allowUntrustedRoot);
    }
  }
  return [...merged.values()];
}

/** What a trust file could not hold as text is lost: it says nothing to people either. */
function keepServiceIndex(serviceIndex: string | undefined, { serviceIndexes }: MergedCertificate): void {
  if (serviceIndex === undefined || serviceIndex.trim() === "" || serviceIndex.length > 2_000) return;
  const key = serviceIndex.toLowerCase();
  if (!serviceIndexes.has(key)) serviceIndexes.set(key, serviceIndex);
}

function newCertificate(fingerprint: Fingerprint, spelling: string): MergedCertificate {
  const sets = { names: new Set<string>(), kinds: new Set<NugetSigner["kind"]>(), owners: new Set<string>() };
  return { fingerprint, spelling, ...sets, serviceIndexes: new Map(), allowUntrustedRoot: new Set() };
}

/** Only where all entries agree (NU3040), and only for a fingerprint in upper case. */
function forgivesRoot({ spelling, names, allowUntrustedRoot }: MergedCertificate, notes: string[]): boolean {
  if (!allowUntrustedRoot.has(true)) return false;
  const named = [...names].join(", ");
  if (allowUntrustedRoot.has(false)) {
    notes.push(`"${named}": entries disagree on allowUntrustedRoot, so it is off, as in NuGet (NU3040).`);
    return false;
  }
  if (spelling === spelling.toUpperCase()) return true;
  notes.push(`"${named}": allowUntrustedRoot has no effect, as in NuGet: the fingerprint is not in upper case.`);
  return false;
}

function entriesOf(
  { fingerprint, names, kinds, owners, serviceIndexes }: MergedCertificate,
  forgives: boolean,
  ids: Map<string, number>,
  notes: string[],
): readonly TrustedSigner[] {
  const name = [...names].join(", ");
  const rules = { ...(forgives ? { allowUntrustedRoot: true } : {}), rules: "nuget" } as const;
  const entries: TrustedSigner[] = [];
  if (kinds.has("author")) {
    entries.push({ id: freeId(`author ${name}`, ids), by: "certificate", fingerprint, kinds: ["author"], ...rules });
  }
  if (!kinds.has("repository")) return entries;
  const named = [...owners].filter((owner) => owner !== "");
  if (owners.size > 0 && named.length === 0) {
    notes.push(`"${name}": its owners are blank, so it fits no package, as in NuGet.`);
    return entries;
  }
  const restriction = named.length === 0 ? {} : { owners: named };
  const indexes = serviceIndexes.size === 0 ? {} : { nugetServiceIndexes: [...serviceIndexes.values()] };
  const id = freeId(`repository ${name}`, ids);
  return [...entries, { id, by: "repository", certificates: [fingerprint], ...restriction, ...rules, ...indexes }];
}

/**
 * Names may be long, and may repeat; in one nuget.config they would be the same in any letter case.
 *
 * @param taken ids that are given, in lower case, each with the number to try next where it is wanted again: one author may list
 *   ten thousand certificates.
 */
function freeId(wanted: string, taken: Map<string, number>): string {
  const base = wanted.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "?").slice(0, 180);
  let number = taken.get(base.toLowerCase());
  let id = base;
  if (number !== undefined)
    for (id = `${base} (${number})`; taken.has(id.toLowerCase()); id = `${base} (${number})`) number++;
  taken.set(base.toLowerCase(), number === undefined ? 2 : number + 1);
  if (number !== undefined) taken.set(id.toLowerCase(), 2);
  return id;
}
