import { type DerReader, readInteger, readTime, Tag } from "../der/index.js";
import { type Extension, readExtension } from "./extension.js";
import { readAltNames } from "./extensions/subject-alt-name.js";
import { type CrlReason, readReasonCode } from "./extensions/crl-reason.js";
import { readInvalidityDate } from "./extensions/invalidity-date.js";
import { ExtensionId } from "./oids.js";

/** One entry of revokedCertificates (RFC 5280 §5.1.2.6, §5.3). */
export interface CrlEntry {
  /** Content octets of the serial number. */
  readonly serial: Uint8Array;
  /** Milliseconds since 1970. */
  readonly revokedAt: number;
  /** Absent means unspecified. */
  readonly reason: CrlReason | undefined;
  readonly invalidityDate: number | undefined;
  /** DER Names of the certificateIssuer extension; it holds for the entries that follow as well. */
  readonly certificateIssuer: readonly Uint8Array[] | undefined;
}

/** What a CRL is decides what its entries may say. */
export interface CrlKind {
  readonly version: 1 | 2;
  readonly isIndirect: boolean;
  readonly isDelta: boolean;
}

/**
 * Reads one entry.
 *
 * @throws {DerFault} it is malformed, or says what no entry of this kind of CRL may say; an unknown critical extension
 * too, since a CRL with one may not be used at all (RFC 5280 §5.3).
 */
export function readCrlEntry(reader: DerReader, kind: CrlKind): CrlEntry {
  const fields = reader.enter(Tag.sequence, "revokedCertificates entry");
  const serial = readInteger(fields, "userCertificate");
  const revokedAt = readTime(fields, "revocationDate").milliseconds;
  const extensions = fields.atEnd ? NO_EXTENSIONS : readEntryExtensions(fields, kind);
  fields.finish();
  return { serial, revokedAt, ...extensions };
}

type EntryExtensions = Pick<CrlEntry, "reason" | "invalidityDate" | "certificateIssuer">;
const NO_EXTENSIONS: EntryExtensions = { reason: undefined, invalidityDate: undefined, certificateIssuer: undefined };

function readEntryExtensions(fields: DerReader, kind: CrlKind): EntryExtensions {
  if (kind.version !== 2) throw fields.fault(fields.position, "has extensions in a version 1 CRL (RFC 5280 §5.1.2.6)");
  const list = fields.enter(Tag.sequence, "crlEntryExtensions");
  const seen = new Set<string>();
  let found = NO_EXTENSIONS;
  while (!list.atEnd) {
    const extension = readExtension(list);
    if (seen.has(extension.oid)) throw list.fault(extension.offset, `has the entry extension ${extension.oid} twice`);
    seen.add(extension.oid);
    found = { ...found, ...readKnown(list, extension, kind) };
  }
  if (seen.size === 0) throw list.fault(list.position, "holds no extension");
  return found;
}

function readKnown(list: DerReader, extension: Extension, kind: CrlKind): Partial<EntryExtensions> {
  const { oid, critical, value, offset: start } = extension;
  switch (oid) {
    case ExtensionId.reasonCode:
      return { reason: requireReason(list, start, readReasonCode(value), kind) };
    case ExtensionId.invalidityDate:
      return { invalidityDate: readInvalidityDate(value) };
    case ExtensionId.certificateIssuer:
      return { certificateIssuer: readCertificateIssuer(list, start, value, kind) };
    default:
      if (critical) throw list.fault(start, `has the critical entry extension ${oid}, which is not understood`);
      return {};
  }
}

/** removeFromCRL takes an entry of the base back; a complete CRL has nothing to take back (RFC 5280 §5.3.1). */
function requireReason(list: DerReader, start: number, reason: CrlReason, kind: CrlKind): CrlReason {
  if (reason === "removeFromCRL" && !kind.isDelta)
    throw list.fault(start, "has the reason removeFromCRL in a CRL that is no delta");
  return reason;
}

/** RFC 5280 §5.3.3: the names of a certificate's issuer, its distinguished name among them. */
function readCertificateIssuer(list: DerReader, start: number, value: Uint8Array, kind: CrlKind): Uint8Array[] {
  if (!kind.isIndirect) throw list.fault(start, "names a certificate issuer in a CRL that is not indirect");
  const names = readAltNames(value).flatMap((name) => (name.kind === "directory" ? [name.name] : []));
  if (names.length === 0) throw list.fault(start, "names a certificate issuer by no distinguished name");
  return names;
}
