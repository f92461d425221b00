import { andThen, type Eventual } from "../bytes/index.js";
import { AttributeType, type VerifiedSigner } from "../cms/index.js";
import type { PathOutcome, PathTimes } from "../path/index.js";
import { after, type CheckFacts, type Finding, found } from "../report/index.js";
import {
  findSignerCertificate,
  signerIdText,
  type TimestampOutcome,
  unreadableSigners,
  unsignedOfSigner,
  type VerifiedTimestamp,
} from "../timestamp/index.js";
import type { Certificate } from "../x509/index.js";
import type { CheckContext } from "./check-context.js";
import { notRun, ran } from "./check-facts.js";
import { profileFindings } from "./checks/cms-profile.js";
import { buildSignerPath, pathFacts, pathNotBuilt, signerTimes } from "./checks/path.js";
import { checkValue, type ValueCheck } from "./checks/signature-value.js";
import { signedAttributeFindings } from "./checks/signed-attributes.js";
import { signingCertificateFindings } from "./checks/signing-certificate.js";
import { signingTimeFindings } from "./checks/signing-time.js";
import { checkTimestamps, type TimestampsCheck } from "./checks/timestamps.js";
import type { PackageSignature, SignatureElement } from "./read.js";

/** One signature, checked on its own: what each check found, and what was proven. Nothing is graded. */
export interface CheckedSignature {
  readonly element: SignatureElement;
  /** In the order of `CheckId`; revocation is added by whoever asked about it. */
  readonly facts: readonly CheckFacts[];
  readonly certificate: Certificate | undefined;
  /** Present only if attributes, signing certificate, digest and value all hold. */
  readonly signer: VerifiedSigner | undefined;
  readonly timestamps: readonly TimestampOutcome[];
  readonly timestamp: VerifiedTimestamp | undefined;
  readonly path: PathOutcome | undefined;
  readonly times: PathTimes;
}

/**
 * Checks one signature of a package: its form and profile, its signer's certificate, its value, its kind, its timestamps
 * and its chain. `sign` and `verify` both call this, so that signing refuses what verifying would refuse.
 */
export function checkSignature(
  signature: PackageSignature,
  element: SignatureElement,
  context: CheckContext,
): Eventual<CheckedSignature> {
  const found = findSignerCertificate(signature.bag, element.signerInfo, context.path.keys.provider);
  return andThen(found, (certificate) =>
    andThen(checkTimestamps(element, context), (timestamps) => {
      const times = signerTimes(timestamps.verified, context);
      return certificate === undefined
        ? withoutCertificate(signature, element, timestamps, times, context)
        : withCertificate({ signature, element, certificate, timestamps, times, context });
    }),
  );
}

/** A signature whose signer's certificate came with it, and whose timestamps have been judged. */
interface Stamped {
  readonly signature: PackageSignature;
  readonly element: SignatureElement;
  readonly certificate: Certificate;
  readonly timestamps: TimestampsCheck;
  readonly times: PathTimes;
  readonly context: CheckContext;
}

function withCertificate(stamped: Stamped): Eventual<CheckedSignature> {
  const { signature, element, certificate, times, context } = stamped;
  const { profile, path } = context;
  const octets = signedOctets(signature, element, context);
  return andThen(checkValue(element, certificate, octets, profile, path.keys), (value) =>
    andThen(signingCertificateFindings(element, certificate, profile, path.keys.provider), (named) =>
      andThen(buildSignerPath(element, certificate, signature.bag, times, context), (outcome) =>
        assembled(stamped, value, named, outcome),
      ),
    ),
  );
}

function assembled(
  { signature, element, certificate, timestamps, times, context }: Stamped,
  value: ValueCheck,
  named: readonly Finding[],
  path: PathOutcome,
): CheckedSignature {
  const attributes = signedAttributeFindings(element, context.profile);
  const signer = attributes.length === 0 && named.length === 0 ? value.signer : undefined;
  const form = formFindings(signature, element, certificate, context);
  const facts = [
    ...ownFacts(element, value, form, attributesFacts(element, attributes, timestamps, context), named),
    ...timestamps.facts,
    ...pathFacts(path, element.ref),
  ];
  return {
    element,
    facts,
    certificate,
    signer,
    timestamps: timestamps.outcomes,
    timestamp: timestamps.verified,
    path,
    times,
  };
}

/** The octets that this signature covers, where the message holds them: the manifest, or the primary signature's value. */
function signedOctets(
  signature: PackageSignature,
  element: SignatureElement,
  { profile }: CheckContext,
): Uint8Array | undefined {
  if (element.ref.placement === "countersignature") return signature.primary.signerInfo.signature;
  return profile.content === "manifest" ? (signature.signedData.content ?? new Uint8Array(0)) : undefined;
}

function withoutCertificate(
  signature: PackageSignature,
  element: SignatureElement,
  timestamps: TimestampsCheck,
  times: PathTimes,
  context: CheckContext,
): CheckedSignature {
  const { ref, signerInfo } = element;
  const signerId = signerIdText(signerInfo);
  const facts = [
    ran("cms-profile", ref, formFindings(signature, element, undefined, context)),
    ran("signed-attributes", ref, signedAttributeFindings(element, context.profile)),
    ran("signing-certificate", ref, [
      ...unreadableSigners(signature.bag, signerInfo, context.path),
      found("signature-certificate-missing", { signerId }, { part: "signature", start: signerInfo.offset }),
    ]),
    notRun("signature-value", ref, after("signing-certificate")),
    ...claimFacts(element),
    ...timestamps.facts,
    ...pathNotBuilt(ref, "signing-certificate"),
  ];
  return {
    element,
    facts,
    certificate: undefined,
    signer: undefined,
    timestamps: timestamps.outcomes,
    timestamp: timestamps.verified,
    path: undefined,
    times,
  };
}

/** What is wrong with its form, and what in it no signature covers. */
function formFindings(
  { signedData, bag }: PackageSignature,
  element: SignatureElement,
  certificate: Certificate | undefined,
  { profile }: CheckContext,
): readonly Finding[] {
  const { ref, signerInfo } = element;
  const message = { signedData, bag, where: "signature file" } as const;
  const read = ref.placement === "primary" ? OF_PRIMARY : OF_COUNTERSIGNATURE;
  const faults = profileFindings(element, signedData, profile);
  const unsigned = unsignedOfSigner(message, signerInfo, certificate, read);
  return unsigned.length === 0 ? faults : [...faults, ...unsigned];
}

/** Unsigned attributes that are read. */
const OF_COUNTERSIGNATURE = [AttributeType.timestampToken];
const OF_PRIMARY = [...OF_COUNTERSIGNATURE, AttributeType.countersignature];

function ownFacts(
  element: SignatureElement,
  value: ValueCheck,
  form: readonly Finding[],
  attributes: CheckFacts,
  named: readonly Finding[],
): readonly CheckFacts[] {
  const { ref } = element;
  const { obstacle } = value;
  const of = (check: "cms-profile" | "signing-certificate"): readonly Finding[] =>
    obstacle?.check === check && obstacle.finding !== undefined ? [obstacle.finding] : [];
  return [
    ran("cms-profile", ref, [...form, ...of("cms-profile")]),
    attributes,
    ran("signing-certificate", ref, [...named, ...of("signing-certificate")]),
    obstacle === undefined
      ? ran("signature-value", ref, value.findings)
      : notRun("signature-value", ref, after(obstacle.check)),
    ...claimFacts(element),
  ];
}

/** A claimed time that can't be true is told, and no fault of the attributes. */
function attributesFacts(
  element: SignatureElement,
  faults: readonly Finding[],
  { verified }: TimestampsCheck,
  { now }: CheckContext,
): CheckFacts {
  const claimed = signingTimeFindings(element, verified, now);
  return ran("signed-attributes", element.ref, [...faults, ...claimed]);
}

/** What the signature says it is. */
function claimFacts({ ref, commitment, repository }: SignatureElement): readonly CheckFacts[] {
  const kind =
    commitment.kind === "absent" || commitment.kind === "unknown"
      ? [found("signature-kind-unknown", { found: commitment.kind === "unknown" ? commitment.found : [] })]
      : [];
  const claims =
    repository === undefined
      ? notRun("repository-attributes", ref, "the signature is not a repository's")
      : ran("repository-attributes", ref, repository.findings);
  return [ran("signature-kind", ref, kind), claims];
}
