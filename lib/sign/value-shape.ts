import { ecdsaValues, type PublicKeyFacts } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import type { Certificate } from "../x509/index.js";

/** Octets that no key can have made as a signature value: what was expected of the certificate's key, and what came. */
export interface ShapeFault {
  readonly expected: string;
  readonly received: string;
}

/**
 * Why octets are no signature value at all. A value by a key of another kind or size is well made and no fault: that the
 * key is not the certificate's is another thing to say.
 */
export function valueShapeFault(value: Uint8Array, { keyFacts }: Certificate): ShapeFault | undefined {
  if (keyFacts instanceof DerFault || keyFacts.kind === "unsupported") return undefined;
  const text = printedText(value);
  if (text === undefined && (hasShapeOf(keyFacts, value) || isOfAnotherKey(value))) return undefined;
  return { expected: expectedOf(keyFacts), received: text === undefined ? octets(value, keyFacts) : text };
}

type KnownKey = Exclude<PublicKeyFacts, { kind: "unsupported" }>;

function hasShapeOf(key: KnownKey, value: Uint8Array): boolean {
  return key.kind === "ec" ? ecdsaValues(value, bytesOf(key)) !== undefined : value.length === lengthOf(key);
}

function lengthOf(key: Exclude<KnownKey, { kind: "ec" }>): number {
  return key.kind === "rsa" ? bytesOf(key) : 64;
}

function bytesOf({ bits }: KnownKey): number {
  return Math.ceil(bits / 8);
}

/** RSA moduli are made in steps of 64 bits, from 1024 to 16384; 521 bits is the longest curve. */
function isOfAnotherKey(value: Uint8Array): boolean {
  const isRsa = value.length >= 128 && value.length <= 2048 && value.length % 8 === 0;
  return isRsa || ecdsaValues(value, 66) !== undefined;
}

function expectedOf(key: KnownKey): string {
  switch (key.kind) {
    case "rsa":
      return `${bytesOf(key)} octets, as many as the modulus of the certificate’s RSA key has (RFC 8017 §8)`;
    case "ec":
      return `the DER of r and s for the certificate’s key on ${key.curve} (ECDSA-Sig-Value, RFC 5480 §A)`;
    case "ed25519":
      return "64 octets for the certificate’s Ed25519 key (RFC 8032 §5.1.6)";
  }
}

/** What the octets are if they are text, which signature values are by no chance worth a thought. */
function printedText(value: Uint8Array): string | undefined {
  const text = String.fromCharCode(...value.subarray(0, 4096));
  if (!/^[\t\n\r -~]*$/.test(text)) return undefined;
  const bare = text.replaceAll(/\s/g, "");
  const kind = /^(?:0x)?[0-9a-f]+$/i.test(bare)
    ? " in hexadecimal"
    : /^[\w+/-]+={0,2}$/.test(bare)
      ? ", perhaps base64"
      : "";
  return `${value.length} octets of text${kind}`;
}

function octets(value: Uint8Array, key: KnownKey): string {
  const isPair = key.kind === "ec" && value.length === 2 * bytesOf(key);
  return `${value.length} octets${isPair ? ", which r and s one after the other would have (IEEE P1363)" : ""}`;
}
