import { DerReader, reading, stringText, Tag } from "../../der/index.js";
import {
  type Certificate,
  ExtensionId,
  type GeneralName,
  generalNameText,
  readAltNames,
  readOtherName,
} from "../../x509/index.js";

/** Who asked for a short-lived certificate, as an identity provider said it (sigstore/fulcio, oid-info). */
export interface OidcIdentity {
  readonly issuer: string;
  readonly san: string;
}

const ISSUER_V2 = "1.3.6.1.4.1.57264.1.8";
const ISSUER_V1 = "1.3.6.1.4.1.57264.1.1";
const USER_NAME = "1.3.6.1.4.1.57264.1.7";

/**
 * The identity in a certificate of Fulcio's form: the issuer extension, the second version if there is one, and its single
 * alternative name. With several names it is nobody's: which of them an identity provider proved is not said.
 */
export function oidcIdentityOf(certificate: Certificate): OidcIdentity | undefined {
  const issuer = issuerOf(certificate);
  const san = sanOf(certificate);
  return issuer === undefined || san === undefined ? undefined : { issuer, san };
}

/** Whether the alternative name is what an identity provider knows somebody by, rather than a name of the CA's own checking. */
export function namesOidcIssuer({ extensions }: Certificate): boolean {
  return extensions.some(({ oid }) => oid === ISSUER_V2 || oid === ISSUER_V1);
}

function issuerOf(certificate: Certificate): string | undefined {
  const second = valuesOf(certificate, ISSUER_V2);
  if (second.length > 0) return only(second, utf8String);
  return only(valuesOf(certificate, ISSUER_V1), plainText);
}

/** More than one in a certificate that should have one (RFC 5280 §4.2), and a policy may let that pass: here it is nobody's. */
function valuesOf({ extensions }: Certificate, wanted: string): readonly Uint8Array[] {
  return extensions.flatMap(({ oid, value }) => (oid === wanted ? [value] : []));
}

function only<T>([value, another]: readonly Uint8Array[], read: (value: Uint8Array) => T): T | undefined {
  return value === undefined || another !== undefined ? undefined : read(value);
}

/** The octets of the text, without any coding around them. */
function plainText(octets: Uint8Array): string | undefined {
  try {
    return safeText(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets));
  } catch {
    return undefined;
  }
}

/** A UTF8String and nothing after it. */
function utf8String(der: Uint8Array): string | undefined {
  const text = reading(() => {
    const reader = new DerReader(der, "identity");
    const value = stringText(reader, reader.read(Tag.utf8String, "identity"));
    reader.finish();
    return value;
  });
  return text.ok && text.value !== undefined ? safeText(text.value) : undefined;
}

function sanOf(certificate: Certificate): string | undefined {
  return only(valuesOf(certificate, ExtensionId.subjectAltName), onlyName);
}

function onlyName(extension: Uint8Array): string | undefined {
  const names = reading(() => readAltNames(extension));
  const [name, another] = names.ok ? names.value : [];
  if (name === undefined || another !== undefined) return undefined;
  const text =
    name.kind === "other"
      ? userNameOf(name)
      : name.kind === "email" || name.kind === "uri"
        ? generalNameText(name)
        : undefined;
  return text === undefined ? undefined : safeText(text);
}

/** `otherName` with Fulcio's user name: the OID and a UTF8String. */
function userNameOf({ der }: Extract<GeneralName, { readonly der: Uint8Array }>): string | undefined {
  const name = readOtherName(der);
  return name?.typeId === USER_NAME ? utf8String(name.value) : undefined;
}

/** An identity with a control character or an invisible one in it is a trick: what a person reads is not what is compared. */
function safeText(text: string): string | undefined {
  return text !== "" && !/[\p{Cc}\p{Cf}]/u.test(text) ? text : undefined;
}
