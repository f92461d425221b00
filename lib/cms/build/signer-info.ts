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
  const values = [signerIdentifier(fields), implicitAttributes(input.signedAttributes), signature];
  return encodeByShape(
    `SignerInfo ${version} ${hash} ${own}`,
    values,
    ([identifier = NONE, attributes = NONE, value = NONE]) =>
      toDer(
        new Sequence({
          value: [
            new Integer({ value: version }),
            new WholeDer(identifier),
            digestIdentifier(hash).toSchema(),
            new WholeDer(attributes),
            signatureIdentifier(algorithm).toSchema(),
            new OctetString({ valueHex: new Uint8Array(value) }),
          ],
        }),
      ),
  );
}

const NONE = new Uint8Array(0);

function signerIdentifier({ subjectKeyIdentifier, issuer, serialNumber }: CertificateFields): Uint8Array {
  return subjectKeyIdentifier === undefined
    ? encodeByShape("IssuerAndSerialNumber", [issuer, serialNumber], (values) =>
        toDer(new Sequence({ value: values.map((value) => new WholeDer(value)) })),
      )
    : encodeByShape("subjectKeyIdentifier", [subjectKeyIdentifier], ([identifier = NONE]) =>
        toDer(new Primitive({ idBlock: { tagClass: 3, tagNumber: 0 }, valueHex: new Uint8Array(identifier) })),
      );
}

/** What was signed as SET OF travels as [0] IMPLICIT: the identifier octet differs, the rest is the same. */
function implicitAttributes(signedAttributes: Uint8Array): Uint8Array {
  decoding(() => enterWhole(signedAttributes, Tag.set, "SignedAttributes"));
  const implicit = new Uint8Array(signedAttributes);
  implicit[0] = contextConstructed(0);
  return implicit;
}
