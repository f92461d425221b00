import type { TrustedSigner } from "../../index.js";
import type { Fingerprint } from "../../report/index.js";

/** An entry that NuGet has a word for: `author`, or `repository`. */
export type NugetEntry =
  | Extract<TrustedSigner, { readonly by: "certificate" }>
  | Extract<TrustedSigner, { readonly by: "repository"; readonly certificates: readonly Fingerprint[] }>;

/** Entries that one element holds: of one name, and alike but for their certificates. */
interface Group {
  readonly name: string;
  readonly entries: readonly NugetEntry[];
}

/**
 * Elements for the entries, in an order and under names that give the same entries when they are read again. Certificates
 * of one signer stand together, for of repositories at one address NuGet keeps the last where several files are merged.
 */
export function elementsOf(entries: readonly NugetEntry[]): readonly string[] {
  const spell = speller();
  const names = new Set<string>();
  return groupsOf(entries).flatMap((group) => groupElements({ ...group, name: freeName(group, names) }, spell));
}

function groupElements({ name, entries }: Group, spell: Speller): readonly string[] {
  const [first] = entries;
  if (first === undefined) return [];
  const forgives = first.allowUntrustedRoot === true;
  const certificates = entries
    .flatMap(certificatesOf)
    .map((one) => `      ${certificateElement(one, forgives, spell)}`);
  if (first.by === "certificate") return [`    <author name="${escaped(name)}">`, ...certificates, "    </author>"];
  const owners = first.owners === undefined ? [] : [`      <owners>${escaped(first.owners.join(";"))}</owners>`];
  return indexesOf(first).flatMap((index) => [
    `    <repository name="${escaped(name)}" serviceIndex="${escaped(index)}">`,
    ...certificates,
    ...owners,
    "    </repository>",
  ]);
}

function certificatesOf(entry: NugetEntry): readonly Fingerprint[] {
  return entry.by === "certificate" ? [entry.fingerprint] : entry.certificates;
}

function indexesOf(entry: NugetEntry & { readonly by: "repository" }): readonly string[] {
  return entry.nugetServiceIndexes ?? (entry.serviceIndex === undefined ? [] : [entry.serviceIndex]);
}

/** `repository R`, `repository R (2)`, …: one element of several certificates, as import numbers them. */
function groupsOf(entries: readonly NugetEntry[]): readonly Group[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const taken = new Set<NugetEntry>();
  const groups: Group[] = [];
  for (const entry of entries.toSorted((one, other) => one.id.length - other.id.length)) {
    if (taken.has(entry)) continue;
    const members = [entry];
    for (let number = 2; ; number++) {
      const next = byId.get(`${entry.id} (${number})`);
      if (next === undefined || taken.has(next) || !isAlike(entry, next)) break;
      members.push(next);
    }
    for (const member of members) taken.add(member);
    groups.push({ name: nameOf(entry), entries: members });
  }
  return groups;
}

function isAlike(one: NugetEntry, other: NugetEntry): boolean {
  const plain = (entry: NugetEntry): string =>
    JSON.stringify({ ...entry, id: "", note: "", fingerprint: "", certificates: [] });
  return plain(one) === plain(other);
}

/** Without the word that import puts before an element's name. */
function nameOf({ id, by }: NugetEntry): string {
  const word = by === "certificate" ? "author " : "repository ";
  return id.startsWith(word) && id.length > word.length ? id.slice(word.length) : id;
}

/** In one file NuGet takes names in two letter cases for one, and drops the second entry. */
function freeName({ name: wanted, entries }: Group, names: Set<string>): string {
  const keyOf = (name: string): string => `${entries[0]?.by}\n${name}`.toLowerCase();
  let name = wanted;
  for (let number = 2; names.has(keyOf(name)); number++) name = `${wanted} (${number})`;
  names.add(keyOf(name));
  return name;
}

type Speller = (fingerprint: Fingerprint) => { readonly hex: string; readonly isUpper: boolean };

/**
 * A spelling of its own for each element that names a certificate: NuGet merges elements of one spelling, owners included.
 * The first is in upper case, the only one for which NuGet honours `allowUntrustedRoot`.
 */
function speller(): Speller {
  const used = new Map<Fingerprint, number>();
  return (fingerprint) => {
    const place = used.get(fingerprint) ?? 0;
    used.set(fingerprint, place + 1);
    const hex = fingerprint.slice(fingerprint.indexOf(":") + 1).toUpperCase();
    return { hex: spelled(hex, place), isUpper: place === 0 };
  };
}

/** The binary digits of `place` say which letters are small. */
function spelled(hex: string, place: number): string {
  let rest = place;
  return hex.replace(/[A-F]/g, (letter) => {
    const isSmall = rest % 2 === 1;
    rest = Math.floor(rest / 2);
    return isSmall ? letter.toLowerCase() : letter;
  });
}

function certificateElement(fingerprint: Fingerprint, forgives: boolean, spell: Speller): string {
  const { hex, isUpper } = spell(fingerprint);
  const hash = fingerprint.slice(0, fingerprint.indexOf(":")).toUpperCase();
  return `<certificate fingerprint="${hex}" hashAlgorithm="${hash}" allowUntrustedRoot="${String(forgives && isUpper)}" />`;
}

/**
 * As a text or an attribute; what XML 1.0 has no form for becomes a sign that fits nothing. The file is printed as well: marks
 * that turn the direction of text or are not seen, and what a build service takes for a command, are written as references.
 */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\t\n\r\u2028\u2029\p{Cf}]|#(?=#\w*\[)/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd");
}
