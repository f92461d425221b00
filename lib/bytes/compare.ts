import { platformEquals } from "./platform.js";

/** Below this, a loop is faster than a call into the platform. */
const WORTH_A_CALL_BYTES = 64;

/** Byte-for-byte equality. Not constant in time: nothing that is compared here is secret. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  if (left.length >= WORTH_A_CALL_BYTES) {
    const equal = platformEquals(left, right);
    if (equal !== undefined) return equal;
  }
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

/**
 * Lexicographic order of octet strings, a shorter prefix first; the order of a DER SET OF (X.690 §11.6).
 *
 * @returns negative, zero or positive.
 */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Whether `bytes` begins with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return equalBytes(bytes.subarray(0, prefix.length), prefix);
}
