import { DerReader, readInteger } from "../../der/index.js";

/**
 * CRLNumber or BaseCRLNumber (RFC 5280 §5.2.3, §5.2.4): content octets of an INTEGER that is not negative, without the
 * zero octet that some need in front; at most 20 octets.
 *
 * @throws {DerFault}
 */
export function readCrlNumber(value: Uint8Array): Uint8Array {
  const reader = new DerReader(value, "CRLNumber");
  const number = readInteger(reader, "CRLNumber");
  reader.finish();
  if ((number[0] ?? 0) >= 0x80) throw reader.fault(0, "is negative");
  const digits = number.length > 1 && number[0] === 0 ? number.subarray(1) : number;
  if (digits.length > 20) throw reader.fault(0, "has more than 20 octets (RFC 5280 §5.2.3)");
  return digits;
}

/** @returns negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareCrlNumbers(left: Uint8Array, right: Uint8Array): number {
  if (left.length !== right.length) return left.length - right.length;
  for (let index = 0; index < left.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
