import type { IssueCode } from "../details.js";

/** Codes whose remedy has somebody trusted: for a file whose bytes are not those that were signed that would change nothing. */
const ADVISING_TRUST: ReadonlySet<IssueCode> = new Set<IssueCode>([
  "chain-incomplete",
  "chain-root-untrusted",
  "chain-anchor-purpose",
  "signer-not-allowed",
  "signer-pattern-not-covered",
  "signer-owner-not-allowed",
  "signer-entry-out-of-window",
  "allowlist-empty",
  "identity-domain-unproven",
  "pin-signature-lost",
  "pin-kind-weakened",
  "pin-signer-changed",
]);

/** The next step where a finding comes with others by which the file is tampered with. */
export function remedyWhereTampered(code: IssueCode): string | undefined {
  return ADVISING_TRUST.has(code)
    ? "First see to what is wrong with the file itself (the other findings): as it is, trusting its signer would not help."
    : undefined;
}
