import { DerReader, readInteger, reading, Tag } from "../der/index.js";

/**
 * An ECDSA-Sig-Value (RFC 5480 §A): strict DER, both numbers positive.
 *
 * @returns r and s, each left-padded to `bytes` octets and joined (IEEE P1363), or `undefined` if it is none or a number
 * does not fit.
 */
export function ecdsaValues(signature: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> | undefined {
  const read = reading(() => {
    const reader = new DerReader(signature, "ECDSA-Sig-Value");
    const fields = reader.enter(Tag.sequence, "ECDSA-Sig-Value");
    reader.finish();
    const values = [readInteger(fields, "r"), readInteger(fields, "s")] as const;
    fields.finish();
    return values;
  });
  if (!read.ok) return undefined;
  const joined = new Uint8Array(2 * bytes);
  const placed = read.value.every((value, index) => place(value, joined.subarray(index * bytes, (index + 1) * bytes)));
  return placed ? joined : undefined;
}

function place(value: Uint8Array, into: Uint8Array): boolean {
  if ((value[0] ?? 0x80) >= 0x80) return false;
  const digits = value[0] === 0 ? value.subarray(1) : value;
  if (digits.length === 0 || digits.length > into.length) return false;
  into.set(digits, into.length - digits.length);
  return true;
}
