import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../crypto/index.js";
import { contextConstructed, type DerFault, DerReader, readOid, readSmallInteger, reading, Tag } from "../der/index.js";
import type { AttributeLimit } from "./attributes.js";
import { ContentType } from "./oids.js";
import { readSignerInfo, type SignerInfo } from "./signer-info.js";

/** A SignedData (RFC 5652 §5.1), read and not verified. All fields are slices of what was received. */
export interface SignedData {
  /** The ContentInfo. */
  readonly der: Uint8Array;
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  /** eContentType. */
  readonly contentType: string;
  /** Octets of eContent; absent if the content lies elsewhere (RFC 5652 §5.2). */
  readonly content: Uint8Array | undefined;
  /** DER of each X.509 certificate. Not covered by any signature: candidates only. */
  readonly certificates: readonly Uint8Array[];
  /** Members of the set that are no X.509 certificates, which moves the version (RFC 5652 §5.1). */
  readonly otherCertificates: readonly Uint8Array[];
  readonly revocation: readonly EmbeddedRevocation[];
  readonly signerInfos: readonly SignerInfo[];
}

/** RevocationInfoChoice (RFC 5652 §10.2.1): a CRL, or an OCSP response (RFC 5940 §2.1). */
export interface EmbeddedRevocation {
  readonly kind: "crl" | "ocsp" | "other";
  readonly der: Uint8Array;
}

/** How much is read before a message is refused. */
export interface CmsLimits extends AttributeLimit {
  readonly certificates: number;
}

/**
 * Reads a ContentInfo that is exactly one SignedData: strict DER, nothing after it.
 *
 * @returns slices over `der`, or where reading stopped and why.
 */
export function readSignedData(
  der: Uint8Array,
  limits: CmsLimits,
): { readonly ok: true; readonly value: SignedData } | { readonly ok: false; readonly fault: DerFault } {
  return reading(() => {
    const reader = new DerReader(der, "ContentInfo");
    const info = reader.enter(Tag.sequence, "ContentInfo");
    reader.finish();
    const type = readOid(info, "contentType");
    if (type !== ContentType.signedData) throw info.fault(info.position, `is of content type ${type}, not SignedData`);
    const explicit = info.enter(contextConstructed(0), "content");
    info.finish();
    const signedData = readFields(explicit.enter(Tag.sequence, "SignedData"), der, limits);
    explicit.finish();
    return signedData;
  });
}

function readFields(fields: DerReader, der: Uint8Array, limits: CmsLimits): SignedData {
  const version = readSmallInteger(fields, "version");
  const digestAlgorithms = readSet(fields, Tag.set, "digestAlgorithms", limits.attributes, (set) =>
    readAlgorithmIdentifier(set, "digestAlgorithm"),
  );
  const encapsulated = fields.enter(Tag.sequence, "EncapsulatedContentInfo");
  const contentType = readOid(encapsulated, "eContentType");
  const content = readContent(encapsulated);
  encapsulated.finish();
  const certificates =
    fields.peek() === contextConstructed(0)
      ? readSet(fields, contextConstructed(0), "certificates", limits.certificates, wholeElement)
      : [];
  const revocation =
    fields.peek() === contextConstructed(1)
      ? readSet(fields, contextConstructed(1), "crls", limits.attributes, readRevocation)
      : [];
  const signerInfos = readSet(fields, Tag.set, "signerInfos", limits.attributes, (set) => readSignerInfo(set, limits));
  fields.finish();
  return {
    der,
    version,
    digestAlgorithms,
    contentType,
    content,
    certificates: certificates.filter(isX509),
    otherCertificates: certificates.filter((member) => !isX509(member)),
    revocation,
    signerInfos,
  };
}

function readContent(encapsulated: DerReader): Uint8Array | undefined {
  const explicit = encapsulated.enterOptional(contextConstructed(0), "eContent");
  if (explicit === undefined) return undefined;
  const content = explicit.content(explicit.read(Tag.octetString, "eContent"));
  explicit.finish();
  return content;
}

function isX509(member: Uint8Array): boolean {
  return member[0] === Tag.sequence;
}

function wholeElement(set: DerReader): Uint8Array {
  return set.whole(set.next());
}

const OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2";

function readRevocation(set: DerReader): EmbeddedRevocation {
  if (set.peek() === Tag.sequence) return { kind: "crl", der: wholeElement(set) };
  const other = set.enter(contextConstructed(1), "OtherRevocationInfoFormat");
  const format = readOid(other, "otherRevInfoFormat");
  const der = wholeElement(other);
  other.finish();
  return { kind: format === OCSP_RESPONSE ? "ocsp" : "other", der };
}

function readSet<T>(
  fields: DerReader,
  tag: number,
  structure: string,
  limit: number,
  read: (set: DerReader) => T,
): readonly T[] {
  const set = fields.enter(tag, structure);
  const values: T[] = [];
  while (!set.atEnd) {
    if (values.length === limit) throw set.fault(set.position, `holds more than ${limit} values`);
    values.push(read(set));
  }
  return values;
}
