import { type Finding, type FindingOf, found, TransportError, type TransportReason } from "../report/index.js";

/** Why one authority gave no timestamp that could be used. */
export interface TimestampFailure {
  readonly label: string;
  readonly attempts: number;
  readonly reason: TransportReason;
  /** Whether asking this authority again may help. */
  readonly retryable: boolean;
  /** After the authority's name: "answered for another request". */
  readonly problem: string;
  /** PKIStatus of a refusal (RFC 3161 §2.4.2). */
  readonly status?: number;
  /** PKIFailureInfo of a refusal, codes of the findings against an answer, or why nothing came. */
  readonly failInfo: string;
  /** It answered another request than was sent. */
  readonly otherRequest?: FindingOf<"timestamp-nonce-mismatch">;
  readonly cause?: unknown;
}

/** The failure as signing records it when another authority answered well. */
export function failureFindings(failure: TimestampFailure): readonly Finding[] {
  const { label, attempts, status, failInfo, otherRequest } = failure;
  const details = { url: label, attempts, failInfo, ...(status !== undefined && { status }) };
  const failed = found("timestamp-authority-failed", details);
  return otherRequest === undefined ? [failed] : [failed, otherRequest];
}

/** No authority answered well: signing ends here. */
export function everyAuthorityFailed(failures: readonly TimestampFailure[]): TransportError {
  const last = failures.at(-1);
  const told = failures.map(
    ({ label, problem, attempts }) => `${label} ${problem}${attempts > 1 ? ` (${attempts} attempts)` : ""}`,
  );
  const retryable = failures.some((failure) => failure.retryable);
  return new TransportError({
    reason: last?.reason ?? "unreachable",
    target: failures.map(({ label }) => label).join(", "),
    retryable,
    message: `No timestamp authority answered well: ${told.join("; ")}.`,
    remedy: remedyOf(failures),
    cause: last?.cause,
  });
}

function remedyOf(failures: readonly TimestampFailure[]): string {
  if (failures.some(({ retryable }) => retryable)) return "Try again, or name a second authority: --timestamp URL,URL";
  const isRootUnknown = failures.some(({ failInfo }) => /\bchain-(?:incomplete|root-untrusted)\b/.test(failInfo));
  const own = isRootUnknown ? "; for an authority of your own, give its root: --timestamping-roots PEM" : "";
  const other = `another authority: --timestamp URL${own}. Nothing was written.`;
  // What the network's side knows: which file to name for a CA of one's own, that a proxy may have answered.
  const known = new Set(failures.flatMap(({ cause }) => (cause instanceof TransportError ? [cause.remedy] : [])));
  return known.size === 0 ? `Name ${other}` : `${[...known].join(" ")} Or name ${other}`;
}
