import type { TrustAnchorInput, TrustedSigner, TrustedSigners } from "../../index.js";
import { fromBase64 } from "../../bytes/index.js";
import { Field, readJson, readTime, readTrustedSigners } from "../../policy/index.js";
import { type Purpose, shown } from "../../report/index.js";
import { readCertificate } from "../../x509/index.js";
import { jsonDocument } from "../text.js";
import { NUGET_MODES, type NugetModeWord } from "./nuget-mode.js";

/** What `countersign.trust.json` holds: trusted signers, and CAs of one's own beside the bundled roots. */
export interface TrustFile {
  readonly signers: TrustedSigners;
  /** In which of NuGet's modes packages are judged; left out: by the policy of the call. */
  readonly nugetMode?: NugetModeWord;
  readonly roots: readonly TrustedRoot[];
}
export interface TrustedRoot {
  readonly id: string;
  /** Base64 of its DER. */
  readonly certificate: string;
  readonly purposes: readonly Purpose[];
  /** RFC 3339: it is trusted for signatures of that time alone. */
  readonly from?: string;
  readonly until?: string;
  readonly note?: string;
}

/** A file that trusts nobody yet. */
export const emptyTrustFile: TrustFile = { signers: { version: 1, mode: "listed", entries: [] }, roots: [] };

/** @throws {ConfigError} with line and field, under the file's name. */
export function readTrustFile(text: string, file: string): TrustFile {
  const json = readJson(text, file);
  const members = new Field(json.value, file, json).namedMembers();
  const roots = members.get("roots");
  const nugetMode = members.get("nugetMode");
  for (const name of ["roots", "nugetMode", "$schema"]) members.delete(name);
  const fields = Object.fromEntries([...members].map(([name, field]) => [name, field.value]));
  const signers = readTrustedSigners(new Field(fields, file, json));
  return {
    signers,
    ...(nugetMode === undefined ? {} : { nugetMode: readNugetMode(nugetMode, signers) }),
    roots: roots === undefined ? [] : roots.elements().map(readRoot),
  };
}

function readNugetMode(field: Field, { mode }: TrustedSigners): NugetModeWord {
  if (mode !== "listed") field.fail('mode "listed" beside it', "NuGet’s lists bind: leave one of the two out.", mode);
  const word = NUGET_MODES.find((one) => one === field.value);
  return word ?? field.fail('"accept", "require" or "unset"', `Use one of these words at ${field.at}.`);
}

/**
 * Where each entry and each root stands in a trust file that was read: its line, from 1, in the order of the file.
 *
 * @param text what `readTrustFile` has read.
 */
export function linesIn(text: string, file: string): { readonly [list in "entries" | "roots"]: readonly number[] } {
  const json = readJson(text, file);
  const { value } = json;
  const linesOf = (name: string): readonly number[] => {
    const list = typeof value === "object" && value !== null && !Array.isArray(value) ? value[name] : undefined;
    const places = Array.isArray(list) ? json.positions.get(list) : undefined;
    return [...(places ?? new Map<number, number>()).values()].map((offset) => json.lineAt(offset));
  };
  return { entries: linesOf("entries"), roots: linesOf("roots") };
}

function readRoot(field: Field): TrustedRoot {
  const members = field.members(["id", "certificate", "purposes", "from", "until", "note"]);
  const id = textOf(members.require("id"));
  const certificate = textOf(members.require("certificate"));
  const der = fromBase64(certificate);
  if (der === undefined || !readCertificate(der).ok) {
    const remedy = "Take the root out, and add it anew: countersign trust add ROOT.pem";
    members
      .require("certificate")
      .fail("base64 of a certificate’s DER", remedy, `another text in the root ${shown(id)}`);
  }
  const purposes = members.require("purposes");
  if (purposes.elements().length === 0)
    purposes.fail(
      '"code-signing", "timestamping" or both',
      "Name what it is trusted for.",
      `none in the root ${shown(id)}`,
    );
  const root = {
    id,
    certificate,
    purposes: purposes.elements().map(purposeOf),
    ...members.optional("from", readTime),
    ...members.optional("until", readTime),
    ...members.optional("note", textOf),
  };
  requireWindow(root, members.find("until") ?? field);
  return root;
}

function requireWindow({ id, from, until }: TrustedRoot, field: Field): void {
  if (from === undefined || until === undefined || Date.parse(from) <= Date.parse(until)) return;
  field.fail(
    `a time not before from, ${from}`,
    "Exchange the two, or leave one out.",
    `${until} in the root ${shown(id)}`,
  );
}

function textOf(field: Field): string {
  if (typeof field.value === "string" && field.value !== "") return field.value;
  return field.fail("text", `Write some text at ${field.at}.`);
}

function purposeOf(field: Field): Purpose {
  const { value } = field;
  if (value === "code-signing" || value === "timestamping") return value;
  return field.fail('"code-signing" or "timestamping"', `Use one of these words at ${field.at}.`);
}

/** The file's text: entries and roots sorted by id, so that a change touches only the lines that it is about. */
export function trustFileText({ signers, nugetMode, roots }: TrustFile): string {
  const { mode, entries } = signers;
  const sorted = { version: 1, mode, nugetMode, entries: entries.toSorted(byId), roots: roots.toSorted(byId) };
  const document = roots.length === 0 ? { ...sorted, roots: undefined } : sorted;
  return jsonDocument(document);
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** The file's roots as anchors. */
export function anchorsOf({ roots }: TrustFile, file: string): readonly TrustAnchorInput[] {
  return roots.flatMap(({ certificate, purposes, from, until }) => {
    const der = fromBase64(certificate);
    if (der === undefined) return [];
    const window = {
      ...(from === undefined ? {} : { trustedFrom: new Date(from) }),
      ...(until === undefined ? {} : { trustedUntil: new Date(until) }),
    };
    return [{ certificate: der, purposes, ...window, origin: file }];
  });
}

/** An id that no entry has: the wanted one, or with a number behind it. */
export function freeId(wanted: string, taken: readonly { readonly id: string }[]): string {
  const ids = new Set(taken.map((entry) => entry.id));
  let id = wanted;
  for (let number = 2; ids.has(id); number++) id = `${wanted}-${number}`;
  return id;
}

/** Whether two entries trust the same, whatever they are called. */
export function isSameEntry(one: TrustedSigner, other: TrustedSigner): boolean {
  return whatTrusts(one) === whatTrusts(other);
}

/** A text that entries share exactly if they trust the same. */
export function whatTrusts(entry: TrustedSigner): string {
  return JSON.stringify({ ...entry, id: undefined, note: undefined });
}
