import { checkPrimeSync } from "node:crypto";
import { digest } from "./message.js";
import { seeded } from "./random.js";

/**
 * RSA keys made after the signature: `value ** exponent mod modulus` is the padded digest of a message that the value was
 * never made for (duplicate-signature key selection, Blake-Wilson and Menezes 1999). Verifiers are tested with them.
 */
export interface ChosenKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

const DIGEST_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §9.2). @param octets of the modulus. */
export function padded(message: Uint8Array, octets: number): bigint {
  const tail = Buffer.concat([DIGEST_INFO, digest("sha256", message)]);
  const filling = Buffer.alloc(octets - 3 - tail.length, 0xff);
  return toBigInt(Buffer.concat([Buffer.from([0, 1]), filling, Buffer.from([0]), tail]));
}

export function toBigInt(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(octets).toString("hex")}`);
}

/** Whether the value fits the message under the key. */
export function fits({ modulus, exponent }: ChosenKey, value: Uint8Array, message: Uint8Array): boolean {
  return power(toBigInt(value), exponent, modulus) === padded(message, octetsOf(modulus));
}

export function octetsOf(value: bigint): number {
  return Math.ceil(value.toString(16).length / 2);
}

/** Exponent 1: the modulus is the difference. `undefined` where it is even or too short; another value may do. */
export function keyOfExponentOne(value: Uint8Array, message: Uint8Array): ChosenKey | undefined {
  const modulus = toBigInt(value) - padded(message, value.length);
  return modulus % 2n === 1n && modulus >> 2047n === 1n ? { modulus, exponent: 1n } : undefined;
}

/** Exponent 3: a modulus three times as long as the value. */
export function keyOfExponentThree(value: Uint8Array, message: Uint8Array): ChosenKey | undefined {
  const modulus = toBigInt(value) ** 3n - padded(message, value.length * 3);
  return modulus % 2n === 1n && octetsOf(modulus) === value.length * 3 ? { modulus, exponent: 3n } : undefined;
}

/** A modulus of two primes in whose groups logarithms are easy, and the exponent that they give: as long as the modulus. */
export function keyOfLongExponent(value: Uint8Array, message: Uint8Array): ChosenKey {
  const [base, target] = [toBigInt(value), padded(message, value.length)];
  const [p, q] = [smoothPrime(base, target, SEEDS[0]), smoothPrime(base, target, SEEDS[1])];
  const residues = new Map([...logarithms(p, base, target), ...logarithms(q, base, target)]);
  return { modulus: p.prime * q.prime, exponent: combined(residues) };
}

interface SmoothPrime {
  readonly prime: bigint;
  /** Of the prime less one, each once, 2 among them. */
  readonly factors: readonly bigint[];
}

/** Where the search begins, so that it ends at once for the values of our tests; from there it finds one for any. */
const SEEDS = [508, 104_620] as const;
const SMALL = primesBetween(1 << 12, 1 << 16);

/** Neither number is a square modulo it, so that the exponent comes out odd, and the first generates the second. */
function smoothPrime(base: bigint, target: bigint, from: number): SmoothPrime {
  for (let seed = from; ; seed++) {
    const factors = randomFactors(seeded(seed));
    const prime = factors.reduce((product, factor) => product * factor, 1n) + 1n;
    if (!checkPrimeSync(prime)) continue;
    const isSquare = (number: bigint): boolean => power(number, (prime - 1n) / 2n, prime) === 1n;
    const generates = (): boolean => factors.every((factor) => power(base, (prime - 1n) / factor, prime) !== 1n);
    if (!isSquare(base) && !isSquare(target) && generates()) return { prime, factors };
  }
}

/** 2 and different small primes, whose product has all but the highest 1024 bits. */
function randomFactors(next: (below: number) => number): readonly bigint[] {
  const factors = new Set([2n]);
  let product = 2n;
  while (product < 2n ** 998n) {
    const factor = SMALL[next(SMALL.length)] ?? 3n;
    if (factors.has(factor)) continue;
    factors.add(factor);
    product *= factor;
  }
  // What is missing is of 10 to 26 bits: a prime just below it makes the product nearly as large as it may be.
  const missing = Number(2n ** 1024n / product);
  for (let last = missing - next(Math.ceil(missing / 32)); ; last--)
    if (checkPrimeSync(BigInt(last)) && !factors.has(BigInt(last))) return [...factors, BigInt(last)];
}

/** Pohlig and Hellman: the exponent modulo each factor. */
function logarithms({ prime, factors }: SmoothPrime, base: bigint, target: bigint): readonly [bigint, bigint][] {
  return factors.map((factor) => {
    const cofactor = (prime - 1n) / factor;
    return [factor, logarithm(power(base, cofactor, prime), power(target, cofactor, prime), factor, prime)];
  });
}

/** Baby steps and giant steps (Shanks). */
function logarithm(base: bigint, target: bigint, order: bigint, prime: bigint): bigint {
  const step = BigInt(Math.ceil(Math.sqrt(Number(order))));
  const babies = new Map<bigint, bigint>();
  for (let [index, value] = [0n, 1n]; index < step; index++, value = (value * base) % prime) babies.set(value, index);
  const giant = power(base, order - (step % order), prime);
  for (let [index, value] = [0n, target]; index <= step; index++, value = (value * giant) % prime) {
    const baby = babies.get(value);
    if (baby !== undefined) return (index * step + baby) % order;
  }
  throw new Error("no logarithm");
}

/** The Chinese remainder, one modulus after the other. */
function combined(residues: ReadonlyMap<bigint, bigint>): bigint {
  let [result, modulus] = [0n, 1n];
  for (const [factor, residue] of residues) {
    const difference = (((residue - result) % factor) + factor) % factor;
    result += modulus * ((difference * power(modulus % factor, factor - 2n, factor)) % factor);
    modulus *= factor;
  }
  return result;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function primesBetween(from: number, to: number): readonly bigint[] {
  const composite = new Uint8Array(to);
  const primes: bigint[] = [];
  for (let number = 2; number < to; number++) {
    if (composite[number] === 1) continue;
    if (number >= from) primes.push(BigInt(number));
    for (let multiple = number * number; multiple < to; multiple += number) composite[multiple] = 1;
  }
  return primes;
}
