import { toHex } from "../bytes/index.js";
import { DerReader, readInteger, readOctetAlignedBits, Tag } from "../der/index.js";
import type { HashName } from "../report/index.js";
import { type AlgorithmIdentifier, isAbsentOrNull, pssRestriction, readAlgorithmIdentifier } from "./algorithms.js";
import { isOnCurve } from "./curve-point.js";
import type { CurveName } from "./provider.js";

/** What is wrong with a key whatever it signs (SP 800-89 §5.3.3; for a point: SP 800-56A §5.6.2.3.3). */
export type KeyProblem = "exponent" | "modulus" | "point";

/** A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), read but not yet handed to a provider. */
export type PublicKeyFacts =
  | {
      readonly kind: "rsa";
      readonly bits: number;
      /** DER of RSAPublicKey (RFC 8017 §A.1.1): the cheapest form to import. */
      readonly pkcs1: Uint8Array;
      /** id-RSASSA-PSS keys sign PSS only (RFC 4055 §1.2). */
      readonly pssOnly: boolean;
      /** The one hash that the key's own parameters allow, if they name any. */
      readonly pssHash: HashName | undefined;
      readonly problem: KeyProblem | undefined;
    }
  | {
      readonly kind: "ec";
      readonly bits: number;
      readonly curve: CurveName;
      readonly point: Uint8Array;
      readonly problem: KeyProblem | undefined;
    }
  | { readonly kind: "ed25519"; readonly bits: 256; readonly key: Uint8Array; readonly problem: KeyProblem | undefined }
  | { readonly kind: "unsupported"; readonly bits: 0; readonly oid: string; readonly problem: undefined };

const CURVES: ReadonlyMap<string, { readonly name: CurveName; readonly bits: number }> = new Map([
  ["06082a8648ce3d030107", { name: "P-256", bits: 256 }],
  ["06052b81040022", { name: "P-384", bits: 384 }],
  ["06052b81040023", { name: "P-521", bits: 521 }],
]);

/**
 * Reads a SubjectPublicKeyInfo.
 *
 * @throws {DerFault} the bytes are no SubjectPublicKeyInfo. A key that is well-formed and unusable is a fact, not a fault.
 */
export function readPublicKeyInfo(publicKeyInfo: Uint8Array): PublicKeyFacts {
  const reader = new DerReader(publicKeyInfo, "SubjectPublicKeyInfo");
  const fields = reader.enter(Tag.sequence, "SubjectPublicKeyInfo");
  reader.finish();
  const algorithm = readAlgorithmIdentifier(fields, "algorithm");
  const key = readOctetAlignedBits(fields, "subjectPublicKey");
  fields.finish();
  switch (algorithm.oid) {
    case "1.2.840.113549.1.1.1":
      // Some keys have none, though NULL is what stands there (RFC 3279 §2.3.1).
      if (!isAbsentOrNull(algorithm.parameters))
        throw fields.fault(fields.position, "has parameters of RSA other than NULL");
      return rsaKey(key, false, undefined);
    case "1.2.840.113549.1.1.10":
      return pssKey(algorithm, key);
    case "1.2.840.10045.2.1":
      return ellipticKey(algorithm, key);
    case "1.3.101.112":
      return ed25519Key(algorithm, key);
    default:
      return { kind: "unsupported", bits: 0, oid: algorithm.oid, problem: undefined };
  }
}

/** A key bound to what is not accepted is of no use. */
function pssKey({ oid, parameters }: AlgorithmIdentifier, pkcs1: Uint8Array): PublicKeyFacts {
  if (parameters === undefined) return rsaKey(pkcs1, true, undefined);
  const restriction = pssRestriction(parameters);
  return restriction === undefined
    ? { kind: "unsupported", bits: 0, oid, problem: undefined }
    : rsaKey(pkcs1, true, restriction);
}

function rsaKey(pkcs1: Uint8Array, pssOnly: boolean, restriction: HashName | undefined): PublicKeyFacts {
  const reader = new DerReader(pkcs1, "RSAPublicKey");
  const fields = reader.enter(Tag.sequence, "RSAPublicKey");
  reader.finish();
  const modulus = readInteger(fields, "modulus");
  const exponent = readInteger(fields, "publicExponent");
  fields.finish();
  return {
    kind: "rsa",
    bits: bitLength(modulus),
    pkcs1,
    pssOnly,
    pssHash: restriction,
    problem: rsaProblem(modulus, exponent),
  };
}

/** An even or negative modulus is no product of odd primes; the exponent is odd, at least 3, shorter than 64 bits. */
function rsaProblem(modulus: Uint8Array, exponent: Uint8Array): KeyProblem | undefined {
  const isOdd = (value: Uint8Array): boolean => ((value[value.length - 1] ?? 0) & 1) === 1;
  if ((modulus[0] ?? 0) >= 0x80 || !isOdd(modulus)) return "modulus";
  const bits = bitLength(exponent);
  const usable = (exponent[0] ?? 0) < 0x80 && isOdd(exponent) && bits >= 2 && bits < 64;
  return usable ? undefined : "exponent";
}

/** Bits of a positive INTEGER's content octets. */
function bitLength(integer: Uint8Array): number {
  let start = 0;
  while (start < integer.length && integer[start] === 0) start++;
  return start === integer.length ? 0 : (integer.length - start) * 8 - Math.clz32((integer[start] ?? 0) << 24);
}

/** Named curves and uncompressed points only (RFC 5480 §2.1.1, §2.2). */
function ellipticKey(algorithm: AlgorithmIdentifier, point: Uint8Array): PublicKeyFacts {
  const curve = CURVES.get(toHex(algorithm.parameters ?? new Uint8Array(0)));
  if (curve === undefined) return { kind: "unsupported", bits: 0, oid: algorithm.oid, problem: undefined };
  const problem = isOnCurve(curve.name, point) ? undefined : "point";
  return { kind: "ec", bits: curve.bits, curve: curve.name, point, problem };
}

function ed25519Key(algorithm: AlgorithmIdentifier, key: Uint8Array): PublicKeyFacts {
  const problem = key.length === 32 && algorithm.parameters === undefined ? undefined : "point";
  return { kind: "ed25519", bits: 256, key, problem };
}
