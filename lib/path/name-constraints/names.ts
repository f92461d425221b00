import { equalBytes } from "../../bytes/index.js";
import { DerReader, reading } from "../../der/index.js";
import {
  type GeneralName,
  generalNameText,
  nameText,
  nameValues,
  readName,
  relativeNameKey,
} from "../../x509/index.js";
import type { CertificateFacts } from "../certificate-facts.js";

/** Kinds of name that a constraint may speak of. */
export type NameKind = GeneralName["kind"];

/** A name as constraints are laid on it. */
export interface SubjectName {
  readonly kind: NameKind;
  /** For findings. */
  readonly text: string;
  readonly name: GeneralName;
  /** Of a directory name: each RDN prepared for comparison (RFC 5280 §7.1); `undefined` if the Name cannot be read. */
  readonly rdns: readonly string[] | undefined;
}

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
/** id-on-SmtpUTF8Mailbox (RFC 9598): a mailbox that e-mail constraints are meant for too (§6), and that we can't compare. */
const SMTP_UTF8_MAILBOX = Uint8Array.of(0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09);

/**
 * Every name of a certificate that constraints apply to (RFC 5280 §4.2.1.10): the subject unless it is empty, each
 * subjectAltName, and e-mail addresses within the subject. §4.2.1.10 asks for those only where there is no subjectAltName;
 * OpenSSL asks always, and so do we: an address is an address.
 */
export function constrainedNames({ certificate, subjectAltNames }: CertificateFacts): readonly SubjectName[] {
  const names = subjectAltNames.map(alternative);
  if (certificate.subjectName.length <= 2) return names;
  const subject: GeneralName = { kind: "directory", name: certificate.subjectName };
  const addresses = nameValues(certificate.subjectName, EMAIL_ADDRESS).map((text) =>
    alternative({ kind: "email", text }),
  );
  return [alternative(subject), ...names, ...addresses];
}

function alternative(name: GeneralName): SubjectName {
  if (name.kind === "directory")
    return { kind: "directory", text: nameText(name.name), name, rdns: preparedRdns(name.name) };
  const kind = name.kind === "other" && isMailbox(name.der) ? "email" : name.kind;
  return { kind, text: generalNameText(name), name, rdns: undefined };
}

/** otherName is `[0] { type-id, ... }`: the identifier stands after the header, whose length is of one form or another. */
function isMailbox(der: Uint8Array): boolean {
  const typeId = reading(() => {
    const reader = new DerReader(der, "otherName").enter(0xa0, "otherName");
    return reader.whole(reader.next());
  });
  return typeId.ok && equalBytes(typeId.value, SMTP_UTF8_MAILBOX);
}

/** Each RDN of a Name as text that equal RDNs share; `undefined` if the Name cannot be read. */
export function preparedRdns(name: Uint8Array): readonly string[] | undefined {
  const names = reading(() => readName(new DerReader(name, "Name")));
  return names.ok ? names.value.map(relativeNameKey) : undefined;
}
