import type { Issue } from "./issue.js";

/** Which class of error was thrown: stable, for a `switch` where `instanceof` does not reach. */
export type ErrorCode = "config" | "decode" | "sign-refused" | "transport" | "not-accepted";

/** Base of everything that this library throws. `code` is stable; `message` is not. */
export abstract class CountersignError extends Error {
  abstract readonly code: ErrorCode;
  /** What to do next, in one sentence: a command, an option, a value. */
  readonly remedy: string;

  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** What a {@link ConfigError} says: where, what was expected, what came. */
export interface ConfigFault {
  readonly at: string;
  readonly expected: string;
  readonly received: string;
  readonly remedy: string;
  readonly line?: number;
  readonly cause?: unknown;
}

/** The call itself is wrong: an option, a policy document, a key and certificate that do not match. */
export class ConfigError extends CountersignError {
  readonly code = "config";
  /** Path of the offending value, `policy.severities["timestamp-missing"]`. */
  readonly at: string;
  readonly expected: string;
  /** Never holds a secret. */
  readonly received: string;
  /** For documents: 1-based. */
  declare readonly line?: number;

  constructor(fault: ConfigFault) {
    super(`${fault.at}: expected ${fault.expected}, received ${fault.received}.`, fault.remedy, fault.cause);
    this.at = fault.at;
    this.expected = fault.expected;
    this.received = fault.received;
    if (fault.line !== undefined) this.line = fault.line;
  }
}

/** Bytes that the caller vouches for (a certificate, a key, a trust list) could not be read. */
export class DecodeError extends CountersignError {
  readonly code = "decode";
  readonly structure: string;
  /** Bytes from the start of the input. */
  readonly offset: number;

  constructor(fault: {
    readonly structure: string;
    readonly offset: number;
    readonly problem: string;
    readonly remedy: string;
    readonly cause?: unknown;
  }) {
    super(`${fault.structure}, at byte ${fault.offset}: ${fault.problem}.`, fault.remedy, fault.cause);
    this.structure = fault.structure;
    this.offset = fault.offset;
  }
}

/** Signing would have made something that verification refuses. Nothing was written. */
export class SignRefusedError extends CountersignError {
  readonly code = "sign-refused";
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const [first] = issues;
    super(first?.message ?? "Signing was refused.", first?.remedy ?? "Run countersign doctor to see what is wrong.");
    this.issues = issues;
  }
}

/** Why something outside could not be read or reached. Stable. */
export type TransportReason =
  | "timeout"
  | "unreachable"
  | "http-status"
  | "wrong-content"
  | "too-large"
  | "blocked-address"
  | "source-changed"
  | "source-unreadable"
  | "target-unwritable"
  | "signer-failed"
  | "thread-lost"
  | "aborted";

/** A source, authority, responder or remote signer failed. `retryable` is a promise, not a guess. */
export class TransportError extends CountersignError {
  readonly code = "transport";
  readonly reason: TransportReason;
  /** What failed: a file as the caller named it, a host, or a signer's label. */
  readonly target: string;
  readonly retryable: boolean;

  constructor(fault: {
    readonly reason: TransportReason;
    readonly target: string;
    readonly retryable: boolean;
    readonly message: string;
    readonly remedy: string;
    readonly cause?: unknown;
  }) {
    super(fault.message, fault.remedy, fault.cause);
    this.reason = fault.reason;
    this.target = fault.target;
    this.retryable = fault.retryable;
  }
}

/** The source gave fewer bytes than its size promised: somebody wrote to it meanwhile. */
export function sourceChanged(target: string): TransportError {
  return new TransportError({
    reason: "source-changed",
    target,
    retryable: true,
    message: `${target} changed while it was being read.`,
    remedy: "Wait until nothing writes to the file, then run the command again.",
  });
}
