import type { IssuerAttempt, RevocationAttempt } from "../check.js";
import type { IssueDetails } from "../details.js";
import type { PinnedSigner } from "../pinned-signer.js";
import type { CertificateRef, HashName, SignatureKind, SignatureRef, TimeOrigin } from "../words.js";
import { commonNameOf, quoted, shown, visible } from "./show.js";

/** Joins values for a sentence; of a long list the first six and how many more there are. */
export function listed(values: readonly string[]): string {
  if (values.length === 0) return "none";
  const first = values.slice(0, 6).map(shown).join(", ");
  return values.length <= 6 ? first : `${first} and ${values.length - 6} more`;
}

/** `1 byte`, `2 bytes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How people know a certificate: its common name, else its whole subject, else its fingerprint. */
export function nameOf(certificate: Named): string {
  return shown(rawName(certificate));
}

function rawName({ subject, fingerprint = "" }: Named): string {
  return commonNameOf(subject) ?? (subject || fingerprint);
}

/** A certificate, or as much as is known of one that was not found. */
export interface Named {
  readonly subject: string;
  readonly fingerprint?: string;
}

/** {@link nameOf} in quotation marks. */
export function named(certificate: CertificateRef): string {
  return quoted(rawName(certificate));
}

/** A file name that suggests itself for this certificate: `contoso-root-r1.pem`. */
export function fileNameOf(certificate: Named): string {
  const words = nameOf(certificate)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${words.slice(0, 40) || "root"}.pem`;
}

/**
 * Digests are shown by their ends, and whole in the details.
 *
 * @param other the digest that stands beside it in the sentence: where both end alike, which is soon tried out, both are shown whole.
 */
export function digest(hex: string, other?: string): string {
  const ends = endsOf(hex);
  return other !== undefined && ends === endsOf(other) ? shown(bareDigest(hex)) : ends;
}

function endsOf(hex: string): string {
  const bare = bareDigest(hex);
  return bare.length <= 12 ? shown(bare) : `${shown(bare.slice(0, 4))}…${shown(bare.slice(-2))}`;
}

function bareDigest(hex: string): string {
  return hex.replace(/^sha\d+:/, "");
}

export function hashName(name: HashName): string {
  return `SHA-${name.slice(3)}`;
}

/** RFC 3339 to the second, without the `T`: for people. */
export function instant(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time) ? `${time.slice(0, 10)} ${time.slice(11, 19)} UTC` : shown(time);
}

/** The day; the second where `other` falls on the same day and the day would not tell them apart. */
export function dayOf(time: string, other?: string): string {
  const sameDay = other?.slice(0, 10) === time.slice(0, 10);
  return sameDay || !/^\d{4}-\d\d-\d\dT/.test(time) ? instant(time) : time.slice(0, 10);
}

/** At which time a certificate was judged, and why at that one. */
export function judgedAt(at: string, from: TimeOrigin, other: string): string {
  const day = dayOf(at, other);
  switch (from) {
    case "clock":
      return `the package was judged at ${day} because no timestamp says when it was signed`;
    case "caller":
      return `the package was judged at ${day}, as asked, because no timestamp says when it was signed`;
    case "timestamp":
      return `the package’s timestamp says ${day}`;
  }
}

/** The span of a window of which either end may be open. */
export function windowOf(from: string | undefined, until: string | undefined): string {
  if (from === undefined) return until === undefined ? "at any time" : `until ${instant(until)}`;
  return until === undefined ? `from ${instant(from)}` : `from ${instant(from)} until ${instant(until)}`;
}

const DURATIONS = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
] as const;

/** Milliseconds in the largest unit that divides them. */
export function lasting(milliseconds: number): string {
  for (const [size, unit] of DURATIONS) {
    if (milliseconds !== 0 && milliseconds % size === 0) return counted(milliseconds / size, unit);
  }
  return counted(milliseconds, "millisecond");
}

/** What a certificate is in the package: `The signing certificate`. */
export function roleOf(subject: SignatureRef | undefined, certificate: CertificateRef): string {
  if ((certificate.depth ?? 0) > 0) return "The CA certificate";
  if (subject?.timestamp === true) return "The timestamp authority’s certificate";
  return subject?.kind === "repository" ? "The repository’s signing certificate" : "The signing certificate";
}

export function signatureName(signature: SignatureRef): string {
  if (signature.placement === "countersignature") return `${signature.kind} countersignature`;
  return `${signature.kind} signature`;
}

/** `an author`, `a repository`; a noun follows. */
export function kindName(kind: SignatureKind): string {
  return kind === "author" ? "an author" : "a repository";
}

/** @param other the signer that stands beside it in the sentence. */
export function pinned(signer: PinnedSigner, other?: PinnedSigner): string {
  const where = signer.repository === undefined ? "" : ` at ${shown(signer.repository)}`;
  return `the ${signer.kind}${where} with the certificate ${digest(signer.certificate, other?.certificate)}`;
}

export function signers(signatures: readonly SignatureRef[], fingerprints: readonly string[]): string {
  if (signatures.length === 0) return "this package, which no proven signer signed";
  const who = signatures.map(signatureName).join(" or the ");
  const prints = fingerprints.map((print) => digest(print)).join(", ");
  return `the ${who}${prints === "" ? "" : ` (certificate ${prints})`}`;
}

const ATTEMPT: { readonly [R in RevocationAttempt["result"]]: string } = {
  good: "said good",
  revoked: "said revoked",
  unknown: "does not know it",
  unavailable: "did not answer",
  invalid: "gave an answer that cannot be used",
  stale: "is out of date",
  blocked: "was not asked, because its address is not public",
};

/** What lay at hand is named by words for where it lay. */
function whom({ method, origin }: RevocationAttempt): string {
  if (origin.startsWith("the ")) return shown(origin);
  return `${method === "ocsp" ? "the OCSP responder" : "the CRL"} ${shown(origin)}`;
}

/** Evidence at the beginning of a sentence: by where it came from, or by the words for what it is. */
export function evidenceFrom(origin: string, kind: RevocationAttempt["method"]): string {
  const what = kind === "crl" ? "CRL" : "OCSP answer";
  return origin.startsWith(`the ${what} `)
    ? `The${shown(origin.slice("the".length))}`
    : `The ${what} from ${shown(origin)}`;
}

/** A server that answered with an error, or with a login page, has answered: why follows. */
function outcomeOf({ result, problem }: RevocationAttempt): string {
  return result === "unavailable" && problem !== undefined ? "gave no usable answer" : ATTEMPT[result];
}

function because({ problem }: RevocationAttempt): string {
  return problem === undefined ? "" : ` (${shown(problem.replace(/\.$/, ""))})`;
}

/** Why a status is not known: what was asked and looked at; of a certificate where nothing was, whether anything could have been. */
export function attempts({ names, tried }: IssueDetails["revocation-unknown"]): string {
  if (tried.length === 0 && names.length === 0)
    return "the certificate names no OCSP responder and no CRL, and no evidence of another origin was at hand";
  if (tried.length === 0) {
    const places = names.map((method) => ({ ocsp: "an OCSP responder", crl: "a CRL" })[method]).join(" and ");
    return `the certificate names ${places}, but no answer was at hand and none was fetched`;
  }
  const all = tried.slice(0, 4).map((one) => `${whom(one)} ${outcomeOf(one)}${because(one)}`);
  return all.join("; ") + (tried.length > 4 ? `; and ${tried.length - 4} more` : "");
}

const FETCH: { readonly [R in Exclude<IssuerAttempt["result"], "found">]: string } = {
  timeout: "did not answer in time",
  unavailable: "could not be had",
  invalid: "gave something else than certificates",
  "too-large": "gave more than certificates have",
  blocked: "was not asked, because its address is not public",
  "not-asked": "was not asked, because the limit of what one run fetches was reached",
};

/** An address that was asked for an issuer, and what came of it. */
export function fetchText({ origin, result, certificates }: IssuerAttempt): string {
  return `${shown(origin)} ${result === "found" ? `gave ${counted(certificates, "certificate")}` : FETCH[result]}`;
}

const PURPOSES = new Map([
  ["1.3.6.1.5.5.7.3.3", "code signing"],
  ["1.3.6.1.5.5.7.3.8", "timestamping"],
  ["1.3.6.1.5.5.7.3.9", "OCSP signing"],
  ["code-signing", "code signing"],
  ["ocsp-signing", "OCSP signing"],
]);

/** An extended key usage in words. */
export function purposeName(required: string): string {
  return PURPOSES.get(required) ?? shown(required);
}

/**
 * The file of a command line, quoted where a shell needs it: in double quotes, which every shell knows, but for a name in which
 * a shell would look for something to run or to replace. A name comes with a package, and what is printed is copied.
 */
export function fileWord(file: string | undefined): string {
  if (file === undefined) return "FILE";
  const safe = visible(file.startsWith("-") ? `./${file}` : file);
  if (/^[\w@%+=:,./-]+$/.test(safe)) return safe;
  return /["$`!]|\\\\|\\$/.test(safe) ? `'${safe.replaceAll("'", "'\\''")}'` : `"${safe}"`;
}
