import { Attribute } from "pkijs";
import { AttributeType } from "../index.js";
import { WholeDer, toDer } from "./whole-der.js";

/** DER of the attribute that carries a timestamp token (RFC 3161, appendix A). @param token DER of its ContentInfo. */
export function timestampAttribute(token: Uint8Array): Uint8Array<ArrayBuffer> {
  return toDer(new Attribute({ type: AttributeType.timestampToken, values: [new WholeDer(token)] }).toSchema());
}

/** DER of the attribute that carries a countersignature (RFC 5652 §11.4). @param signerInfo DER. */
export function countersignatureAttribute(signerInfo: Uint8Array): Uint8Array<ArrayBuffer> {
  return toDer(new Attribute({ type: AttributeType.countersignature, values: [new WholeDer(signerInfo)] }).toSchema());
}
