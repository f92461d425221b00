import { DerReader, readOid, Tag } from "../../der/index.js";
import { type GeneralName, readGeneralName } from "../general-name.js";

/** Where an issuer says that something about it can be had (RFC 5280 §4.2.2.1). */
export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}
export const AccessMethod = { ocsp: "1.3.6.1.5.5.7.48.1", caIssuers: "1.3.6.1.5.5.7.48.2" } as const;

/** @throws {DerFault} */
export function readAuthorityInfoAccess(value: Uint8Array): readonly AccessDescription[] {
  const reader = new DerReader(value, "AuthorityInfoAccessSyntax");
  const list = reader.enter(Tag.sequence, "AuthorityInfoAccessSyntax");
  reader.finish();
  const descriptions: AccessDescription[] = [];
  while (!list.atEnd) {
    const fields = list.enter(Tag.sequence, "AccessDescription");
    descriptions.push({ method: readOid(fields, "accessMethod"), location: readGeneralName(fields) });
    fields.finish();
  }
  return descriptions;
}
