import type { IssueCatalogueEntry } from "./catalogue-entry.js";
import { certificateRows } from "./catalogue/certificate.js";
import { chainRows } from "./catalogue/chain.js";
import { contentRows } from "./catalogue/content.js";
import { housekeepingRows } from "./catalogue/housekeeping.js";
import { packageRows } from "./catalogue/package.js";
import { pinRows } from "./catalogue/pin.js";
import { repositoryRows } from "./catalogue/repository.js";
import { revocationRows } from "./catalogue/revocation.js";
import type { CatalogueRow, FindingSetting, Rows } from "./catalogue/row.js";
import { signatureRows } from "./catalogue/signature.js";
import { signerRows } from "./catalogue/signer.js";
import { signingRows } from "./catalogue/signing.js";
import { timestampRows } from "./catalogue/timestamp.js";
import { remedyWhereTampered } from "./catalogue/tampered.js";
import { remediesForSigners } from "./catalogue/to-the-signer.js";
import type { IssueCode } from "./details.js";
import type { Finding } from "./finding.js";
import type { SignatureRef } from "./words.js";

const rows: Rows<IssueCode> = Object.freeze({
  ...packageRows,
  ...signatureRows,
  ...contentRows,
  ...certificateRows,
  ...chainRows,
  ...timestampRows,
  ...repositoryRows,
  ...revocationRows,
  ...signerRows,
  ...pinRows,
  ...signingRows,
  ...housekeepingRows,
});

/** Every code, in the order of docs/issue-codes.md. */
export const issueCodes: readonly IssueCode[] = Object.freeze(Object.values(rows).map((row) => row.code));

/** The catalogue as data, for tools that document or translate it. */
export const issueCatalogue: ReadonlyMap<IssueCode, IssueCatalogueEntry> = new Map(
  issueCodes.map((code) => [code, Object.freeze(rows[code])]),
);

/** The catalogue's entry of a code; in contrast to {@link issueCatalogue} never absent. */
export function catalogueEntry(code: IssueCode): IssueCatalogueEntry {
  return rows[code];
}

/** Whether `text` is a code of the catalogue. */
export function isIssueCode(text: string): text is IssueCode {
  return Object.hasOwn(rows, text);
}

/** The sentence that says the fact, with its values. Made on each call: a verdict asks only when somebody reads it. */
export function messageOf(finding: Finding, setting: FindingSetting = {}): string {
  return rowOf(finding).message(finding.details, setting);
}

/** What to do next: a command, where one exists. */
export function remedyOf(finding: Finding, setting: FindingSetting = {}): string {
  const toSigner = setting.isReaders === true ? remedyForSigner(finding.code) : undefined;
  if (toSigner !== undefined) return toSigner;
  const unaltered = setting.isTampered === true ? remedyWhereTampered(finding.code) : undefined;
  if (unaltered !== undefined) return unaltered;
  const row = rowOf(finding);
  return row.mend?.(finding.details, setting) ?? row.remedy;
}

/** The next step for the one who signs, where the catalogue's remedy sends others to them. */
export function remedyForSigner(code: IssueCode): string | undefined {
  return remediesForSigners.get(code);
}

/** Message and remedy of a finding, in plain words. */
export function describeFinding(
  finding: Finding,
  setting: FindingSetting = {},
): { readonly message: string; readonly remedy: string } {
  return { message: messageOf(finding, setting), remedy: remedyOf(finding, setting) };
}

/** The code (`NU30xx`, `NU1403`) that the NuGet client gives for this fact about this signature or timestamp, where there is one. */
export function nugetCodeOf(finding: Finding, subject?: SignatureRef): string | undefined {
  return rowOf(finding).nugetFor(finding, subject);
}

/** Sub-indication of ETSI EN 319 102-1 §5.1.3 for this finding; `undefined` for what says nothing of a signature. */
export function etsiOf(finding: Finding): string | undefined {
  const row = rowOf(finding);
  return row.etsiFor?.(finding.details) ?? row.etsi;
}

// A finding's code and details belong together by its type; a look-up by a union of codes forgets that.
function rowOf(finding: Finding): CatalogueRow<IssueCode> {
  return rows[finding.code];
}
