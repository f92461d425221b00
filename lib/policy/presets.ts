import type { PolicyName, RepositoryRule, RevocationPolicy, TimestampRule, Vouchable } from "./document.js";
import type { SignatureKind } from "../report/index.js";

/** The rows of a policy in which the presets differ besides severities. See docs/build-tools.md, "How strict". */
export interface PresetRows {
  readonly signatures: CompleteSignatureRules;
  readonly revocation: Required<RevocationPolicy>;
}
export interface CompleteSignatureRules {
  readonly primary: readonly SignatureKind[];
  readonly repository: RepositoryRule;
  /** Left out: `verify`. */
  readonly timestamps?: TimestampRule;
  readonly countersignatureVouches: readonly Vouchable[];
}

const COMMON_REVOCATION = {
  checks: Object.freeze(["signer", "timestamp"] as const),
  // Five minutes, as for timestamps: clocks of responders differ by as much.
  skewMs: 300_000,
  deadlineMs: 15_000,
} as const;

function rows(countersignatureVouches: readonly Vouchable[], revocation: RevocationPolicy): PresetRows {
  const primary = Object.freeze(["author", "repository"] as const);
  const vouches = Object.freeze(countersignatureVouches);
  return Object.freeze({
    signatures: Object.freeze({ primary, repository: "verify-if-present", countersignatureVouches: vouches } as const),
    revocation: Object.freeze({ afterTimestamp: "by-reason", ...COMMON_REVOCATION, ...revocation }),
  });
}

/** Severities are the catalogue's columns. */
export const presets: { readonly [N in PolicyName]: PresetRows } = Object.freeze({
  strict: rows(["expiry"], { mode: "online", need: "require", afterTimestamp: "refuse" }),
  standard: rows(["expiry", "untrusted-root"], { mode: "offline", need: "prefer" }),
  audit: rows(["expiry", "untrusted-root"], { mode: "offline", need: "prefer" }),
});
