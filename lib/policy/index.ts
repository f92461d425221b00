/**
 * policy: documents, presets, severities, waivers, trusted signers, pins, identity rules and budgets.
 * Never computes a fact from bytes. Start with `grade.ts` (facts to issues), then `policy.ts` (what a document becomes).
 */
export { defaultBudgets } from "./budgets.js";
export type {
  PolicyDocument,
  PolicyLevel,
  PolicyName,
  RepositoryRule,
  RevocationPolicy,
  SignatureRules,
  TimestampRule,
  Vouchable,
} from "./document.js";
export { trimmedAsDotnet, withoutCase } from "./dotnet-text.js";
export { type CountedEffect, grade, type GradedIssue, type Grading, type GradingContext } from "./grade.js";
export { freezeDeep } from "./freeze.js";
export { type OidcIdentity, oidcIdentityOf } from "./identity/oidc-identity.js";
export { checkOrganization } from "./identity/organization.js";
export { publisherDomain, type PublisherDomain } from "./identity/publisher-domain.js";
export { type Grade, issueFrom } from "./issue.js";
export { fingerprintHashes, needsDeclarations, needsIdentity } from "./needs.js";
export { coversPackage, foldPackageId, patternRank } from "./package-id.js";
export { checkPin, type PinQuestion } from "./pins/check-pin.js";
export { observePin, pinnedSigner } from "./pins/observe.js";
export { readSuccession } from "./pins/succession.js";
export type { PinRecord, PinStore, SignerSuccession } from "./pins/pin-record.js";
export {
  type CompletePolicyDocument,
  definePolicy,
  policies,
  type Policy,
  type PolicyRules,
  rulesOf,
  toPolicy,
} from "./policy.js";
export { readBudgets, readRevocation } from "./read/document.js";
export { documentText } from "./read/document-text.js";
export { Field, Members } from "./read/field.js";
export { conflictLine, type JsonObject, type JsonText, type JsonValue, readJson } from "./read/json.js";
export { isPlainId } from "./read/patterns.js";
export { hasHttpsShape, readTime, readWord } from "./read/scalars.js";
export { readTrustedSigners } from "./read/signers.js";
export { type EntryAnswer, hasNugetRules } from "./signers/answer.js";
export type { Aliases, SignerCandidate } from "./signers/candidate.js";
export type { ListedSigner } from "./signers/listed-signer.js";
export { matchSigners, type SignerMatches } from "./signers/match.js";
export type { SignerQuestion } from "./signers/question.js";
export { isMilderWord } from "./scales.js";
export type { SignerRule, SignerRules, TrustedSigner, TrustedSignerCommon, TrustedSigners } from "./trusted-signers.js";
export { isSound, type Vouching } from "./vouching.js";
