import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bitString, element, explicit, integer, oid, sequence, time, utf8String } from "../../lib/testing/encode.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  extensionDer,
  type ExtensionInput,
  keyUsage,
  subjectKeyIdentifier,
} from "../../lib/testing/index.js";

/** A key pair that tests certify and sign with. */
export interface Key {
  readonly publicKeyInfo: Uint8Array;
  /** SHA-1 of the key bits (RFC 5280 §4.2.1.2, method 1). */
  readonly identifier: Uint8Array;
  /** DER AlgorithmIdentifier of its signatures. */
  readonly algorithm: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface Authority {
  /** DER Name. */
  readonly name: Uint8Array;
  readonly key: Key;
}

/** Everything of a certificate that a test may want to have otherwise. */
export interface Plan extends Authority {
  readonly issuer: Authority;
  readonly from?: Date;
  readonly until?: Date;
  /** Content octets of the serial number. */
  readonly serial?: Uint8Array;
  readonly version?: 1 | 2 | 3;
  readonly extensions?: readonly ExtensionInput[];
  /** Key identifiers to be written in place of the right ones; `none` leaves them out. */
  readonly identifiers?: "none" | { readonly subject?: Uint8Array; readonly authority?: Uint8Array };
  /** DER AlgorithmIdentifiers in place of that of the issuer's key. */
  readonly innerAlgorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly signature?: Uint8Array;
  /** DER Validity in place of that from `from` and `until`. */
  readonly validity?: Uint8Array;
}

export const FROM = new Date("2020-01-01T00:00:00Z");
export const UNTIL = new Date("2040-01-01T00:00:00Z");
/** When tests judge, unless they say otherwise. */
export const NOW = Date.parse("2026-06-15T12:00:00Z");

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const RSA_SHA256: Uint8Array = sequence(oid("1.2.840.113549.1.1.11"), element(0x05));

/** P-256: a key takes 0.1 ms to make, a signature less. */
export function newKey(): Key {
  return keyFrom(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey, ECDSA_SHA256);
}

export function rsaKey(pkcs8Pem: string): Key {
  return keyFrom(createPrivateKey(pkcs8Pem), RSA_SHA256);
}

function keyFrom(privateKey: KeyObject, algorithm: Uint8Array): Key {
  const publicKeyInfo = Uint8Array.from(createPublicKey(privateKey).export({ format: "der", type: "spki" }));
  return {
    publicKeyInfo,
    identifier: keyIdentifierOf(publicKeyInfo, privateKey),
    algorithm,
    sign: (message) => sign("sha256", message, privateKey),
  };
}

/** The key's bits end the SubjectPublicKeyInfo; a P-256 point has 65 octets, an RSAPublicKey says its own length. */
function keyIdentifierOf(publicKeyInfo: Uint8Array, privateKey: KeyObject): Uint8Array {
  const bits =
    privateKey.asymmetricKeyType === "rsa"
      ? createPublicKey(privateKey).export({ format: "der", type: "pkcs1" })
      : publicKeyInfo.subarray(-65);
  return Uint8Array.from(createHash("sha1").update(bits).digest());
}

/** A Name of one common name. */
export function commonName(text: string): Uint8Array {
  return nameOf([["2.5.4.3", utf8String(text)]]);
}

/** A Name of these attributes, one to an RDN. */
export function nameOf(attributes: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  return sequence(...attributes.map(([type, value]) => element(0x31, sequence(oid(type), value))));
}

export function authority(text: string, key: Key = newKey()): Authority {
  return { name: commonName(text), key };
}

let lastSerial = 1000;

/** DER of a certificate, whole and signed. */
export function certify(plan: Plan): Uint8Array {
  const { issuer } = plan;
  const inner = plan.innerAlgorithm ?? issuer.key.algorithm;
  const version = plan.version ?? 3;
  const extensions = version === 3 ? allExtensions(plan) : [];
  const tbs = sequence(
    ...(version === 1 ? [] : [explicit(0, integer(version - 1))]),
    plan.serial === undefined ? integer(++lastSerial) : element(0x02, plan.serial),
    inner,
    issuer.name,
    plan.validity ?? sequence(time(plan.from ?? FROM), time(plan.until ?? UNTIL)),
    plan.name,
    plan.key.publicKeyInfo,
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions.map(extensionDer)))]),
  );
  const signature = plan.signature ?? issuer.key.sign(tbs);
  return sequence(tbs, plan.outerAlgorithm ?? inner, bitString(signature));
}

function allExtensions({ extensions = [], identifiers = {}, key, issuer }: Plan): readonly ExtensionInput[] {
  if (identifiers === "none") return extensions;
  const { subject = key.identifier, authority: above = issuer.key.identifier } = identifiers;
  return [...extensions, subjectKeyIdentifier(subject), authorityKeyIdentifier(above)];
}

export const CA: readonly ExtensionInput[] = [basicConstraints(true), keyUsage(["keyCertSign", "cRLSign"])];

/** The plan without what it leaves `issuer` to: a self-signed CA, unless extensions say otherwise. */
export function root(of: Authority, plan: Partial<Plan> = {}): Uint8Array {
  return certify({ ...of, issuer: of, extensions: CA, ...plan });
}

/** A CA's certificate under another. */
export function intermediate(of: Authority, issuer: Authority, plan: Partial<Plan> = {}): Uint8Array {
  return certify({ ...of, issuer, extensions: CA, ...plan });
}

/** An end entity with the usage of a signer. */
export function leaf(of: Authority, issuer: Authority, plan: Partial<Plan> = {}): Uint8Array {
  return certify({ ...of, issuer, extensions: [keyUsage(["digitalSignature"])], ...plan });
}
