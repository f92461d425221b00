import { contextConstructed, contextPrimitive, DerReader, integerContent, reading, Tag } from "../../der/index.js";
import type { Certificate } from "../certificate.js";
import { type GeneralName, readGeneralNames } from "../general-name.js";
import { ExtensionId } from "../oids.js";

/** RFC 5280 §4.2.1.1: hints for building, never a test of identity. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly issuer: readonly GeneralName[] | undefined;
  readonly serialNumber: Uint8Array | undefined;
}

/** @throws {DerFault} */
export function readAuthorityKeyIdentifier(value: Uint8Array): AuthorityKeyIdentifier {
  const reader = new DerReader(value, "AuthorityKeyIdentifier");
  const fields = reader.enter(Tag.sequence, "AuthorityKeyIdentifier");
  reader.finish();
  const key = fields.readOptional(contextPrimitive(0));
  const issuer = fields.peek() === contextConstructed(1) ? readGeneralNames(fields, contextConstructed(1)) : undefined;
  const serial = fields.readOptional(contextPrimitive(2));
  fields.finish();
  return {
    keyIdentifier: key === undefined ? undefined : fields.content(key),
    issuer,
    serialNumber: serial === undefined ? undefined : integerContent(fields, serial),
  };
}

/** RFC 5280 §4.2.1.2. @throws {DerFault} */
export function readSubjectKeyIdentifier(value: Uint8Array): Uint8Array {
  const reader = new DerReader(value, "SubjectKeyIdentifier");
  const identifier = reader.content(reader.read(Tag.octetString, "SubjectKeyIdentifier"));
  reader.finish();
  return identifier;
}

/** The same of a certificate; none where it has none, or one that can't be read. */
export function subjectKeyIdentifierOf(certificate: Pick<Certificate, "extension">): Uint8Array | undefined {
  const extension = certificate.extension(ExtensionId.subjectKeyIdentifier);
  if (extension === undefined) return undefined;
  const identifier = reading(() => readSubjectKeyIdentifier(extension.value));
  return identifier.ok ? identifier.value : undefined;
}
