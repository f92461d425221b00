import { toHex } from "../bytes/index.js";
import { type CurveName, readAlgorithmIdentifier } from "../crypto/index.js";
import { DerReader, readInteger, reading, readSmallInteger, Tag } from "../der/index.js";
import { DecodeError } from "../report/index.js";

/** What a PrivateKeyInfo (RFC 5208 §5, RFC 5958 §2) holds, as far as it must be known to sign with it. */
export type PrivateKeyFacts =
  | {
      readonly kind: "rsa";
      /** DER of RSAPrivateKey (RFC 8017 §A.1.2). */
      readonly pkcs1: Uint8Array;
      /** Content octets of the INTEGERs of its public half. */
      readonly modulus: Uint8Array;
      readonly exponent: Uint8Array;
      /** id-RSASSA-PSS: signs PSS only (RFC 4055 §1.2). */
      readonly pssOnly: boolean;
    }
  | { readonly kind: "ec"; readonly curve: CurveName }
  | { readonly kind: "ed25519" };

const STRUCTURE = "PrivateKeyInfo";
const CURVES: ReadonlyMap<string, CurveName> = new Map([
  ["06082a8648ce3d030107", "P-256"],
  ["06052b81040022", "P-384"],
  ["06052b81040023", "P-521"],
]);

/**
 * Reads PKCS#8 DER.
 *
 * @throws {DecodeError} it is none, or of a kind that signs nothing here.
 */
export function readPrivateKeyInfo(pkcs8: Uint8Array): PrivateKeyFacts {
  const read = reading(() => readFields(pkcs8));
  if (read.ok) return read.value;
  throw new DecodeError({
    structure: read.fault.structure,
    offset: read.fault.offset,
    problem: read.fault.problem,
    remedy: "Give the private key as unencrypted PKCS#8 DER: RSA, ECDSA on P-256, P-384 or P-521, or Ed25519.",
  });
}

function readFields(pkcs8: Uint8Array): PrivateKeyFacts {
  const reader = new DerReader(pkcs8, STRUCTURE);
  const fields = reader.enter(Tag.sequence, STRUCTURE);
  reader.finish();
  readSmallInteger(fields, "version");
  const { oid, parameters } = readAlgorithmIdentifier(fields, "privateKeyAlgorithm");
  const at = fields.position;
  const key = fields.content(fields.read(Tag.octetString, "privateKey"));
  switch (oid) {
    case "1.2.840.113549.1.1.1":
      return readRsaKey(key, false);
    case "1.2.840.113549.1.1.10":
      return readRsaKey(key, true);
    case "1.3.101.112":
      return { kind: "ed25519" };
    case "1.2.840.10045.2.1": {
      const curve = CURVES.get(toHex(parameters ?? new Uint8Array(0)));
      if (curve !== undefined) return { kind: "ec", curve };
    }
  }
  throw fields.fault(at, `holds a key of algorithm ${oid} that signs nothing here`);
}

function readRsaKey(pkcs1: Uint8Array, pssOnly: boolean): PrivateKeyFacts {
  const reader = new DerReader(pkcs1, "RSAPrivateKey");
  const fields = reader.enter(Tag.sequence, "RSAPrivateKey");
  readSmallInteger(fields, "version");
  const modulus = readInteger(fields, "modulus");
  const exponent = readInteger(fields, "publicExponent");
  return { kind: "rsa", pkcs1, modulus, exponent, pssOnly };
}
