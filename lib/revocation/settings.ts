/** What policy says about revocation; complete, so that nothing below needs a default. `policy/` fills it. */
export interface RevocationSettings {
  /** `offline`: caches, embedded and supplied evidence only. */
  readonly mode: "off" | "offline" | "online";
  /** `require`: unknown refuses. `prefer`: unknown is reported. */
  readonly need: "require" | "prefer";
  readonly checks: readonly ("signer" | "timestamp")[];
  /** Revoked after a verified timestamp: `refuse` whatever the reason, or `by-reason` (see `effect.ts`). */
  readonly afterTimestamp: "refuse" | "by-reason";
  /** Milliseconds of clock skew allowed on thisUpdate and nextUpdate. */
  readonly skewMs: number;
  /** Milliseconds for all look-ups of one verification together. */
  readonly deadlineMs: number;
}

/** Whose chain is judged. An OCSP responder's own certificate may ask not to be asked about (RFC 6960 §4.2.2.2.1). */
export type RevocationRole = "signer" | "timestamp" | "ocsp-responder";
