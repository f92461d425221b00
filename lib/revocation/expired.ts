import { reading } from "../der/index.js";
import { dateText } from "../report/index.js";
import { type Certificate, type Extension, findExtension, readKeptSince } from "../x509/index.js";
import type { Judging } from "./judging.js";

/** Since when evidence still speaks of certificates that have expired. What cannot be read says nothing of it. */
export function keptSince(extensions: readonly Extension[], oid: string): number | undefined {
  const extension = findExtension(extensions, oid);
  const time = extension && reading(() => readKeptSince(extension.value));
  return time?.ok === true ? time.value : undefined;
}

/**
 * Why evidence that does not call a certificate revoked cannot vouch for it: it was made after the certificate had expired.
 * A CA may strike a revoked certificate from its list once it has expired (RFC 5280 §3.3), and an answer "good" means
 * certificates within their validity (RFC 6960 §2.2). Whoever had a stolen key would only have to wait.
 *
 * Evidence that names a date (X.509 `expiredCertsOnCRL`, RFC 6960 §4.4.4) is taken at its word. Most evidence names none:
 * RFC 5280 §6.3.3 and NuGet then look no further, ETSI EN 319 102-1 does. So it counts where policy prefers an
 * answer, and is none where policy requires one.
 */
export function expiryProblem(
  { notAfter }: Certificate,
  evidence: { readonly thisUpdate: number; readonly keptSince: number | undefined },
  { silenceCounts }: Judging,
): string | undefined {
  const expired = notAfter.getTime();
  if (evidence.thisUpdate <= expired) return undefined;
  const { keptSince: since } = evidence;
  const fact = `it was made after the certificate had expired (${dateText(expired)})`;
  if (since !== undefined)
    return since <= expired ? undefined : `${fact}, and speaks of those that expired since ${dateText(since)}`;
  return silenceCounts ? undefined : `${fact}, and does not say that it still speaks of such`;
}
