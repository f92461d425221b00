import * as asn1js from "asn1js";
import { compareBytes, concatBytes } from "../bytes/index.js";
import { requireOid } from "./given.js";

/**
 * DER pieces for test material. The frame (tag, length) is written here, because pieces made elsewhere, wrong ones
 * included, must be carried octet for octet; what stands inside is encoded by asn1js.
 */
export type Der = Uint8Array<ArrayBuffer>;

const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_PRIMITIVE = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;

/** One element with definite length (X.690 §8.1.3), its content the parts in order. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = concatBytes(parts);
  return concatBytes([Uint8Array.of(tag, ...lengthOctets(content.length)), content]);
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** SEQUENCE of whole elements. */
export function sequence(...parts: readonly Uint8Array[]): Der {
  return element(SEQUENCE, ...parts);
}

/** SET OF, its members in DER order (X.690 §11.6). */
export function setOf(...members: readonly Uint8Array[]): Der {
  return element(SET, ...[...members].sort(compareBytes));
}

/** `[number]` around whole elements. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Der {
  return element(CONTEXT_CONSTRUCTED | number, ...parts);
}

/** `[number]` in place of a primitive element's own tag; `content` is without tag and length. */
export function implicitPrimitive(number: number, content: Uint8Array): Der {
  return element(CONTEXT_PRIMITIVE | number, content);
}

/** The same element under another tag: `[0] IMPLICIT` from a SET, for instance. Short-form tags only. */
export function retag(tag: number, whole: Uint8Array): Der {
  const copy = Uint8Array.from(whole);
  copy[0] = tag;
  return copy;
}

/** INTEGER; octets are taken as its content, minimal or not. */
export function integer(value: number | bigint | Uint8Array): Der {
  if (value instanceof Uint8Array) return element(0x02, value);
  return encoded(typeof value === "bigint" ? asn1js.Integer.fromBigInt(value) : new asn1js.Integer({ value }));
}

/**
 * @param hex the INTEGER's content octets; a leading zero octet is added where the value would turn negative, a zero before
 *   digits of an odd number, as in certificates.
 */
export function serialInteger(hex: string): Der {
  const octets = Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
  return integer((octets[0] ?? 0) >= 0x80 ? concatBytes([Uint8Array.of(0), octets]) : octets);
}

/** ENUMERATED, of 0 to 127. */
export function enumerated(value: number): Der {
  return element(0x0a, Uint8Array.of(value));
}

/** BOOLEAN (X.690 §11.1: all ones for true). */
export function boolean(value: boolean): Der {
  return element(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** OBJECT IDENTIFIER. */
export function oid(dotted: string): Der {
  requireOid(dotted, "an object identifier");
  return encoded(new asn1js.ObjectIdentifier({ value: dotted }));
}

/** An Attribute of one value (RFC 5652 §5.3). */
export function attribute(type: string, value: Uint8Array): Der {
  return sequence(oid(type), setOf(value));
}

/** OCTET STRING. */
export function octetString(content: Uint8Array): Der {
  return element(0x04, content);
}

/** BIT STRING. */
export function bitString(content: Uint8Array, unusedBits = 0): Der {
  return element(0x03, Uint8Array.of(unusedBits), content);
}

/** A named-bit list (X.690 §11.2.2): no trailing zero bits. @param bits numbers of the bits that are set. */
export function namedBits(bits: readonly number[]): Der {
  const last = Math.max(-1, ...bits);
  const octets = new Uint8Array(Math.ceil((last + 1) / 8));
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(octets, last < 0 ? 0 : 7 - (last & 7));
}

/** NULL. */
export function nullValue(): Der {
  return element(0x05);
}

/** IA5String; characters beyond Latin-1 are cut, as a wrong encoder would. */
export function ia5String(text: string): Der {
  return element(0x16, Buffer.from(text, "latin1"));
}

/** UTF8String. */
export function utf8String(text: string): Der {
  return element(0x0c, Buffer.from(text, "utf8"));
}

/** GeneralizedTime; a fraction only where there is one, without trailing zeros (X.690 §11.7). */
export function generalizedTime(at: Date): Der {
  const digits = at.toISOString().slice(0, 19).replace(/[-:T]/g, "");
  const millis = at.getUTCMilliseconds();
  const fraction = millis === 0 ? "" : `.${String(millis).padStart(3, "0").replace(/0+$/, "")}`;
  return element(0x18, Buffer.from(`${digits}${fraction}Z`, "latin1"));
}

/** Time of certificates and CRLs (RFC 5280 §4.1.2.5): UTCTime through 2049, GeneralizedTime after, whole seconds. */
export function time(at: Date): Der {
  const whole = new Date(Math.floor(at.getTime() / 1000) * 1000);
  const year = whole.getUTCFullYear();
  if (year < 1950 || year > 2049) return generalizedTime(whole);
  return element(0x17, Buffer.from(`${whole.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`, "latin1"));
}

function encoded(block: { toBER(): ArrayBuffer }): Der {
  return new Uint8Array(block.toBER());
}
