/**
 * report: the words of every finding, check and error, and the catalogue that defines the codes.
 * Holds no severity logic and renders nothing. Start with `details.ts` (what each code carries), then `finding.ts`.
 */
export { anySignal, untilAborted } from "./abort.js";
export { Budget, type BudgetName, type Budgets } from "./budget.js";
export {
  catalogueEntry,
  describeFinding,
  etsiOf,
  isIssueCode,
  issueCatalogue,
  issueCodes,
  messageOf,
  nugetCodeOf,
  remedyForSigner,
  remedyOf,
} from "./catalogue.js";
export { after, checkIds, checkPlace, checkRule } from "./catalogue-checks.js";
export type { IssueCatalogueEntry } from "./catalogue-entry.js";
export type { FindingSetting } from "./catalogue/row.js";
export { quoted, shown, visible } from "./catalogue/show.js";
export { PEM_FOR_DER } from "./catalogue/signature.js";
export { fetchText, fileWord, named as quotedName, nameOf as certificateName } from "./catalogue/words.js";
export type { CheckFacts, CheckId, CheckResult, CheckStatus, IssuerAttempt, RevocationAttempt } from "./check.js";
export { clauseOf } from "./clause.js";
export { dateText } from "./date-text.js";
export type { IssueCode, IssueDetails } from "./details.js";
export { type NamedHash, readDigestText } from "./digest-text.js";
export {
  ConfigError,
  type ConfigFault,
  CountersignError,
  DecodeError,
  type ErrorCode,
  SignRefusedError,
  sourceChanged,
  TransportError,
  type TransportReason,
} from "./errors.js";
export {
  type Fields,
  kindOf,
  readClock,
  requireFields,
  requireGiven,
  readOnce,
  requireOnly,
  requireWhole,
  shownNumber,
} from "./given.js";
export { guardedSource } from "./guarded-source.js";
export {
  depthOf,
  failed,
  type Finding,
  type FindingOf,
  found,
  foundLater,
  isFoundLater,
  ok,
  type Result,
} from "./finding.js";
export { joined } from "./joined.js";
export { escapedJson, jsonText } from "./json-text.js";
export { didYouMean } from "./nearest.js";
export type { Evidence, Issue, IssueClass, IssueOf, Severity } from "./issue.js";
export type { PinnedSigner } from "./pinned-signer.js";
export { sharedGetter } from "./shared-getter.js";
export { SharedWork } from "./shared-work.js";
export { sharedRef, signatureRef, timestampRef } from "./signature-ref.js";
export type { Waiver, WaiverCommon } from "./waiver.js";
export type {
  CertificateRef,
  Clock,
  Fingerprint,
  HashName,
  PackageIdentity,
  Purpose,
  SignatureKind,
  SignaturePlacement,
  SignatureRef,
  TimeOrigin,
} from "./words.js";
