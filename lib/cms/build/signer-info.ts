import { Integer, OctetString, Primitive, Sequence } from "asn1js";
import type { SignatureAlgorithm } from "../../crypto/index.js";
import { contextConstructed, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestIdentifier, signatureIdentifier } from "./algorithms.js";
import { type CertificateFields, certificateFields } from "./certificate-fields.js";
import { decoding, enterWhole } from "./encode.js";
import { encodeByShape } from "./shapes.js";
import { toDer, WholeDer } from "./whole-der.js";

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
  const { hash, algorithm, signature } = input;
  const fields = certificateFields(input.certificate);
  const version = fields.subjectKeyIdentifier === undefined ? 1 : 3;
  const own = algorithm.name === "ed25519" ? algorithm.name : `${algorithm.name} ${algorithm.hash}`;
  const values = [...identifierValues(fields), implicitAttributes(input.signedAttributes), signature];
  return encodeByShape(`SignerInfo ${version} ${hash} ${own}`, values, (given) => {
    const [attributes = NONE, value = NONE] = given.slice(-2);
    const written = [
      new Integer({ value: version }),
      new WholeDer(signerIdentifier(given.slice(0, -2))),
      digestIdentifier(hash).toSchema(),
      new WholeDer(attributes),
      signatureIdentifier(algorithm).toSchema(),
      new OctetString({ valueHex: new Uint8Array(value) }),
    ];
    return toDer(new Sequence({ value: written }));
  });
}

const NONE = new Uint8Array(0);

/** By which the signer is named: its key identifier alone, or its issuer and serial number. */
function identifierValues({ subjectKeyIdentifier, issuer, serialNumber }: CertificateFields): readonly Uint8Array[] {
  return subjectKeyIdentifier === undefined ? [issuer, serialNumber] : [subjectKeyIdentifier];
}

function signerIdentifier([first = NONE, serialNumber]: readonly Uint8Array[]): Uint8Array {
  if (serialNumber !== undefined)
    return toDer(new Sequence({ value: [new WholeDer(first), new WholeDer(serialNumber)] }));
  return toDer(new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: new Uint8Array(first) }));
}

/** What was signed as SET OF travels as [0] IMPLICIT: the identifier octet differs, the rest is the same. */
function implicitAttributes(signedAttributes: Uint8Array): Uint8Array {
  decoding(() => enterWhole(signedAttributes, Tag.set, "SignedAttributes"));
  const implicit = new Uint8Array(signedAttributes);
  implicit[0] = contextConstructed(0);
  return implicit;
}
