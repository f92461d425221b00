import { toHex } from "../bytes/index.js";
import { algorithmName, hashOf } from "../crypto/index.js";
import type { PathOutcome } from "../path/index.js";
import type { IssuerAttempt } from "../report/index.js";
import type { TimestampOutcome, TimestampToken } from "../timestamp/index.js";
import type { RevocationReport, SignatureReport, Standing, TimestampReport } from "../verdict/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, nameText } from "../x509/index.js";
import type { RepositoryClaimsRead } from "./attributes/repository.js";
import type { CheckedSignature } from "./check.js";

/** What is told of one signature: by a verdict, and by the result of signing. */
export function reportSignature(
  checked: CheckedSignature,
  standing: Standing,
  extra: { readonly revocation: () => readonly RevocationReport[]; readonly matched?: string | undefined },
): SignatureReport {
  const { element, certificate, path } = checked;
  const { ref, signerInfo, claimedTime, repository } = element;
  const { digestAlgorithm, signatureAlgorithm } = signerInfo;
  let revocation: readonly RevocationReport[] | undefined;
  const report: Mutable<SignatureReport> = {
    kind: ref.kind,
    placement: ref.placement,
    hash: hashOf(digestAlgorithm) ?? algorithmName(digestAlgorithm.oid) ?? digestAlgorithm.oid,
    algorithm: checked.signer?.algorithm.name ?? algorithmName(signatureAlgorithm.oid) ?? signatureAlgorithm.oid,
    standing,
    timestamps: Object.freeze(reportTimestamps(checked.timestamps)),
    get revocation(): readonly RevocationReport[] {
      return (revocation ??= Object.freeze(extra.revocation()));
    },
  };
  // One by one: most have most of them, and spreading what may be absent costs ten times as much.
  if (certificate !== undefined) report.signer = certificate;
  if (path !== undefined) report.chain = Object.freeze([...chainOf(path)]);
  if (path?.kind === "validated") report.anchor = anchorOf(path.chain.anchor);
  if (claimedTime !== undefined) report.claimedTime = new Date(claimedTime);
  if (repository?.claims !== undefined) report.repository = frozenClaims(repository.claims);
  if (extra.matched !== undefined) report.matched = Object.freeze({ entry: extra.matched });
  const fetched = fetchedFor(checked);
  if (fetched.length > 0) report.fetched = Object.freeze(fetched);
  return Object.freeze(report);
}

function fetchedFor({ path, timestamps }: CheckedSignature): IssuerAttempt[] {
  const fetched = [...(path?.fetched ?? [])];
  for (const timestamp of timestamps)
    if (timestamp.path?.fetched !== undefined) fetched.push(...timestamp.path.fetched);
  return fetched;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function frozenClaims({ serviceIndex, owners }: RepositoryClaimsRead): NonNullable<SignatureReport["repository"]> {
  return Object.freeze({ serviceIndex, owners: Object.freeze([...owners]) });
}

function chainOf(path: PathOutcome): readonly Certificate[] {
  return path.kind === "failed" ? path.certificates : path.chain.certificates;
}

type AnchorReport = NonNullable<SignatureReport["anchor"]>;

/** One for each anchor, since many packages have chains to few. */
const anchorReports = new WeakMap<TrustAnchor, AnchorReport>();

/** The name is written when it is read: most verdicts are never shown to a person. */
function anchorOf(anchor: TrustAnchor): AnchorReport {
  const known = anchorReports.get(anchor);
  if (known !== undefined) return known;
  const { subject, origin } = anchor;
  const report = Object.freeze({
    get name(): string {
      return nameText(subject);
    },
    origin,
  });
  anchorReports.set(anchor, report);
  return report;
}

function reportTimestamps(outcomes: readonly TimestampOutcome[]): TimestampReport[] {
  const reports: TimestampReport[] = [];
  for (const { token, authority } of outcomes) if (token !== undefined) reports.push(reportTimestamp(token, authority));
  return reports;
}

function reportTimestamp({ info }: TimestampToken, authority: Certificate | undefined): TimestampReport {
  const { genTime, accuracyMs, policyOid, serial } = info;
  const report: Mutable<TimestampReport> = {
    genTime: new Date(genTime),
    accuracyMs,
    policyOid,
    serialNumber: toHex(serial),
  };
  if (authority !== undefined) report.authority = authority;
  return Object.freeze(report);
}
