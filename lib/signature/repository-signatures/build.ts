import { ConfigError, kindOf, requireOnly } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import { type DeclarationPlace, type RepositorySignaturesVersion, RESOURCE_VERSIONS } from "./read.js";

/** What a repository declares by {@link buildRepositorySignatures}. */
export interface RepositorySignaturesOptions {
  /** Those that sign, and those that have signed what is still served; in any order. */
  readonly certificates: readonly Certificate[];
  /** The https URL at which a certificate's DER is served. */
  readonly contentUrl: (certificate: Certificate) => string;
  /** Default `5.0.0`. Clients take the newest that they know, so a server may offer all three. */
  readonly version?: RepositorySignaturesVersion;
  /** Clients then refuse what the repository has not signed. Default false; before 5.0.0 it can't be said. */
  readonly allRepositorySigned?: boolean;
}

/** The resource, to be served and to be named in the service index. */
export interface RepositorySignatures {
  /** The `@type` of its entry in the service index. */
  readonly type: DeclarationPlace["type"];
  /** What to serve as application/json: the same text for the same certificates, whatever their order. */
  readonly json: string;
}

/**
 * Makes the RepositorySignatures resource by which a repository declares its certificates. Certificates that come twice are
 * declared once.
 *
 * @throws {ConfigError} a URL is not https; or what is asked for says that every package is signed, and by nobody or in a
 *   version that can't say so.
 */
export function buildRepositorySignatures(options: RepositorySignaturesOptions): RepositorySignatures {
  requireOnly(options, "options", OPTIONS, ["contentUrl"]);
  if (typeof options.contentUrl !== "function")
    throw wrong(
      "options.contentUrl",
      "a function that gives the https URL of each certificate",
      kindOf(options.contentUrl),
      "Write (certificate) => `https://…/${certificate.fingerprint}.crt`.",
    );
  const { certificates, contentUrl, version = "5.0.0", allRepositorySigned = false } = options;
  requireSense(version, allRepositorySigned, certificates.length);
  const byFingerprint = new Map(certificates.map((one) => [one.fingerprint, one]));
  const sorted = [...byFingerprint].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const signingCertificates = sorted.map(([, one]) => entryFor(one, contentUrl(one)));
  const json = `${JSON.stringify({ allRepositorySigned, signingCertificates }, undefined, 2)}\n`;
  return { type: `RepositorySignatures/${version}`, json };
}

const OPTIONS = {
  certificates: "certificate[]",
  version: "text?",
  allRepositorySigned: "flag?",
} as const;

function shownUrl(url: unknown): string {
  return typeof url === "string" ? JSON.stringify(url) : kindOf(url);
}

const SHA256 = "2.16.840.1.101.3.4.2.1";

function entryFor({ fingerprint, subject, issuer, notBefore, notAfter }: Certificate, url: string): object {
  const contentUrl = URL.canParse(url) ? new URL(url) : undefined;
  if (contentUrl?.protocol !== "https:")
    throw wrong("options.contentUrl", "one that gives an https URL", shownUrl(url), "Clients read no other.");
  return {
    fingerprints: { [SHA256]: fingerprint.slice("sha256:".length) },
    subject,
    issuer,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    contentUrl: contentUrl.href,
  };
}

function requireSense(version: string, allRepositorySigned: boolean, count: number): void {
  if (!RESOURCE_VERSIONS.some((known) => known === version))
    throw wrong("options.version", RESOURCE_VERSIONS.join(", "), JSON.stringify(version), "Leave it out for 5.0.0.");
  if (!allRepositorySigned) return;
  if (version !== "5.0.0")
    throw wrong(
      "options.allRepositorySigned",
      `false in ${version}`,
      "true",
      "Only 5.0.0 can say that every package is signed.",
    );
  if (count === 0)
    throw wrong(
      "options.certificates",
      "the certificate that signs every package",
      "none",
      "Clients would refuse every package.",
    );
}

function wrong(at: string, expected: string, received: string, remedy: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy });
}
