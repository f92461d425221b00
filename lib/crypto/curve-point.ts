import { toHex } from "../bytes/index.js";
import type { CurveName } from "./provider.js";

/** y² = x³ − 3x + b over the integers modulo p (FIPS 186-4 §D.1.2). */
interface Curve {
  readonly p: bigint;
  readonly b: bigint;
  readonly bytes: number;
}

const CURVES: Readonly<Record<CurveName, Curve>> = {
  "P-256": {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    bytes: 32,
  },
  "P-384": {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    bytes: 48,
  },
  "P-521": {
    p: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    bytes: 66,
  },
};

/** Octets of a coordinate. */
export function coordinateBytes(curve: CurveName): number {
  return CURVES[curve].bytes;
}

/**
 * Whether an uncompressed point (RFC 5480 §2.2) lies on its curve. Platforms differ in whether they look when they take
 * a key in; a key must be sound or not whoever verifies with it.
 */
export function isOnCurve(curve: CurveName, point: Uint8Array): boolean {
  const { p, b, bytes } = CURVES[curve];
  if (point[0] !== 4 || point.length !== 1 + 2 * bytes) return false;
  const x = BigInt(`0x${toHex(point.subarray(1, 1 + bytes))}`);
  const y = BigInt(`0x${toHex(point.subarray(1 + bytes))}`);
  return x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n;
}
