import { createHash } from "node:crypto";
import { parseCertificates } from "../../cms/index.js";
import { CountersignError, type Fingerprint, TransportError, requireFields } from "../../report/index.js";
import type { RepositoryDeclaration } from "../../signature/index.js";
import type { Certificate } from "../../x509/index.js";
import { type HttpOptions, readHttpOptions } from "../http/options.js";
import { requireHttpUrl, shownUrl } from "../http/url.js";

/** A certificate has 1 to 3 KB. */
const LIMIT_BYTES = 64 * 1024;

/** How {@link fetchDeclaredCertificate} reaches the repository. */
export interface FetchCertificateOptions extends HttpOptions {
  readonly signal?: AbortSignal;
}

/**
 * Fetches a certificate that a repository declares from its `contentUrl`. What came is that certificate only if every
 * fingerprint that was declared is its own.
 *
 * @param serviceIndex the repository's, as the caller named it: its host may be a private one, and no other.
 * @throws {TransportError} nobody answered, or it is another certificate. @throws {ConfigError} an argument is wrong.
 */
export async function fetchDeclaredCertificate(
  serviceIndex: string,
  declared: RepositoryDeclaration["certificates"][number],
  options: FetchCertificateOptions = {},
): Promise<Certificate> {
  requireFields(declared, "declared", { fingerprints: "text[]" });
  requireFields(options, "options", { signal: "signal?" });
  const { contentUrl, fingerprints } = declared;
  const { signal } = options;
  const settings = readHttpOptions(options, ["signal"]);
  const index = requireHttpUrl(serviceIndex, "serviceIndex");
  const url = requireHttpUrl(contentUrl, "declared.contentUrl");
  const { createHttpTransport } = await import("../http/transport.js");
  const transport = createHttpTransport(settings, index.hostname);
  try {
    if (url.protocol !== "https:") throw unusable(url, "over http");
    const question = { role: "repository", url, method: "GET", contentTypes: [], limitBytes: LIMIT_BYTES } as const;
    const answer = await transport.exchange(signal === undefined ? question : { ...question, signal });
    if (answer.url.protocol !== "https:") throw unusable(url, "over http");
    const certificate = await onlyCertificate(answer.body, url);
    if (fingerprints.length > 0 && fingerprints.every((one) => one === fingerprintOf(certificate, one)))
      return certificate;
    throw unusable(url, `with the certificate ${certificate.fingerprint}, and declared ${fingerprints.join(", ")}`);
  } finally {
    await transport.close();
  }
}

async function onlyCertificate(body: Uint8Array, url: URL): Promise<Certificate> {
  let certificates: readonly Certificate[];
  try {
    certificates = await parseCertificates(body);
  } catch (error) {
    if (error instanceof CountersignError) throw unusable(url, "with something else than a certificate", error);
    throw error;
  }
  const [certificate, another] = certificates;
  if (certificate === undefined || another !== undefined)
    throw unusable(url, `with ${certificates.length} certificates instead of one`);
  return certificate;
}

/** By the hash of the fingerprint that it is compared with. */
function fingerprintOf({ der }: Certificate, declared: Fingerprint): Fingerprint {
  const hash = declared.startsWith("sha256") ? "sha256" : declared.startsWith("sha384") ? "sha384" : "sha512";
  return `${hash}:${createHash(hash).update(der).digest("hex")}`;
}

function unusable(url: URL, how: string, cause?: unknown): TransportError {
  return new TransportError({
    reason: "wrong-content",
    target: shownUrl(url),
    retryable: false,
    message: `The repository ${url.host} answered ${how}, where it says that a certificate of its own is.`,
    remedy: "Ask the repository's operator.",
    cause,
  });
}
