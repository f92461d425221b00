import { Integer, OctetString, Primitive, Sequence, type AsnType } from "asn1js";
import type { SignatureAlgorithm } from "../../crypto/index.js";
import { contextConstructed, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestIdentifier, signatureIdentifier } from "./algorithms.js";
import { certificateFields } from "./certificate-fields.js";
import { ReceivedDer, toDer } from "./received.js";
import { decoding, encode, enterWhole, rest } from "./encode.js";

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
  const keyIdentifier = fields.subjectKeyIdentifier;
  const signerInfo = new Sequence({
    value: [
      new Integer({ value: keyIdentifier === undefined ? 1 : 3 }),
      keyIdentifier === undefined ? issuerAndSerial(fields) : keyIdentifierChoice(keyIdentifier),
      digestIdentifier(input.hash).toSchema(),
      new ReceivedDer(implicitAttributes(input.signedAttributes)),
      signatureIdentifier(input.algorithm).toSchema(),
      new OctetString({ valueHex: Uint8Array.from(input.signature) }),
    ],
  });
  return toDer(signerInfo);
}

function issuerAndSerial(fields: { readonly issuer: Uint8Array; readonly serialNumber: Uint8Array }): AsnType {
  return new Sequence({ value: [new ReceivedDer(fields.issuer), new ReceivedDer(fields.serialNumber)] });
}

function keyIdentifierChoice(keyIdentifier: Uint8Array): AsnType {
  return new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: Uint8Array.from(keyIdentifier) });
}

/** What was signed as SET OF travels as [0] IMPLICIT: the identifier octet differs, the rest is the same. */
function implicitAttributes(signedAttributes: Uint8Array): Uint8Array {
  return encode(
    contextConstructed(0),
    decoding(() => rest(enterWhole(signedAttributes, Tag.set, "SignedAttributes"))),
  );
}
