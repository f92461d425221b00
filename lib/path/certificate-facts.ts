import { equalBytes } from "../bytes/index.js";
import { DerFault, DerReader, reading } from "../der/index.js";
import { type CertificateRef, type Evidence, type Finding, found } from "../report/index.js";
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type Certificate,
  checkName,
  type Extension,
  ExtensionId,
  type GeneralName,
  KEY_USAGES,
  type KeyUsage,
  type NameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  readAltNames,
  readAuthorityInfoAccess,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readCertificatePolicies,
  readDistributionPoints,
  readExtendedKeyUsage,
  readInhibitAnyPolicy,
  readKeyUsage,
  readNameConstraints,
  readPolicyConstraints,
  readPolicyMappings,
  readSubjectKeyIdentifier,
  sameName,
} from "../x509/index.js";

/** A fault of a certificate, before its place in a chain is known. */
export type CertificateFault = (certificate: CertificateRef) => Finding;

/** What a certificate's extensions say, read once in a run. What cannot be read is absent here and among the faults. */
export interface CertificateFacts {
  readonly certificate: Certificate;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean } | undefined;
  readonly subjectAltNames: readonly GeneralName[];
  readonly nameConstraints: NameConstraints | undefined;
  readonly policies: readonly string[] | undefined;
  readonly policyMappings: readonly PolicyMapping[];
  readonly policyConstraints: PolicyConstraints | undefined;
  readonly inhibitAnyPolicy: number | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  /** Structural faults: they hold whatever the certificate is used for. */
  readonly faults: readonly CertificateFault[];
  /** Faults of encoding that leave no doubt about what is meant: they are forgiven in an anchor, which nobody can alter. */
  readonly encodingFaults: readonly CertificateFault[];
  /** Subject and issuer match by RFC 5280 §7.1 (§3.2). Found out when asked: preparing names costs as much as all else. */
  readonly isSelfIssued: boolean;
}

/** Of faulty extensions of one kind: the first alone refuses, and whoever makes a certificate can put a million into it. */
const MOST_TOLD = 16;

/** Reads what a certificate's extensions say. Nothing here depends on time, purpose or place. */
export function readCertificateFacts(certificate: Certificate): CertificateFacts {
  const facts = new Facts(certificate);
  const seen = new Set<string>();
  for (const extension of certificate.extensions) {
    // RFC 5280 §4.2.
    if (seen.has(extension.oid)) facts.noteInvalid(extension, "it stands there more than once");
    else readExtension(facts, extension);
    seen.add(extension.oid);
  }
  addStructuralFaults(certificate, facts.faults);
  return facts;
}

class Facts implements CertificateFacts {
  readonly certificate: Certificate;
  basicConstraints: BasicConstraints | undefined;
  keyUsage: ReadonlySet<KeyUsage> | undefined;
  extendedKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean } | undefined;
  subjectAltNames: readonly GeneralName[] = [];
  nameConstraints: NameConstraints | undefined;
  policies: readonly string[] | undefined;
  policyMappings: readonly PolicyMapping[] = [];
  policyConstraints: PolicyConstraints | undefined;
  inhibitAnyPolicy: number | undefined;
  authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  subjectKeyIdentifier: Uint8Array | undefined;
  readonly faults: CertificateFault[] = [];
  readonly encodingFaults: CertificateFault[] = [];
  #invalid = 0;
  #unknown = 0;
  #isSelfIssued: boolean | undefined;

  constructor(certificate: Certificate) {
    this.certificate = certificate;
  }

  noteInvalid(extension: Extension, problem: string): void {
    if (++this.#invalid <= MOST_TOLD) this.faults.push(invalid(extension, problem));
  }

  noteUnknown(extension: Extension): void {
    if (++this.#unknown <= MOST_TOLD) this.faults.push(unknownCritical(extension));
  }

  get isSelfIssued(): boolean {
    const { subjectName, issuerName } = this.certificate;
    return (this.#isSelfIssued ??= sameName(subjectName, issuerName));
  }
}

function readExtension(facts: Facts, extension: Extension): void {
  try {
    const isUnderstood = assign(facts, extension);
    if (extension.critical && !(isUnderstood && mayBeCritical(extension))) facts.noteUnknown(extension);
  } catch (error) {
    if (!(error instanceof DerFault)) throw error;
    const isForm = extension.oid === ExtensionId.keyUsage && error.rule === TRAILING_ZEROS;
    if (!isForm) facts.noteInvalid(extension, error.message);
    else {
      facts.keyUsage = readUntrimmedKeyUsage(extension.value);
      facts.encodingFaults.push(invalid(extension, error.message));
    }
  }
}

/**
 * Hints and addresses are never processed as a critical extension asks for: RFC 5280 forbids to mark them so
 * (§4.2.1.1, §4.2.1.2, §4.2.1.15, §4.2.2.1), or advises against it (§4.2.1.7). OpenSSL and .NET refuse them too.
 */
function mayBeCritical({ oid }: Extension): boolean {
  return !NEVER_CRITICAL.has(oid);
}

const NEVER_CRITICAL: ReadonlySet<string> = new Set([
  ExtensionId.authorityKeyIdentifier,
  ExtensionId.subjectKeyIdentifier,
  ExtensionId.issuerAltName,
  ExtensionId.freshestCrl,
  ExtensionId.authorityInfoAccess,
]);

/** Named bits with zeros at the end: roots of dotnet's list have them (Trustwave Global ECC, NetLock Class A). */
const TRAILING_ZEROS = "X.690 §11.2.2";

/** Of a key usage that is right but for its trailing zeros. */
function readUntrimmedKeyUsage(value: Uint8Array): ReadonlySet<KeyUsage> {
  const bits = value.subarray(3);
  return new Set(KEY_USAGES.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

/** @returns whether the extension is understood. @throws {DerFault} */
function assign(facts: Facts, { oid, value, critical }: Extension): boolean {
  switch (oid) {
    case ExtensionId.basicConstraints:
      facts.basicConstraints = readBasicConstraints(value);
      return true;
    case ExtensionId.keyUsage:
      facts.keyUsage = readKeyUsage(value);
      return true;
    case ExtensionId.extendedKeyUsage:
      facts.extendedKeyUsage = { purposes: readExtendedKeyUsage(value), critical };
      return true;
    case ExtensionId.subjectAltName:
      facts.subjectAltNames = readAltNames(value);
      return true;
    case ExtensionId.nameConstraints:
      facts.nameConstraints = readNameConstraints(value);
      return true;
    case ExtensionId.certificatePolicies:
      facts.policies = readCertificatePolicies(value);
      return true;
    case ExtensionId.policyMappings:
      facts.policyMappings = readPolicyMappings(value);
      return true;
    case ExtensionId.policyConstraints:
      facts.policyConstraints = readPolicyConstraints(value);
      return true;
    case ExtensionId.inhibitAnyPolicy:
      facts.inhibitAnyPolicy = readInhibitAnyPolicy(value);
      return true;
    case ExtensionId.authorityKeyIdentifier:
      facts.authorityKeyIdentifier = readAuthorityKeyIdentifier(value);
      return true;
    case ExtensionId.subjectKeyIdentifier:
      facts.subjectKeyIdentifier = readSubjectKeyIdentifier(value);
      return true;
    default:
      return readAndLeave(oid, value);
  }
}

/** Extensions that say nothing about the path, and must be readable all the same: revocation and reports go by them. */
const READ_AND_LEFT: ReadonlyMap<string, (value: Uint8Array) => unknown> = new Map<
  string,
  (value: Uint8Array) => unknown
>([
  [ExtensionId.issuerAltName, readAltNames],
  [ExtensionId.crlDistributionPoints, readDistributionPoints],
  [ExtensionId.freshestCrl, readDistributionPoints],
  [ExtensionId.authorityInfoAccess, readAuthorityInfoAccess],
]);

function readAndLeave(oid: string, value: Uint8Array): boolean {
  const read = READ_AND_LEFT.get(oid);
  if (read === undefined) return false;
  read(value);
  return true;
}

/** RFC 5280 §4.1.1.2, §4.1.2.5. */
function addStructuralFaults(certificate: Certificate, faults: CertificateFault[]): void {
  const { signatureAlgorithm, innerAlgorithm, validFrom, validUntil } = certificate;
  addNameFault(certificate, faults);
  if (!equalBytes(signatureAlgorithm.der, innerAlgorithm.der)) {
    const [outer, inner] = [signatureAlgorithm.oid, innerAlgorithm.oid];
    faults.push((ref) => found("certificate-algorithm-mismatch", { certificate: ref, outer, inner }));
  }
  if (validFrom.milliseconds > validUntil.milliseconds) {
    const problem = "notBefore is after notAfter";
    faults.push((ref) => found("certificate-validity-invalid", { certificate: ref, problem }));
  }
}

/** The issuer's name is looked at in the issuer: it is the same, or matches by what was read of both. */
function addNameFault({ der, subjectName }: Certificate, faults: CertificateFault[]): void {
  const name = reading(() => {
    checkName(new DerReader(subjectName, "subject"));
  });
  if (name.ok) return;
  const { structure: field, problem } = name.fault;
  const offset = subjectName.byteOffset - der.byteOffset + name.fault.offset;
  faults.push((certificate) =>
    found("certificate-malformed", { certificate, field, offset, problem }, evidenceAt(certificate, offset)),
  );
}

function invalid({ oid, offset }: Extension, problem: string): CertificateFault {
  return (certificate) =>
    found("certificate-extension-invalid", { certificate, oid, problem }, evidenceAt(certificate, offset));
}

function unknownCritical({ oid, offset }: Extension): CertificateFault {
  return (certificate) =>
    found("certificate-extension-unknown-critical", { certificate, oid }, evidenceAt(certificate, offset));
}

function evidenceAt(certificate: CertificateRef, start: number): Evidence {
  return { part: "certificate", start, certificate };
}
