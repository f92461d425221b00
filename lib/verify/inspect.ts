import { type PackageSource, toHex } from "../bytes/index.js";
import { type CryptoProvider, algorithmName, defaultProvider, hashOf } from "../crypto/index.js";
import { openPackage } from "../formats/index.js";
import { defaultBudgets } from "../policy/index.js";
import { type Finding, guardedSource, type PackageIdentity, requireOnly } from "../report/index.js";
import { type PackageSignature, readPackageSignature, type SignatureElement } from "../signature/index.js";
import { findSignerCertificate, readTimestampToken } from "../timestamp/index.js";
import { CertificateBag } from "../path/index.js";
import type { SignatureReport, TimestampReport } from "../verdict/index.js";
import type { Certificate } from "../x509/index.js";
import type { VerifyRequest } from "./request.js";

/** What a package's signature says. Nothing in it is verified. */
export interface Inspection {
  readonly format: string;
  readonly identity?: PackageIdentity;
  readonly signatures: readonly SignatureReport[];
  /** Every certificate that came along, those of timestamps included, each once. */
  readonly certificates: readonly Certificate[];
  readonly findings: readonly Finding[];
}

const REQUEST = {
  name: "text?",
  format: "format?",
  signature: "bytes?",
  signal: "signal?",
  crypto: "crypto?",
} as const;

/**
 * What a package's signature says, without judging it.
 *
 * @throws {TransportError} the source cannot be read. @throws {ConfigError} what was given is no source, or no request.
 */
export async function inspectPackage(
  source: PackageSource,
  request: Pick<VerifyRequest, "name" | "format" | "signature" | "signal"> & { readonly crypto?: CryptoProvider } = {},
): Promise<Inspection> {
  requireOnly(request, "request", REQUEST);
  const provider = request.crypto ?? defaultProvider;
  const recognised = await openPackage(guardedSource(source, request.name ?? "the package"), request, defaultBudgets);
  if (!recognised.ok)
    return frozen({ format: "unknown", signatures: [], certificates: [], findings: [recognised.fault] });
  const { format, opened } = recognised.value;
  const identity = await opened.readIdentity?.();
  const named = identity?.ok === true && identity.value !== undefined ? { identity: identity.value } : {};
  const findings = [...opened.findings, ...(identity?.ok === false ? [identity.fault] : [])];
  if (opened.signature === undefined)
    return frozen({ format: format.id, ...named, signatures: [], certificates: [], findings });
  const read = readPackageSignature(opened.signature, defaultBudgets);
  if (!read.ok)
    return frozen({
      format: format.id,
      ...named,
      signatures: [],
      certificates: [],
      findings: [...findings, read.fault],
    });
  const contents = await inspectSignature(read.value, provider);
  return frozen({
    format: format.id,
    ...named,
    ...contents,
    findings: [...findings, ...read.value.unsigned, ...read.value.findings],
  });
}

function frozen(inspection: Inspection): Inspection {
  return Object.freeze(inspection);
}

async function inspectSignature(
  signature: PackageSignature,
  provider: CryptoProvider,
): Promise<Pick<Inspection, "signatures" | "certificates">> {
  const certificates = [...signature.bag.certificates];
  const signatures: SignatureReport[] = [];
  for (const element of [signature.primary, ...signature.countersignatures]) {
    const stamps = await Promise.all(element.timestamps.map((token) => inspectTimestamp(token, provider)));
    certificates.push(...stamps.flatMap((stamp) => stamp?.certificates ?? []));
    signatures.push(
      await inspectElement(
        element,
        signature.bag,
        stamps.flatMap((stamp) => (stamp === undefined ? [] : [stamp.report])),
        provider,
      ),
    );
  }
  const unique = CertificateBag.of(certificates).certificates;
  for (const certificate of unique) await certificate.identify(provider);
  return { signatures, certificates: unique };
}

async function inspectElement(
  element: SignatureElement,
  bag: CertificateBag,
  timestamps: readonly TimestampReport[],
  provider: CryptoProvider,
): Promise<SignatureReport> {
  const { ref, signerInfo, claimedTime, repository } = element;
  const { digestAlgorithm, signatureAlgorithm } = signerInfo;
  const signer = await findSignerCertificate(bag, signerInfo, provider);
  return Object.freeze({
    ...ref,
    hash: hashOf(digestAlgorithm) ?? algorithmName(digestAlgorithm.oid) ?? digestAlgorithm.oid,
    algorithm: algorithmName(signatureAlgorithm.oid) ?? signatureAlgorithm.oid,
    standing: "not-judged",
    ...(signer && { signer }),
    ...(claimedTime !== undefined && { claimedTime: new Date(claimedTime) }),
    timestamps,
    ...(repository?.claims && { repository: repository.claims }),
    revocation: [],
  });
}

async function inspectTimestamp(
  der: Uint8Array,
  provider: CryptoProvider,
): Promise<{ readonly report: TimestampReport; readonly certificates: readonly Certificate[] } | undefined> {
  const read = readTimestampToken(der, defaultBudgets);
  if (!read.ok) return undefined;
  const { info, signedData, signerInfo } = read.value;
  const bag = CertificateBag.read(signedData.certificates);
  const authority = await findSignerCertificate(bag, signerInfo, provider);
  const { genTime, accuracyMs, policyOid, serial } = info;
  const report = {
    genTime: new Date(genTime),
    accuracyMs,
    policyOid,
    serialNumber: toHex(serial),
    ...(authority && { authority }),
  };
  return { report, certificates: bag.certificates };
}
