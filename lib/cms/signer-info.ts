import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../crypto/index.js";
import { contextConstructed, contextPrimitive, DerReader, readInteger, readSmallInteger, Tag } from "../der/index.js";
import { type AttributeLimit, type AttributeTable, readAttributes } from "./attributes.js";

/** Which certificate signed (RFC 5652 §5.3). */
export type SignerIdentifier =
  | { readonly kind: "issuer-serial"; readonly issuer: Uint8Array; readonly serial: Uint8Array }
  | { readonly kind: "subject-key-identifier"; readonly identifier: Uint8Array };

/** A SignerInfo (RFC 5652 §5.3), read and not verified. All fields are slices of what was received. */
export interface SignerInfo {
  readonly der: Uint8Array;
  /** Offset of `der` in the message, for evidence. */
  readonly offset: number;
  readonly version: number;
  readonly sid: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes: AttributeTable | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  /** Octets of the signature value: what a timestamp or a countersignature covers. */
  readonly signature: Uint8Array;
  readonly unsignedAttributes: AttributeTable | undefined;
}

/** Reads one SignerInfo from where the cursor stands. */
export function readSignerInfo(reader: DerReader, limit: AttributeLimit): SignerInfo {
  const element = reader.read(Tag.sequence, "SignerInfo");
  const fields = reader.inside(element, "SignerInfo");
  const version = readSmallInteger(fields, "version");
  const sid = readSignerIdentifier(fields);
  const digestAlgorithm = readAlgorithmIdentifier(fields, "digestAlgorithm");
  const signedAttributes =
    fields.peek() === contextConstructed(0)
      ? readAttributes(fields, contextConstructed(0), "SignedAttributes", limit)
      : undefined;
  const signatureAlgorithm = readAlgorithmIdentifier(fields, "signatureAlgorithm");
  const signature = fields.content(fields.read(Tag.octetString, "signature"));
  const unsignedAttributes =
    fields.peek() === contextConstructed(1)
      ? readAttributes(fields, contextConstructed(1), "UnsignedAttributes", limit)
      : undefined;
  fields.finish();
  return {
    der: reader.whole(element),
    offset: element.start,
    version,
    sid,
    digestAlgorithm,
    signedAttributes,
    signatureAlgorithm,
    signature,
    unsignedAttributes,
  };
}

/** Reads exactly one SignerInfo: the value of a countersignature attribute (RFC 5652 §11.4). */
export function readCountersignature(der: Uint8Array, limit: AttributeLimit): SignerInfo {
  const reader = new DerReader(der, "Countersignature");
  const signerInfo = readSignerInfo(reader, limit);
  reader.finish();
  return signerInfo;
}

function readSignerIdentifier(fields: DerReader): SignerIdentifier {
  const identifier = fields.readOptional(contextPrimitive(0));
  if (identifier !== undefined) return { kind: "subject-key-identifier", identifier: fields.content(identifier) };
  const pair = fields.enter(Tag.sequence, "IssuerAndSerialNumber");
  const issuer = pair.whole(pair.read(Tag.sequence, "issuer"));
  const serial = readInteger(pair, "serialNumber");
  pair.finish();
  return { kind: "issuer-serial", issuer, serial };
}
