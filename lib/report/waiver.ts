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
export interface WaiverCommon {
  readonly id: string;
  /** Not of class integrity. */
  readonly code: IssueCode;
  readonly reason: string;
  /** After this, by the clock and not by `at`, the waiver stops and says so (`waiver-expired`). RFC 3339. */
  readonly expires?: string;
}
