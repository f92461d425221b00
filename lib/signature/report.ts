import { toHex } from "../bytes/index.js";
import { algorithmName, hashOf } from "../crypto/index.js";
import type { PathOutcome } from "../path/index.js";
import { type IssuerAttempt, sharedGetter } from "../report/index.js";
import type { TimestampOutcome, TimestampToken } from "../timestamp/index.js";
import type { RevocationReport, SignatureReport, Standing, TimestampReport } from "../verdict/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, nameText } from "../x509/index.js";
import type { RepositoryClaimsRead } from "./attributes/repository.js";
import type { CheckedSignature } from "./check.js";

type MakeRevocation = () => readonly RevocationReport[];

/** What is told of one signature: by a verdict, and by the result of signing. */
export function reportSignature(
  checked: CheckedSignature,
  standing: Standing,
  extra: { readonly revocation: MakeRevocation; readonly matched?: string | undefined },
): SignatureReport {
  return new CheckedReport(checked, standing, extra);
}

class CheckedReport implements SignatureReport {
  declare readonly kind: SignatureReport["kind"];
  declare readonly placement: SignatureReport["placement"];
  declare readonly hash: string;
  declare readonly algorithm: string;
  declare readonly standing: Standing;
  declare readonly timestamps: readonly TimestampReport[];
  declare readonly revocation: readonly RevocationReport[];
  declare readonly signer?: Certificate;
  declare readonly chain?: readonly Certificate[];
  declare readonly anchor?: AnchorReport;
  declare readonly claimedTime?: Date;
  declare readonly repository?: NonNullable<SignatureReport["repository"]>;
  declare readonly matched?: NonNullable<SignatureReport["matched"]>;
  declare readonly fetched?: readonly IssuerAttempt[];
  #revocation: MakeRevocation | readonly RevocationReport[];

  constructor(
    checked: CheckedSignature,
    standing: Standing,
    { revocation, matched }: { readonly revocation: MakeRevocation; readonly matched?: string | undefined },
  ) {
    const { element, certificate, path } = checked;
    const { ref, signerInfo, claimedTime, repository } = element;
    const { digestAlgorithm, signatureAlgorithm } = signerInfo;
    this.#revocation = revocation;
    this.kind = ref.kind;
    this.placement = ref.placement;
    this.hash = hashOf(digestAlgorithm) ?? algorithmName(digestAlgorithm.oid) ?? digestAlgorithm.oid;
    this.algorithm = checked.signer?.algorithm.name ?? algorithmName(signatureAlgorithm.oid) ?? signatureAlgorithm.oid;
    this.standing = standing;
    this.timestamps = Object.freeze(reportTimestamps(checked.timestamps));
    Object.defineProperty(this, "revocation", REVOCATION);
    if (certificate !== undefined) this.signer = certificate;
    if (path !== undefined) this.chain = Object.freeze([...chainOf(path)]);
    if (path?.kind === "validated") this.anchor = anchorOf(path.chain.anchor);
    if (claimedTime !== undefined) this.claimedTime = new Date(claimedTime);
    if (repository?.claims !== undefined) this.repository = frozenClaims(repository.claims);
    if (matched !== undefined) this.matched = Object.freeze({ entry: matched });
    const fetched = fetchedFor(checked);
    if (fetched.length > 0) this.fetched = Object.freeze(fetched);
    Object.freeze(this);
  }

  /** Made when it is read: most never are. */
  static revocationOf(report: CheckedReport): readonly RevocationReport[] {
    const known = report.#revocation;
    if (typeof known !== "function") return known;
    return (report.#revocation = Object.freeze(known()));
  }
}

const REVOCATION = sharedGetter((report: CheckedReport) => CheckedReport.revocationOf(report));

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
