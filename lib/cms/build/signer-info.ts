import { Integer, OctetString, Primitive, Sequence } from "asn1js";
import type { SignatureAlgorithm } from "../../crypto/index.js";
import { contextConstructed, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestNodes, signatureNode } from "./algorithms.js";
import { type CertificateFields, certificateFields } from "./certificate-fields.js";
import { decoding, enterWhole } from "./encode.js";
import { encoded, toDer, WholeDer } from "./whole-der.js";

export interface SignerInfoInput {
  /** DER of the signer's certificate. */
  readonly certificate: Uint8Array;
  readonly hash: HashName;
  readonly algorithm: SignatureAlgorithm;
  /** The SET OF that was signed (tag `31`). */
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * DER of a SignerInfo without unsigned attributes (RFC 5652 §5.3). The signer is named by its key identifier if the
 * certificate has one (version 3), else by issuer and serial number (version 1).
 *
 * @throws {DecodeError} the certificate or the attributes can't be read.
 */
export function buildSignerInfo(input: SignerInfoInput): Uint8Array<ArrayBuffer> {
  const fields = certificateFields(input.certificate);
  const signerInfo = new Sequence({
    value: [
      fields.subjectKeyIdentifier === undefined ? VERSION_1 : VERSION_3,
      signerIdentifier(fields),
      digestNodes[input.hash],
      new WholeDer(implicitAttributes(input.signedAttributes)),
      signatureNode(input.algorithm),
      new OctetString({ valueHex: new Uint8Array(input.signature) }),
    ],
  });
  return toDer(signerInfo);
}

const VERSION_1 = encoded(new Integer({ value: 1 }));
const VERSION_3 = encoded(new Integer({ value: 3 }));

/** By what was read of a certificate, which is kept as long as the certificate is. */
const identifiers = new WeakMap<CertificateFields, WholeDer>();

function signerIdentifier(fields: CertificateFields): WholeDer {
  const known = identifiers.get(fields);
  if (known !== undefined) return known;
  const identifier = encoded(
    fields.subjectKeyIdentifier === undefined
      ? issuerAndSerial(fields)
      : keyIdentifierChoice(fields.subjectKeyIdentifier),
  );
  identifiers.set(fields, identifier);
  return identifier;
}

function issuerAndSerial({ issuer, serialNumber }: CertificateFields): Sequence {
  return new Sequence({ value: [new WholeDer(issuer), new WholeDer(serialNumber)] });
}

function keyIdentifierChoice(keyIdentifier: Uint8Array): Primitive {
  return new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: new Uint8Array(keyIdentifier) });
}

/** What was signed as SET OF travels as [0] IMPLICIT: the identifier octet differs, the rest is the same. */
function implicitAttributes(signedAttributes: Uint8Array): Uint8Array {
  decoding(() => enterWhole(signedAttributes, Tag.set, "SignedAttributes"));
  const implicit = new Uint8Array(signedAttributes);
  implicit[0] = contextConstructed(0);
  return implicit;
}
