import {
  at,
  AttributeType,
  type CmsLimits,
  faultText,
  readCountersignature,
  readSignedData,
  readSigningTimeValue,
  type SignedData,
  type SignerInfo,
  singleValue,
} from "../cms/index.js";
import { type DerFault, reading } from "../der/index.js";
import { CertificateBag, type CertificateMemory } from "../path/index.js";
import {
  failed,
  type Finding,
  found,
  joined,
  ok,
  PEM_FOR_DER,
  type Result,
  type SignatureKind,
  type SignaturePlacement,
  signatureRef,
  type SignatureRef,
} from "../report/index.js";
import { unsignedBytesFindings, unsignedFinding } from "../timestamp/index.js";
import { type Commitment, readCommitment } from "./attributes/commitment-type.js";
import { type RepositoryClaimsRead, readRepositoryClaims } from "./attributes/repository.js";

/** One signature of a package: a SignerInfo and what its attributes claim. Nothing is verified. */
export interface SignatureElement {
  readonly ref: SignatureRef;
  readonly signerInfo: SignerInfo;
  readonly commitment: Commitment;
  /** Only of repository signatures: the attributes of another kind are ignored. */
  readonly repository: { readonly claims?: RepositoryClaimsRead; readonly findings: readonly Finding[] } | undefined;
  /** signing-time in milliseconds since 1970, if it can be read. */
  readonly claimedTime: number | undefined;
  /** DER of each timestamp token, in the order received. */
  readonly timestamps: readonly Uint8Array[];
}

/** A package's signature file, read (RFC 5652). */
export interface PackageSignature {
  readonly signedData: SignedData;
  readonly bag: CertificateBag;
  readonly primary: SignatureElement;
  /** Countersignatures that commit to proof of receipt; others are not the repository's and are ignored, as NuGet does. */
  readonly countersignatures: readonly SignatureElement[];
  /** Of countersignature values: faults of those that cannot be read, and that others are passed over. */
  readonly findings: readonly Finding[];
  /** Bytes of the message itself that no signature covers and no signer leaves so. */
  readonly unsigned: readonly Finding[];
}

/**
 * Reads the signature file: one SignedData with one signer.
 *
 * @param memory certificates that were read before in the same run.
 */
export function readPackageSignature(
  der: Uint8Array,
  limits: CmsLimits,
  memory?: CertificateMemory,
): Result<PackageSignature> {
  const read = readSignedData(der, limits);
  if (!read.ok) return failed(structureFinding(read.fault, der));
  const signedData = read.value;
  const [signerInfo, second] = signedData.signerInfos;
  if (signerInfo === undefined || second !== undefined)
    return failed(found("signature-primary-count", { count: signedData.signerInfos.length }));
  const primary = readElement(signerInfo, "primary");
  const { elements, findings } = readCountersignatures(signedData, signerInfo, limits);
  const bag = CertificateBag.read(signedData.certificates, memory);
  return ok({
    signedData,
    bag,
    primary,
    countersignatures: elements,
    findings,
    unsigned: unsignedBytesFindings({ signedData, bag, where: "signature file" }),
  });
}

/** Bytes that are BER and not DER say so: a signer can mend that, while broken bytes are broken. */
function structureFinding(fault: DerFault, der: Uint8Array): Finding {
  const { structure, offset, rule } = fault;
  const problem = offset === 0 ? (insteadOfDer(der) ?? fault.problem) : fault.problem;
  const evidence = { part: "signature", start: offset } as const;
  if (rule !== undefined) return found("signature-der-noncanonical", { structure, offset, rule }, evidence);
  return found("signature-malformed", { structure, offset, problem }, evidence);
}

/** What people put, or servers send, in place of a signature. */
function insteadOfDer(file: Uint8Array): string | undefined {
  if (file.length === 0) return "is empty";
  const start = file.subarray(0, 32);
  if (!start.every((octet) => (octet >= 0x20 && octet < 0x7f) || octet === 0x0a || octet === 0x0d)) return undefined;
  return PEM.test(String.fromCharCode(...start)) ? PEM_FOR_DER : "is text, and DER is wanted";
}

/** The labels of RFC 7468 §9 and of older tools. */
const PEM = /^-----BEGIN (?:CMS|PKCS7)-----/;

function readElement(signerInfo: SignerInfo, placement: SignaturePlacement): SignatureElement {
  const commitment = readCommitment(signerInfo.signedAttributes);
  const kind: SignatureKind =
    placement === "countersignature" || (commitment.kind === "known" && commitment.value === "repository")
      ? "repository"
      : "author";
  const time = singleValue(signerInfo.signedAttributes, AttributeType.signingTime, readSigningTimeValue);
  return {
    ref: signatureRef(kind, placement),
    signerInfo,
    commitment,
    repository: kind === "repository" ? readRepositoryClaims(signerInfo.signedAttributes) : undefined,
    claimedTime: time.kind === "value" ? time.value : undefined,
    timestamps: valuesOf(signerInfo, AttributeType.timestampToken),
  };
}

function valuesOf(signerInfo: SignerInfo, oid: string): readonly Uint8Array[] {
  return joined(signerInfo.unsignedAttributes?.all(oid).map(({ values }) => values) ?? []);
}

function readCountersignatures(
  { der: message }: SignedData,
  primary: SignerInfo,
  limits: CmsLimits,
): { readonly elements: readonly SignatureElement[]; readonly findings: readonly Finding[] } {
  const elements: SignatureElement[] = [];
  const findings: Finding[] = [];
  for (const der of valuesOf(primary, AttributeType.countersignature)) {
    const read = reading(() => readCountersignature(der, limits));
    if (!read.ok) findings.push(found("repository-countersignature-invalid", { problem: faultText(read.fault) }));
    else if (isRepository(read.value)) elements.push(readElement(read.value, "countersignature"));
    else findings.push(unsignedFinding(at(message, der, PASSED_OVER), "signature file"));
  }
  return { elements, findings };
}

const PASSED_OVER = "a countersignature that doesn’t say it is a repository’s, and is passed over";

/** A commitment that cannot be read might be a repository's: it is judged, and fails, rather than be passed over. */
function isRepository(signerInfo: SignerInfo): boolean {
  const commitment = readCommitment(signerInfo.signedAttributes);
  return commitment.kind === "problem" || (commitment.kind === "known" && commitment.value === "repository");
}
