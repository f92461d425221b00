import { Constructed, Integer, OctetString, Sequence, Set as Asn1Set } from "asn1js";
import { ContentInfo, EncapsulatedContentInfo } from "pkijs";
import { concatBytes, equalBytes } from "../../bytes/index.js";
import { readSmallInteger, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestIdentifier } from "./algorithms.js";
import { ContentType } from "../index.js";
import { decoding, enterWhole, inSetOrder } from "./encode.js";
import { encodeByShape } from "./shapes.js";
import { toDer, WholeDer } from "./whole-der.js";

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
  const { signerInfo, content, digestAlgorithm: hash } = input;
  const version = versionFor(signerInfo);
  const isDetached = content === undefined;
  const values = [content ?? NONE, certificateSet(input.certificates), signerInfo];
  return encodeByShape(
    `${isDetached ? "detached" : "signed-data"} ${version} ${hash}`,
    values,
    ([octets = NONE, certificates = NONE, signer = NONE]) => {
      const encapContentInfo = encapContentInfoOf(isDetached ? undefined : octets);
      return encode({ version, hash, encapContentInfo, certificates, signerInfo: signer });
    },
  );
}

const NONE = new Uint8Array(0);

interface Fields {
  readonly version: number;
  readonly hash: HashName;
  /** DER of an EncapsulatedContentInfo. */
  readonly encapContentInfo: Uint8Array;
  /** DER, one after the other. */
  readonly certificates: Uint8Array;
  readonly signerInfo: Uint8Array;
}

function encode({ version, hash, encapContentInfo, certificates, signerInfo }: Fields): Uint8Array {
  const signedData = new Sequence({
    value: [
      new Integer({ value: version }),
      new Asn1Set({ value: [digestIdentifier(hash).toSchema()] }),
      new WholeDer(encapContentInfo),
      new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [new WholeDer(certificates)] }),
      new Asn1Set({ value: [new WholeDer(signerInfo)] }),
    ],
  });
  return toDer(new ContentInfo({ contentType: ContentType.signedData, content: signedData }).toSchema());
}

/** Over id-data the version is 3 exactly if a SignerInfo's is, else 1 (RFC 5652 §5.1). */
function versionFor(signerInfo: Uint8Array): number {
  const version = decoding(() => readSmallInteger(enterWhole(signerInfo, Tag.sequence, "SignerInfo"), "version"));
  return version === 3 ? 3 : 1;
}

/** DER of an EncapsulatedContentInfo. */
function encapContentInfoOf(content: Uint8Array | undefined): Uint8Array {
  const info = new EncapsulatedContentInfo({ eContentType: ContentType.data });
  // Set afterwards: the constructor would cut the octets into a constructed OCTET STRING, which DER forbids.
  if (content !== undefined) info.eContent = new OctetString({ valueHex: new Uint8Array(content) });
  return toDer(info.toSchema());
}

/** The members of the SET, in its order. */
function certificateSet(certificates: readonly Uint8Array[]): Uint8Array {
  const ordered = inSetOrder(certificates);
  return concatBytes(ordered.filter((der, index) => index === 0 || !equalBytes(der, ordered[index - 1] ?? NONE)));
}
