// In every Node of ours (20.12 on), though still called experimental in 20; crypto/native.ts rests on it as well.
// eslint-disable-next-line n/no-unsupported-features/node-builtins
import { hash as digestAtOnce, pbkdf2Sync } from "node:crypto";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../../../crypto/index.js";
import { DerReader, readSmallInteger, Tag } from "../../../der/index.js";

/** What a password is to the two families of schemes. */
export interface PasswordForms {
  /** PBES2 and PBMAC1: the octets of UTF-8 (RFC 8018, as everybody does). */
  readonly utf8: Buffer;
  /** RFC 7292 §B.1: UTF-16, big endian, and a NUL; or nothing at all. */
  readonly bmp: Buffer;
}

/**
 * The forms to try, likeliest first. Of an empty password there are two: some writers take it as a NUL alone, and others
 * as nothing.
 */
export function passwordForms(password: string): readonly PasswordForms[] {
  const utf8 = Buffer.from(password, "utf8");
  const forms = [{ utf8, bmp: Buffer.from(`${password}\0`, "utf16le").swap16() }];
  return password === "" ? [...forms, { utf8, bmp: Buffer.alloc(0) }] : forms;
}

/** What a derived key is for (RFC 7292 §B.3). */
export const KeyUse = { cipherKey: 1, initialVector: 2, mac: 3 } as const;

/** Writers use 1 to 10,000,000; beyond that a file is made to keep the reader busy. */
export const MAXIMUM_ITERATIONS = 10_000_000;

/**
 * The derivation of RFC 7292 §B.2, which only PFX files use.
 *
 * @param hash as Node names it. @param length of the result, in bytes.
 */
export function derivePkcs12(
  hash: string,
  use: number,
  bmp: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Buffer {
  const block = hash === "sha384" || hash === "sha512" ? 128 : 64;
  const diversifier = Buffer.alloc(block, use);
  const state = Buffer.concat([repeated(salt, block), repeated(bmp, block)]);
  const parts: Buffer[] = [];
  for (let produced = 0; produced < length; ) {
    const part = iterate(hash, Buffer.concat([diversifier, state]), iterations);
    parts.push(part);
    produced += part.length;
    addToEachBlock(state, block, part);
  }
  return Buffer.concat(parts).subarray(0, length);
}

function iterate(hash: string, first: Buffer, iterations: number): Buffer {
  let value = digestAtOnce(hash, first, "buffer");
  for (let round = 1; round < iterations; round++) value = digestAtOnce(hash, value, "buffer");
  return value;
}

/** Repeated up to a whole number of blocks; nothing stays nothing. */
function repeated(bytes: Uint8Array, block: number): Buffer {
  const result = Buffer.alloc(Math.ceil(bytes.length / block) * block);
  for (let index = 0; index < result.length; index++) result[index] = bytes[index % bytes.length] ?? 0;
  return result;
}

/** Each block becomes block + addend + 1, modulo its size; the addend is repeated to that size. */
function addToEachBlock(state: Buffer, block: number, addend: Buffer): void {
  for (let start = 0; start < state.length; start += block) {
    let carry = 1;
    for (let index = block - 1; index >= 0; index--) {
      const sum = (state[start + index] ?? 0) + (addend[index % addend.length] ?? 0) + carry;
      state[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

/** PBKDF2 as its parameters say, for a key of a given length. */
export interface Pbkdf2 {
  derive(utf8: Uint8Array, length: number): Buffer;
}

const PSEUDO_RANDOM: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.8", "sha224"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
]);

/** The hash of an HMAC identifier. */
export function hashOfHmac(oid: string): string | undefined {
  return PSEUDO_RANDOM.get(oid);
}

/**
 * Reads a key derivation of PBES2 or PBMAC1 (RFC 8018 §A.2).
 *
 * @returns `undefined` if it is not PBKDF2 with a SHA hash (scrypt, for one). @throws {DerFault}
 */
export function readPbkdf2(derivation: AlgorithmIdentifier): Pbkdf2 | undefined {
  if (derivation.oid !== "1.2.840.113549.1.5.12" || derivation.parameters === undefined) return undefined;
  const fields = new DerReader(derivation.parameters, "PBKDF2-params").enter(Tag.sequence, "PBKDF2-params");
  const salt = fields.content(fields.read(Tag.octetString, "salt"));
  const iterations = readSmallInteger(fields, "iterationCount");
  if (iterations < 1 || iterations > MAXIMUM_ITERATIONS) {
    throw fields.fault(fields.position, `asks for ${iterations} iterations, where 1 to ${MAXIMUM_ITERATIONS} are done`);
  }
  if (fields.peek() === Tag.integer) fields.next(); // keyLength: the cipher says it as well
  const hash = fields.atEnd ? "sha1" : hashOfHmac(readAlgorithmIdentifier(fields, "prf").oid);
  if (hash === undefined) return undefined;
  return { derive: (utf8, length) => pbkdf2Sync(utf8, salt, iterations, length, hash) };
}
