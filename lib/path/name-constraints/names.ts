import { equalBytes } from "../../bytes/index.js";
import { DerReader, reading } from "../../der/index.js";
import {
  type GeneralName,
  generalNameText,
  LONGEST_NAME_BYTES,
  nameValues,
  readName,
  relativeNameKey,
} from "../../x509/index.js";
import type { CertificateFacts } from "../certificate-facts.js";
import { presentedLabels } from "./hosts.js";
import { type Mailbox, splitMailbox } from "./mailbox.js";
import { uriHost } from "./uri-host.js";

/** Kinds of name that a constraint may speak of. */
export type NameKind = GeneralName["kind"];

/**
 * A name as constraints are laid on it, prepared once however many it will be compared with. The form of its kind is
 * `undefined` if the name is not well-formed: no constraint can then be met or escaped by it.
 */
export type SubjectName = { readonly name: GeneralName } & (
  | { readonly kind: "directory"; readonly rdns: readonly string[] | undefined }
  | { readonly kind: "dns" | "uri"; readonly labels: readonly string[] | undefined }
  | { readonly kind: "email"; readonly mailbox: Mailbox | undefined }
  | { readonly kind: "ip"; readonly address: Uint8Array | undefined }
  | { readonly kind: Exclude<NameKind, "directory" | "dns" | "uri" | "email" | "ip"> }
);

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
/**
 * id-on-SmtpUTF8Mailbox (RFC 9598): a mailbox that e-mail constraints are meant for too (§6), and that we can't compare. It
 * is an otherName all the same, for constraints on those.
 */
const SMTP_UTF8_MAILBOX = Uint8Array.of(0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09);

/**
 * Every name of a certificate that constraints apply to (RFC 5280 §4.2.1.10): the subject unless it is empty, each
 * subjectAltName, and e-mail addresses within the subject. §4.2.1.10 asks for those only where there is no subjectAltName;
 * OpenSSL asks always, and so do we: an address is an address.
 */
export function constrainedNames({ certificate, subjectAltNames }: CertificateFacts): readonly SubjectName[] {
  const names = subjectAltNames.flatMap((name) =>
    isUtf8Mailbox(name)
      ? [{ kind: "email" as const, name, mailbox: undefined }, prepareName(name)]
      : [prepareName(name)],
  );
  if (certificate.subjectName.length <= 2) return names;
  const addresses = nameValues(certificate.subjectName, EMAIL_ADDRESS);
  return [
    prepareName({ kind: "directory", name: certificate.subjectName }),
    ...names,
    ...addresses.map((text) => prepareName({ kind: "email", text })),
  ];
}

/** For findings. */
export function textOf({ name }: SubjectName): string {
  return generalNameText(name);
}

function prepareName(name: GeneralName): SubjectName {
  switch (name.kind) {
    case "directory":
      return { kind: "directory", name, rdns: preparedRdns(name.name) };
    case "dns":
      return { kind: "dns", name, labels: presentedLabels(name.text) };
    case "uri":
      return { kind: "uri", name, labels: uriHost(name.text) };
    case "email":
      return { kind: "email", name, mailbox: splitMailbox(name.text) };
    case "ip":
      return { kind: "ip", name, address: isAddressLength(name.address.length) ? name.address : undefined };
    default:
      return { kind: name.kind, name };
  }
}

function isAddressLength(length: number): boolean {
  return length === 4 || length === 16;
}

/** otherName is `[0] { type-id, ... }`. */
function isUtf8Mailbox(name: GeneralName): boolean {
  if (name.kind !== "other") return false;
  const typeId = reading(() => {
    const reader = new DerReader(name.der, "otherName").enter(0xa0, "otherName");
    return reader.whole(reader.next());
  });
  return typeId.ok && equalBytes(typeId.value, SMTP_UTF8_MAILBOX);
}

/** Each RDN of a Name as text that equal RDNs share; `undefined` if the Name cannot be read, or no certificate has one so long. */
export function preparedRdns(name: Uint8Array): readonly string[] | undefined {
  if (name.length > LONGEST_NAME_BYTES) return undefined;
  const names = reading(() => readName(new DerReader(name, "Name")));
  return names.ok ? names.value.map(relativeNameKey) : undefined;
}
