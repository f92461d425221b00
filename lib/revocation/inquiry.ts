import { equalBytes } from "../bytes/index.js";
import { reading } from "../der/index.js";
import {
  type Certificate,
  type DistributionPoint,
  ExtensionId,
  readBasicConstraints,
  readDistributionPoints,
} from "../x509/index.js";
import type { TrustAnchor } from "../trust/index.js";
import type { JudgedChain } from "./delegate.js";
import type { RevocationMethod } from "./evidence.js";
import { holderOf, type KeyHolder } from "./key-holder.js";

/** A certificate whose status is asked, with what its chain says of those who may answer. */
export interface Inquiry {
  readonly certificate: Certificate;
  /** In its chain, the end entity's being 0. */
  readonly depth: number;
  readonly issuer: KeyHolder;
  /** The issuer, those above it and the anchor: all validated. */
  readonly above: readonly KeyHolder[];
  readonly anchor: TrustAnchor;
}

/**
 * One inquiry for each certificate but the anchor's, the end entity first.
 *
 * @param certificates the chain's below its anchor.
 */
export function inquiriesOf(
  chain: JudgedChain,
  certificates: readonly Certificate[] = withoutAnchor(chain),
): readonly Inquiry[] {
  const holders: readonly KeyHolder[] = [...certificates.map(holderOf), chain.anchor];
  return certificates.map((certificate, depth) => ({
    certificate,
    depth,
    issuer: holders[depth + 1] ?? chain.anchor,
    above: holders.slice(depth + 1),
    anchor: chain.anchor,
  }));
}

/** The chain's certificates below its anchor. */
export function withoutAnchor({ certificates, anchor }: JudgedChain): readonly Certificate[] {
  const last = certificates[certificates.length - 1];
  if (last === undefined || anchor.certificate === undefined) return certificates;
  const isAnchor = last === anchor.certificate || equalBytes(last.der, anchor.certificate.der);
  // Spread first: the list of a chain is frozen, and the engine takes ten times as long to slice such a one.
  return isAnchor ? [...certificates].slice(0, -1) : certificates;
}

/** basicConstraints with cA; what cannot be read makes no CA. */
export function isCaCertificate(certificate: Certificate): boolean {
  const extension = certificate.extension(ExtensionId.basicConstraints);
  if (extension === undefined) return false;
  const constraints = reading(() => readBasicConstraints(extension.value));
  return constraints.ok && constraints.value.isCa;
}

/** Whether the certificate says where its status can be had: OCSP (RFC 5280 §4.2.2.1), CRLs (§4.2.1.13), in any form of name. */
export function namedMethods(certificate: Certificate): readonly RevocationMethod[] {
  return certificate.noted(readNamedMethods);
}

function readNamedMethods(certificate: Certificate): readonly RevocationMethod[] {
  const isNamed = { ocsp: certificate.urls.ocsp.length > 0, crl: distributionPointsOf(certificate).length > 0 };
  return Object.freeze((["ocsp", "crl"] as const).filter((method) => isNamed[method]));
}

/** Where the certificate says that its CRLs are; none if that cannot be read. */
export function distributionPointsOf(certificate: Certificate): readonly DistributionPoint[] {
  const extension = certificate.extension(ExtensionId.crlDistributionPoints);
  if (extension === undefined) return [];
  const points = reading(() => readDistributionPoints(extension.value));
  return points.ok ? points.value : [];
}
