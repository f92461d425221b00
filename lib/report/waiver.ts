import type { IssueCode } from "./details.js";
import type { Fingerprint } from "./words.js";

/**
 * An exception that somebody answers for. It is printed in every verdict that it touches, makes a package accepted and
 * never `trusted`. It names what it is for: packages (a bare `*` is a {@link ConfigError}) or a certificate.
 */
export type Waiver = WaiverCommon &
  (
    | { readonly packages: readonly string[]; readonly certificate?: Fingerprint }
    | { readonly packages?: undefined; readonly certificate: Fingerprint }
  );
/** What a {@link Waiver} says, whatever it is for. */
export interface WaiverCommon {
  /** Unique in its policy; verdicts name the waiver by it. */
  readonly id: string;
  /** Not of class integrity. */
  readonly code: IssueCode;
  /** Why somebody answers for it; printed with it. */
  readonly reason: string;
  /** After this, by the clock and not by `at`, the waiver stops and says so (`waiver-expired`). RFC 3339. */
  readonly expires?: string;
}
