import { contextConstructed, contextPrimitive, DerReader, integerContent, Tag } from "../../der/index.js";
import { type GeneralName, readGeneralNames } from "../general-name.js";

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
