import { Constructed, Integer, OctetString, Sequence, Set as Asn1Set } from "asn1js";
import { ContentInfo, EncapsulatedContentInfo } from "pkijs";
import { toHex } from "../../bytes/index.js";
import { readSmallInteger, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestIdentifier } from "./algorithms.js";
import { ContentType } from "../index.js";
import { ReceivedDer, toDer } from "./received.js";
import { decoding, enterWhole, inSetOrder } from "./encode.js";

export interface SignedDataInput {
  /** DER, from {@link buildSignerInfo}. */
  readonly signerInfo: Uint8Array;
  /** DER, in any order; each is written once. */
  readonly certificates: readonly Uint8Array[];
  /** The eContent's octets; absent: the signature is detached (RFC 5652 §5.2). */
  readonly content?: Uint8Array;
  readonly digestAlgorithm: HashName;
}

/** DER of a ContentInfo with one SignedData over id-data (RFC 5652 §3, §5.1). */
export function buildSignedData(input: SignedDataInput): Uint8Array<ArrayBuffer> {
  const signedData = new Sequence({
    value: [
      new Integer({ value: versionFor(input.signerInfo) }),
      new Asn1Set({ value: [digestIdentifier(input.digestAlgorithm).toSchema()] }),
      encapsulated(input.content).toSchema(),
      new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: certificateSet(input.certificates) }),
      new Asn1Set({ value: [new ReceivedDer(input.signerInfo)] }),
    ],
  });
  return toDer(new ContentInfo({ contentType: ContentType.signedData, content: signedData }).toSchema());
}

/** Over id-data the version is 3 exactly if a SignerInfo's is, else 1 (RFC 5652 §5.1). */
function versionFor(signerInfo: Uint8Array): number {
  const version = decoding(() => readSmallInteger(enterWhole(signerInfo, Tag.sequence, "SignerInfo"), "version"));
  return version === 3 ? 3 : 1;
}

function encapsulated(content: Uint8Array | undefined): EncapsulatedContentInfo {
  const info = new EncapsulatedContentInfo({ eContentType: ContentType.data });
  // Set afterwards: the constructor would cut the octets into a constructed OCTET STRING, which DER forbids.
  if (content !== undefined) info.eContent = new OctetString({ valueHex: Uint8Array.from(content) });
  return info;
}

function certificateSet(certificates: readonly Uint8Array[]): ReceivedDer[] {
  const distinct = new Map(certificates.map((certificate) => [toHex(certificate), certificate]));
  return inSetOrder([...distinct.values()]).map((certificate) => new ReceivedDer(certificate));
}
