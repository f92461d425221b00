import { DerReader, readOid, readSmallInteger, Tag, type Tlv } from "../der/index.js";
import type { HashName } from "../report/index.js";
import type { SignatureAlgorithm } from "./provider.js";
import type { PublicKeyFacts } from "./public-key.js";

/** An AlgorithmIdentifier (RFC 5280 §4.1.1.2) as received. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  /** The whole DER, for comparison. */
  readonly der: Uint8Array;
  /** DER of the parameters; absent and NULL are told apart here and treated alike where the RFCs do. */
  readonly parameters: Uint8Array | undefined;
}

/** Reads an AlgorithmIdentifier. */
export function readAlgorithmIdentifier(reader: DerReader, structure: string): AlgorithmIdentifier {
  return algorithmIn(reader, reader.read(Tag.sequence, structure), structure);
}

/** The same where one is likely to have the octets of another, and is that other then. */
export function readAlgorithmAgain(
  reader: DerReader,
  structure: string,
  before: AlgorithmIdentifier,
): AlgorithmIdentifier {
  const element = reader.read(Tag.sequence, structure);
  return holds(reader, element, before.der) ? before : algorithmIn(reader, element, structure);
}

function holds({ bytes }: DerReader, { start, end }: Tlv, octets: Uint8Array): boolean {
  if (end - start !== octets.length) return false;
  for (let index = 0; index < octets.length; index++) if (bytes[start + index] !== octets[index]) return false;
  return true;
}

function algorithmIn(reader: DerReader, element: Tlv, structure: string): AlgorithmIdentifier {
  const inside = reader.inside(element, structure);
  const oid = readOid(inside, "algorithm");
  const parameters = inside.atEnd ? undefined : inside.whole(inside.next());
  inside.finish();
  return { oid, der: reader.whole(element), parameters };
}

/** RFC 5754 §2. */
const HASH_OIDS = {
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const satisfies Record<HashName, string>;

const HASH_BY_OID: ReadonlyMap<string, HashName> = new Map([
  [HASH_OIDS.sha256, "sha256"],
  [HASH_OIDS.sha384, "sha384"],
  [HASH_OIDS.sha512, "sha512"],
]);

/** Identifiers that leave the hash to parameters, or to the key (RFC 8017 appendix C, RFC 8410 §3). */
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const RSASSA_PSS = "1.2.840.113549.1.1.10";
const ED25519 = "1.3.101.112";

/** Names for reports, of what is known and not accepted. */
const NAME_BY_OID: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.5", "MD5"],
  ["1.3.14.3.2.26", "SHA-1"],
  [HASH_OIDS.sha256, "SHA-256"],
  [HASH_OIDS.sha384, "SHA-384"],
  [HASH_OIDS.sha512, "SHA-512"],
  ["2.16.840.1.101.3.4.2.4", "SHA-224"],
  [RSA_ENCRYPTION, "rsaEncryption"],
  ["1.2.840.113549.1.1.4", "md5WithRSAEncryption"],
  ["1.2.840.113549.1.1.5", "sha1WithRSAEncryption"],
  [RSASSA_PSS, "RSASSA-PSS"],
  ["1.2.840.113549.1.1.11", "sha256WithRSAEncryption"],
  ["1.2.840.113549.1.1.12", "sha384WithRSAEncryption"],
  ["1.2.840.113549.1.1.13", "sha512WithRSAEncryption"],
  ["1.2.840.113549.1.1.14", "sha224WithRSAEncryption"],
  ["1.2.840.10040.4.1", "DSA"],
  ["1.2.840.10040.4.3", "dsa-with-SHA1"],
  ["1.2.840.10045.2.1", "id-ecPublicKey"],
  ["1.2.840.10045.4.1", "ecdsa-with-SHA1"],
  ["1.2.840.10045.4.3.2", "ecdsa-with-SHA256"],
  ["1.2.840.10045.4.3.3", "ecdsa-with-SHA384"],
  ["1.2.840.10045.4.3.4", "ecdsa-with-SHA512"],
  [ED25519, "Ed25519"],
  ["1.3.101.113", "Ed448"],
]);

/** What people call an algorithm's identifier, if anything. */
export function algorithmName(oid: string): string | undefined {
  return NAME_BY_OID.get(oid);
}

/**
 * The hash that a digest AlgorithmIdentifier names; SHA-2 with parameters absent or NULL (RFC 5754 §2).
 *
 * @returns `undefined` for any other.
 */
export function hashOf(identifier: AlgorithmIdentifier): HashName | undefined {
  return isAbsentOrNull(identifier.parameters) ? HASH_BY_OID.get(identifier.oid) : undefined;
}

/** Why a digest that would do is not taken as it is named here; for people, after the name of what it is. */
export function digestMisuse(identifier: AlgorithmIdentifier): string | undefined {
  const isMisused = HASH_BY_OID.has(identifier.oid) && !isAbsentOrNull(identifier.parameters);
  return isMisused ? "whose parameters are neither absent nor NULL" : undefined;
}

/** The hash by its identifier alone. */
export function hashByOid(oid: string): HashName | undefined {
  return HASH_BY_OID.get(oid);
}

/** Object identifier of a hash. */
export function hashOid(hash: HashName): string {
  return HASH_OIDS[hash];
}

/** Signature algorithms whose identifier names the hash as well (RFC 4055 §5, RFC 5758 §3.2). */
const SIGNATURE_BY_OID: ReadonlyMap<string, { readonly family: "rsa" | "ec"; readonly hash: HashName }> = new Map([
  ["1.2.840.113549.1.1.11", { family: "rsa", hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { family: "rsa", hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { family: "rsa", hash: "sha512" }],
  ["1.2.840.10045.4.3.2", { family: "ec", hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { family: "ec", hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { family: "ec", hash: "sha512" }],
]);

/** Whether an identifier is one that {@link signatureAlgorithmOf} takes with the right parameters and key. */
export function isSignatureOid(oid: string): boolean {
  return SIGNATURE_BY_OID.has(oid) || OTHER_SIGNATURES.has(oid);
}

const OTHER_SIGNATURES: ReadonlySet<string> = new Set([RSA_ENCRYPTION, RSASSA_PSS, ED25519]);

/**
 * The signature algorithm that an identifier and a key mean together.
 *
 * @param digest for CMS, where `rsaEncryption` leaves the hash to the SignerInfo's digestAlgorithm (RFC 5754 §3.2).
 * @returns `undefined` if the identifier is unknown, its parameters are wrong or it does not fit the key.
 */
export function signatureAlgorithmOf(
  identifier: AlgorithmIdentifier,
  key: PublicKeyFacts,
  digest?: HashName,
): SignatureAlgorithm | undefined {
  const named = SIGNATURE_BY_OID.get(identifier.oid);
  if (named?.family === "rsa")
    return key.kind === "rsa" && !key.pssOnly && isAbsentOrNull(identifier.parameters)
      ? { name: "rsa-pkcs1", hash: named.hash }
      : undefined;
  if (named?.family === "ec")
    return key.kind === "ec" && identifier.parameters === undefined
      ? { name: "ecdsa", hash: named.hash, curve: key.curve }
      : undefined;
  switch (identifier.oid) {
    case RSA_ENCRYPTION:
      return key.kind === "rsa" && !key.pssOnly && digest !== undefined && isAbsentOrNull(identifier.parameters)
        ? { name: "rsa-pkcs1", hash: digest }
        : undefined;
    case RSASSA_PSS:
      return key.kind === "rsa" ? pssAlgorithm(identifier.parameters, key) : undefined;
    case ED25519:
      return key.kind === "ed25519" && identifier.parameters === undefined ? { name: "ed25519" } : undefined;
    default:
      return undefined;
  }
}

/** As parameters of RSA and of SHA-2 may be (RFC 4055 §1.2, RFC 5754 §2). */
export function isAbsentOrNull(parameters: Uint8Array | undefined): boolean {
  return parameters === undefined || (parameters.length === 2 && parameters[0] === Tag.null && parameters[1] === 0);
}

function pssAlgorithm(parameters: Uint8Array | undefined, key: PublicKeyFacts): SignatureAlgorithm | undefined {
  const hash = parameters === undefined ? undefined : pssHash(parameters);
  if (hash === undefined) return undefined;
  const restriction = key.kind === "rsa" ? key.pssHash : undefined;
  return restriction === undefined || restriction === hash ? { name: "rsa-pss", hash } : undefined;
}

const DIGEST_BYTES = { sha256: 32, sha384: 48, sha512: 64 } as const;

/** Of the one shape that is accepted for a signature: a salt as long as the digest. */
function pssHash(parameters: Uint8Array): HashName | undefined {
  const read = readPss(parameters);
  return read !== undefined && read.salt === DIGEST_BYTES[read.hash] ? read.hash : undefined;
}

/**
 * The hash that a key is bound to by its parameters, whose salt is the shortest that its signatures may have (RFC 4055 §3.3).
 *
 * @returns `undefined` if no signature that is accepted goes with them.
 * @throws {DerFault}
 */
export function pssRestriction(parameters: Uint8Array): HashName | undefined {
  const read = readPss(parameters);
  return read !== undefined && read.salt <= DIGEST_BYTES[read.hash] ? read.hash : undefined;
}

/** RSASSA-PSS-params (RFC 4055 §3.1): a SHA-2 hash, MGF1 with the same, trailer 1, and a salt of any length in octets. */
function readPss(parameters: Uint8Array): { readonly hash: HashName; readonly salt: number } | undefined {
  const reader = new DerReader(parameters, "RSASSA-PSS-params");
  const fields = reader.enter(Tag.sequence, "RSASSA-PSS-params");
  reader.finish();
  const hash = explicit(fields, 0, (field) => hashOf(readAlgorithmIdentifier(field, "hashAlgorithm")));
  const maskHash = explicit(fields, 1, maskGenerationHash);
  const salt = explicit(fields, 2, (field) => readSmallInteger(field, "saltLength"));
  const trailer = explicit(fields, 3, (field) => readSmallInteger(field, "trailerField"));
  fields.finish();
  return hash === undefined || maskHash !== hash || (trailer ?? 1) !== 1 ? undefined : { hash, salt: salt ?? 20 };
}

function maskGenerationHash(field: DerReader): HashName | undefined {
  const generator = readAlgorithmIdentifier(field, "maskGenAlgorithm");
  if (generator.oid !== "1.2.840.113549.1.1.8" || generator.parameters === undefined) return undefined;
  const reader = new DerReader(generator.parameters, "MGF1 parameters");
  const hash = hashOf(readAlgorithmIdentifier(reader, "MGF1 parameters"));
  reader.finish();
  return hash;
}

function explicit<T>(fields: DerReader, number: number, read: (field: DerReader) => T): T | undefined {
  const element: Tlv | undefined = fields.readOptional(0xa0 | number);
  if (element === undefined) return undefined;
  const inside = fields.inside(element, fields.structure);
  const value = read(inside);
  inside.finish();
  return value;
}
