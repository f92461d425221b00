import { DerReader } from "../../der/index.js";
import { type GeneralName, generalNameText, readGeneralNames } from "../general-name.js";

/** RFC 5280 §4.2.1.6. A name with an embedded NUL or another control character is kept and marked. */
export interface SubjectAltName {
  readonly kind: "dns" | "uri" | "email" | "ip" | "directory" | "other";
  readonly value: string;
  readonly wellFormed: boolean;
}

/** Reads SubjectAltName or IssuerAltName. @throws {DerFault} */
export function readAltNames(value: Uint8Array): readonly GeneralName[] {
  const reader = new DerReader(value, "SubjectAltName");
  const names = readGeneralNames(reader);
  reader.finish();
  return names;
}

/** The public form of a name. */
export function publicAltName(name: GeneralName): SubjectAltName {
  const value = generalNameText(name);
  const kind = name.kind === "registered-id" || name.kind === "x400" || name.kind === "edi-party" ? "other" : name.kind;
  const wellFormed =
    name.kind === "ip"
      ? name.address.length === 4 || name.address.length === 16
      : value !== "" && !hasControlCharacter(value);
  return { kind, value, wellFormed };
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
