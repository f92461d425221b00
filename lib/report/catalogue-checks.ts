import type { CheckId } from "./check.js";

/** The checks in the order in which they run, each with the source of its rule. */
const rules: { readonly [C in CheckId]: string } = {
  container: "APPNOTE 6.3.10 §4.3; RFC 1952",
  "signature-entry": "NuGet signed packages reference",
  "cms-structure": "RFC 5652 §5.1",
  "cms-profile": "RFC 5652 §5.1–§5.3; RFC 5754; NuGet signed packages reference",
  "content-integrity": "NuGet signed packages reference",
  "signed-attributes": "RFC 5652 §5.3, §11",
  "signing-certificate": "RFC 5035 §3, §4",
  "signature-value": "RFC 5652 §5.6",
  "signature-kind": "RFC 5126 §5.11.1",
  countersignature: "RFC 5652 §11.4",
  "repository-attributes": "NuGet signed packages reference",
  "timestamp-structure": "RFC 3161 §2.4.2",
  "timestamp-imprint": "RFC 3161 §2.4.2",
  "timestamp-signature": "RFC 5652 §5.6",
  "timestamp-chain": "RFC 5280 §6.1; RFC 3161 §2.3",
  "timestamp-time": "RFC 3161 §2.4.2, §4",
  "certificate-profile": "NuGet signed packages reference",
  chain: "RFC 5280 §6.1",
  validity: "RFC 5280 §6.1.3(a)(2)",
  revocation: "RFC 5280 §6.3; RFC 6960",
  "repository-declaration": "RepositorySignatures resource 4.7.0–5.0.0",
  "signer-allowlist": "policy",
  identity: "RFC 9525 §6.3; RFC 5280 §4.2.1.6",
  pin: "lock file",
  "package-identity": "NuGet signed packages reference",
  "policy-requirements": "policy",
};

const places = new Map(Object.keys(rules).map((check, place) => [check, place]));

/** Where a check stands in the order in which they run. */
export function checkPlace(check: CheckId): number {
  return places.get(check) ?? places.size;
}

/** The source of a check's rule. */
export function checkRule(check: CheckId): string {
  return rules[check];
}

/** Every check, in the order in which they run. */
export const checkIds: readonly CheckId[] = Object.freeze(Object.keys(rules).filter(isCheckId));

function isCheckId(text: string): text is CheckId {
  return Object.hasOwn(rules, text);
}

/** The reason of a check that an earlier one stopped. */
export function after(check: CheckId): string {
  return `an earlier check failed: ${check}`;
}
