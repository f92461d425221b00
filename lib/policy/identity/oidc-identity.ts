import { latin1Text } from "../../bytes/index.js";
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

function issuerOf(certificate: Certificate): string | undefined {
  const second = certificate.extension(ISSUER_V2);
  if (second !== undefined) return utf8String(second.value);
  const first = certificate.extension(ISSUER_V1);
  return first === undefined ? undefined : safeText(latin1Text(first.value));
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
  const extension = certificate.extension(ExtensionId.subjectAltName);
  if (extension === undefined) return undefined;
  const names = reading(() => readAltNames(extension.value));
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

/** An identity with a control character in it is a trick: what a person reads would not be what is compared. */
function safeText(text: string): string | undefined {
  return text !== "" && !/\p{Cc}/u.test(text) ? text : undefined;
}
