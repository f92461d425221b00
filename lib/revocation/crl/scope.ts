import { bytesKey, toHex } from "../../bytes/index.js";
import { reading } from "../../der/index.js";
import {
  type Certificate,
  type DistributionPoint,
  type DistributionPointName,
  ExtensionId,
  type GeneralName,
  type IssuingDistributionPoint,
  nameKey,
  readAltNames,
  relativeNameKey,
} from "../../x509/index.js";
import { distributionPointsOf, isCaCertificate } from "../inquiry.js";
import type { CrlScope } from "./facts.js";

/** All reasons but the unused bit 0 (RFC 5280 §4.2.1.13). */
export const ALL_REASONS: number = 0x1fe;

/** Real certificates have one to three; eight reasons need no more than eight. What is beyond stays unanswered. */
const LOOKED_AT_POINTS = 32;

/** A distribution point as RFC 5280 §6.3.3 compares it: names as keys that are equal if the names match. */
export interface CrlPoint {
  readonly names: ReadonlySet<string> | undefined;
  /** Names of the CRL issuer, where it is not the certificate's. */
  readonly issuers: ReadonlySet<string> | undefined;
  readonly reasons: number;
}

/** What the scope of a CRL is compared with. */
export interface CrlSubject {
  readonly issuerKey: string;
  readonly isCa: boolean;
  /** The certificate's points in order, and last the one that RFC 5280 §6.3.3 puts where none has answered. */
  readonly points: readonly CrlPoint[];
}

export function crlSubjectOf(certificate: Certificate): CrlSubject {
  const issuerKey = nameKey(certificate.issuerName);
  const points = distributionPointsOf(certificate)
    .slice(0, LOOKED_AT_POINTS)
    .map((point) => crlPoint(point, issuerKey));
  const issuerNames = new Set([directoryKey(issuerKey), ...issuerAltNames(certificate).map(generalNameKey)]);
  return {
    issuerKey,
    isCa: isCaCertificate(certificate),
    points: [...points, { names: issuerNames, issuers: undefined, reasons: ALL_REASONS }],
  };
}

function issuerAltNames(certificate: Certificate): readonly GeneralName[] {
  const extension = certificate.extension(ExtensionId.issuerAltName);
  const names = extension === undefined ? undefined : reading(() => readAltNames(extension.value));
  return names?.ok === true ? names.value : [];
}

function crlPoint(point: DistributionPoint, issuerKey: string): CrlPoint {
  const issuers = point.crlIssuer?.flatMap((name) => (name.kind === "directory" ? [nameKey(name.name)] : []));
  return {
    names: point.name && new Set(pointNameKeys(point.name, issuers ?? [issuerKey])),
    issuers: issuers && new Set(issuers),
    reasons: point.reasons ?? ALL_REASONS,
  };
}

/** The names in a CRL's own scope, as keys. */
export function scopeNames(crlIssuerKey: string, scope: IssuingDistributionPoint | undefined): readonly string[] {
  return scope?.name === undefined ? [] : pointNameKeys(scope.name, [crlIssuerKey]);
}

/** A relative name stands below the CRL issuer's (RFC 5280 §4.2.1.13). */
function pointNameKeys(name: DistributionPointName, issuerKeys: readonly string[]): readonly string[] {
  if (name.kind === "full") return name.names.map(generalNameKey);
  const relative = relativeNameKey(name.name);
  return issuerKeys.map((issuer) => directoryKey(issuer === "" ? relative : `${issuer}/${relative}`));
}

function directoryKey(key: string): string {
  return `directory ${key}`;
}

/** Two general names match if their keys are equal: directory names by RFC 5280 §7.1, hosts without case, others exactly. */
function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case "directory":
      return directoryKey(nameKey(name.name));
    case "dns":
      return `dns ${name.text.toLowerCase()}`;
    case "uri":
    case "email":
      return `${name.kind} ${name.text}`;
    case "ip":
      return `ip ${toHex(name.address)}`;
    case "registered-id":
      return `id ${name.oid}`;
    case "other":
    case "x400":
    case "edi-party":
      return `${name.kind} ${bytesKey(name.der)}`;
  }
}

/** How a CRL answers for a certificate by one of its points. */
export type Coverage =
  /** Reasons that it covers, as bits. */
  | { readonly covers: true; readonly reasons: number }
  /** `issuer`: it is another CA's, and simply not meant. */
  | { readonly covers: false; readonly because: "issuer" | "scope"; readonly problem: string };

/** What coverage depends on. */
export interface ScopedCrl {
  /** `nameKey` of the issuer. */
  readonly issuerKey: string;
  readonly facts: CrlScope;
  /** See {@link scopeNames}. */
  readonly scopeNames: readonly string[];
}

/** RFC 5280 §6.3.3 (b) and (d): whether a CRL of this issuer and scope answers for the certificate by this point. */
export function coverageOf(crl: ScopedCrl, subject: CrlSubject, point: CrlPoint): Coverage {
  const { issuerKey, facts } = crl;
  const isIssuer = point.issuers === undefined ? issuerKey === subject.issuerKey : point.issuers.has(issuerKey);
  if (!isIssuer) return uncovered("issuer", "it is of another issuer");
  if (point.issuers !== undefined && !facts.isIndirect)
    return uncovered("scope", "the certificate expects an indirect CRL, and it is none");
  const problem = scopeProblem(crl, subject, point);
  if (problem !== undefined) return uncovered("scope", problem);
  return { covers: true, reasons: (facts.scope?.onlySomeReasons ?? ALL_REASONS) & point.reasons & ALL_REASONS };
}

function uncovered(because: "issuer" | "scope", problem: string): Coverage {
  return { covers: false, because, problem };
}

/** RFC 5280 §6.3.3 (b)(2). */
function scopeProblem(crl: ScopedCrl, subject: CrlSubject, point: CrlPoint): string | undefined {
  const { scope } = crl.facts;
  if (scope === undefined) return undefined;
  if (scope.onlyUserCertificates && subject.isCa) return "its scope excludes CA certificates";
  if (scope.onlyCaCertificates && !subject.isCa) return "its scope excludes user certificates";
  if (scope.onlyAttributeCertificates) return "it covers attribute certificates alone";
  if (scope.name === undefined) return undefined;
  const wanted = point.names ?? new Set([...(point.issuers ?? [])].map(directoryKey));
  return crl.scopeNames.some((name) => wanted.has(name)) ? undefined : "it is for another distribution point";
}
