import { type DerFault, reading } from "../../der/index.js";
import {
  type CertificateList,
  type CrlKind,
  ExtensionId,
  findExtension,
  type IssuingDistributionPoint,
  readAuthorityKeyIdentifier,
  readCrlNumber,
  readDistributionPoints,
  readIssuingDistributionPoint,
} from "../../x509/index.js";
import { keptSince } from "../expired.js";

/** What a CRL covers. */
export interface CrlScope {
  readonly scope: IssuingDistributionPoint | undefined;
  readonly isIndirect: boolean;
}

/** What a CRL's extensions say (RFC 5280 §5.2). */
export interface CrlFacts extends CrlKind, CrlScope {
  /** DER of the issuing distribution point and of the authority key identifier, for comparison with a delta's. */
  readonly scopeDer: Uint8Array | undefined;
  readonly authorityKeyDer: Uint8Array | undefined;
  readonly keyIdentifier: Uint8Array | undefined;
  readonly number: Uint8Array | undefined;
  /** BaseCRLNumber of a delta. */
  readonly baseNumber: Uint8Array | undefined;
  /** Since when it still lists certificates that have expired, in milliseconds since 1970. */
  readonly keptSince: number | undefined;
}

/** Extensions that are read here, and those that may stand without changing what the CRL covers. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ExtensionId.authorityKeyIdentifier,
  ExtensionId.issuerAltName,
  ExtensionId.crlNumber,
  ExtensionId.deltaCrlIndicator,
  ExtensionId.issuingDistributionPoint,
  ExtensionId.freshestCrl,
  ExtensionId.authorityInfoAccess,
  ExtensionId.expiredCertsOnCrl,
]);

/** Why a CRL may not be used at all. */
export type FactsFault = DerFault | { readonly problem: string };

/**
 * Reads the extensions of a CRL. One that is critical and not understood, or that stands twice, keeps the CRL from being
 * used (RFC 5280 §5.2).
 */
export function readCrlFacts(
  list: CertificateList,
): { readonly ok: true; readonly value: CrlFacts } | { readonly ok: false; readonly fault: FactsFault } {
  const seen = new Set<string>();
  for (const { oid, critical } of list.extensions) {
    if (seen.has(oid)) return unusable(`it has the extension ${oid} twice`);
    if (critical && !UNDERSTOOD.has(oid))
      return unusable(`it has the critical extension ${oid}, which is not understood`);
    seen.add(oid);
  }
  return reading(() => factsOf(list));
}

/** The scope alone of a CRL that must not be used; one that cannot be read excludes nothing. */
export function readCrlScope({ extensions }: CertificateList): CrlScope {
  const point = findExtension(extensions, ExtensionId.issuingDistributionPoint);
  const read = point && reading(() => readIssuingDistributionPoint(point.value));
  const scope = read?.ok === true ? read.value : undefined;
  return { scope, isIndirect: scope?.indirect ?? false };
}

function unusable(problem: string): { readonly ok: false; readonly fault: FactsFault } {
  return { ok: false, fault: { problem } };
}

function factsOf(list: CertificateList): CrlFacts {
  const value = (oid: string): Uint8Array | undefined => list.extensions.find((known) => known.oid === oid)?.value;
  const read = <T>(oid: string, reader: (bytes: Uint8Array) => T): T | undefined => {
    const bytes = value(oid);
    return bytes === undefined ? undefined : reader(bytes);
  };
  const scope = read(ExtensionId.issuingDistributionPoint, readIssuingDistributionPoint);
  const baseNumber = read(ExtensionId.deltaCrlIndicator, readCrlNumber);
  // Where newer deltas are is for sources to know; here it must only be well-formed.
  read(ExtensionId.freshestCrl, readDistributionPoints);
  return {
    version: list.version,
    isIndirect: scope?.indirect ?? false,
    isDelta: baseNumber !== undefined,
    scope,
    scopeDer: value(ExtensionId.issuingDistributionPoint),
    authorityKeyDer: value(ExtensionId.authorityKeyIdentifier),
    keyIdentifier: read(ExtensionId.authorityKeyIdentifier, readAuthorityKeyIdentifier)?.keyIdentifier,
    number: read(ExtensionId.crlNumber, readCrlNumber),
    baseNumber,
    keptSince: keptSince(list.extensions, ExtensionId.expiredCertsOnCrl),
  };
}
