import { type AlgorithmIdentifier, readAlgorithmAgain, readAlgorithmIdentifier } from "../crypto/index.js";
import {
  contextConstructed,
  contextPrimitive,
  DerReader,
  type DerTime,
  readInteger,
  readOctetAlignedBits,
  readSmallInteger,
  readTime,
  Tag,
} from "../der/index.js";
import { type Extension, readExtensions } from "./extension.js";
import { LONGEST_NAME_BYTES } from "./name.js";

/** A Certificate (RFC 5280 §4.1) as slices of the bytes received. */
export interface CertificateStructure {
  readonly tbsCertificate: Uint8Array;
  readonly tbs: TbsFields;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
}

/** The fields of its TBSCertificate. */
interface TbsFields {
  readonly version: number;
  readonly serial: Uint8Array;
  readonly innerAlgorithm: AlgorithmIdentifier;
  readonly issuerName: Uint8Array;
  readonly validFrom: DerTime;
  readonly validUntil: DerTime;
  readonly subjectName: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Reads exactly one certificate: strict DER, nothing after it. @throws {DerFault} */
export function readCertificateStructure(der: Uint8Array): CertificateStructure {
  const reader = new DerReader(der, "Certificate");
  const outer = reader.enter(Tag.sequence, "Certificate");
  reader.finish();
  const tbs = outer.read(Tag.sequence, "TBSCertificate");
  const signatureAlgorithm = readAlgorithmIdentifier(outer, "signatureAlgorithm");
  const signatureValue = readOctetAlignedBits(outer, "signatureValue");
  outer.finish();
  return {
    tbsCertificate: outer.whole(tbs),
    tbs: readTbs(outer.inside(tbs, "TBSCertificate"), signatureAlgorithm),
    signatureAlgorithm,
    signatureValue,
  };
}

function readTbs(fields: DerReader, outerAlgorithm: AlgorithmIdentifier): TbsFields {
  const version = readVersion(fields);
  const serial = readInteger(fields, "serialNumber");
  const innerAlgorithm = readAlgorithmAgain(fields, "signature", outerAlgorithm);
  const issuerName = readBoundedName(fields, "issuer");
  const validity = fields.enter(Tag.sequence, "Validity");
  const validFrom = readTime(validity, "notBefore");
  const validUntil = readTime(validity, "notAfter");
  validity.finish();
  const subjectName = readBoundedName(fields, "subject");
  const publicKeyInfo = fields.whole(fields.read(Tag.sequence, "subjectPublicKeyInfo"));
  skipUniqueIdentifiers(fields, version);
  const extensions = readOptionalExtensions(fields, version);
  fields.finish();
  return { version, serial, innerAlgorithm, issuerName, validFrom, validUntil, subjectName, publicKeyInfo, extensions };
}

/** @returns DER of the Name, not looked into. */
function readBoundedName(fields: DerReader, what: string): Uint8Array {
  const name = fields.read(Tag.sequence, what);
  const length = name.end - name.start;
  if (length > LONGEST_NAME_BYTES)
    throw fields.fault(name.start, `has a name of ${length} bytes, where ${LONGEST_NAME_BYTES} are read at most`);
  return fields.whole(name);
}

/** `[0] EXPLICIT INTEGER DEFAULT v1`. */
function readVersion(fields: DerReader): number {
  const explicit = fields.enterOptional(contextConstructed(0), "version");
  if (explicit === undefined) return 1;
  const version = readSmallInteger(explicit, "version") + 1;
  explicit.finish();
  if (version === 1) throw fields.fault(explicit.position, "has a version of v1 written out", "X.690 §11.5");
  if (version > 3) throw fields.fault(explicit.position, `has version ${version}, where 1 to 3 exist`);
  return version;
}

/** issuerUniqueID and subjectUniqueID: nobody uses them, and they may stand from version 2 on (RFC 5280 §4.1.2.8). */
function skipUniqueIdentifiers(fields: DerReader, version: number): void {
  for (const number of [1, 2]) {
    const identifier = fields.readOptional(contextPrimitive(number));
    if (identifier !== undefined && version < 2)
      throw fields.fault(identifier.start, "has a unique identifier in a version 1 certificate");
  }
}

function readOptionalExtensions(fields: DerReader, version: number): readonly Extension[] {
  const explicit = fields.enterOptional(contextConstructed(3), "extensions");
  if (explicit === undefined) return [];
  if (version !== 3)
    throw fields.fault(explicit.position, `has extensions in a version ${version} certificate (RFC 5280 §4.1.2.9)`);
  const extensions = readExtensions(explicit);
  explicit.finish();
  return extensions;
}
