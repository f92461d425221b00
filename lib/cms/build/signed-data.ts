import { type AsnType, Constructed, Integer, OctetString, Sequence, Set as Asn1Set } from "asn1js";
import { equalBytes } from "../../bytes/index.js";
import { readSmallInteger, Tag } from "../../der/index.js";
import type { HashName } from "../../report/index.js";
import { digestNodes } from "./algorithms.js";
import { ContentType } from "../index.js";
import { decoding, enterWhole, inSetOrder } from "./encode.js";
import { encoded, oidNode, toDer, WholeDer } from "./whole-der.js";

export interface SignedDataInput {
  /** DER, from {@link buildSignerInfo}. */
  readonly signerInfo: Uint8Array;
  /** DER, in any order; each is written once. */
  readonly certificates: readonly Uint8Array[];
  /** The eContent's octets; absent: the signature is detached (RFC 5652 §5.2). */
  readonly content?: Uint8Array;
  readonly digestAlgorithm: HashName;
}

/** What is the same in each message. */
const SIGNED_DATA = oidNode(ContentType.signedData);
const DATA = oidNode(ContentType.data);
const VERSIONS = { 1: encoded(new Integer({ value: 1 })), 3: encoded(new Integer({ value: 3 })) } as const;
const DIGEST_ALGORITHMS: Readonly<Record<HashName, WholeDer>> = {
  sha256: encoded(new Asn1Set({ value: [digestNodes.sha256] })),
  sha384: encoded(new Asn1Set({ value: [digestNodes.sha384] })),
  sha512: encoded(new Asn1Set({ value: [digestNodes.sha512] })),
};

/** DER of a ContentInfo with one SignedData over id-data (RFC 5652 §3, §5.1). */
export function buildSignedData(input: SignedDataInput): Uint8Array<ArrayBuffer> {
  const signedData = new Sequence({
    value: [
      VERSIONS[versionFor(input.signerInfo)],
      DIGEST_ALGORITHMS[input.digestAlgorithm],
      encapsulated(input.content),
      tagged(certificateSet(input.certificates)),
      new Asn1Set({ value: [new WholeDer(input.signerInfo)] }),
    ],
  });
  return toDer(new Sequence({ value: [SIGNED_DATA, tagged([signedData])] }));
}

/** Under `[0]`. */
function tagged(value: AsnType[]): Constructed {
  return new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value });
}

/** Over id-data the version is 3 exactly if a SignerInfo's is, else 1 (RFC 5652 §5.1). */
function versionFor(signerInfo: Uint8Array): 1 | 3 {
  const version = decoding(() => readSmallInteger(enterWhole(signerInfo, Tag.sequence, "SignerInfo"), "version"));
  return version === 3 ? 3 : 1;
}

/** An EncapsulatedContentInfo (RFC 5652 §5.2); its octets in one primitive OCTET STRING, as DER asks. */
function encapsulated(content: Uint8Array | undefined): Sequence {
  const octets = content === undefined ? [] : [tagged([new OctetString({ valueHex: new Uint8Array(content) })])];
  return new Sequence({ value: [DATA, ...octets] });
}

function certificateSet(certificates: readonly Uint8Array[]): WholeDer[] {
  const ordered = inSetOrder(certificates);
  const isFirst = (der: Uint8Array, before: Uint8Array | undefined): boolean =>
    before === undefined || !equalBytes(before, der);
  return ordered.filter((der, index) => isFirst(der, ordered[index - 1])).map((der) => new WholeDer(der));
}
