import type { SignatureAlgorithm } from "../crypto/index.js";
import { DerFault } from "../der/index.js";
import {
  ConfigError,
  DecodeError,
  type HashName,
  kindOf,
  requireFields,
  type SignatureKind,
  type SignaturePlacement,
} from "../report/index.js";
import type { CertificateMemory } from "../path/index.js";
import type { Certificate } from "../x509/index.js";
import type { CountersignOptions, SignOptions } from "./options.js";
import type { Signer } from "./ports.js";
import { type CompleteClaims, requireClaims } from "./repository-claims.js";
import { ALGORITHMS, HASHES, KINDS } from "./words.js";

/** What is to be signed, and how: complete, and read once. */
export interface SignOrder {
  readonly kind: SignatureKind;
  readonly placement: SignaturePlacement;
  readonly hash: HashName;
  /** With `hash` as its own. */
  readonly algorithm: SignatureAlgorithm;
  /** DER; the signer's first. */
  readonly certificates: readonly Uint8Array[];
  readonly certificate: Certificate;
  readonly claims: CompleteClaims | undefined;
  readonly overwrite: boolean;
}

/** A signer without its key: what the first of two steps has. */
export type KeylessSigner = Omit<Signer, "sign">;
export type PrimaryChoice = Pick<SignOptions, "kind" | "repository" | "hash" | "overwrite">;
export type CountersignatureChoice = Pick<CountersignOptions, "repository" | "hash">;

const KEYLESS = { certificates: "bytes[]", algorithm: "object", label: "text" } as const;

/** @throws {ConfigError} */
export function requireSigner(signer: Signer): void {
  requireKeyless(signer);
  requireFields(signer, "options.signer", { sign: "function" });
}

/** @throws {ConfigError} */
export function requireKeyless(signer: KeylessSigner): void {
  requireFields(signer, "options.signer", KEYLESS);
  requireAlgorithm(signer.algorithm, "options.signer.algorithm");
}

/** @throws {ConfigError} */
export function requireAlgorithm(algorithm: SignatureAlgorithm, at: string): void {
  oneOf(`${at}.name`, algorithm.name, ALGORITHMS);
  if (algorithm.name !== "ed25519") oneOf(`${at}.hash`, algorithm.hash, HASHES);
}

/** @throws {ConfigError} {DecodeError} */
export function primaryOrder(signer: KeylessSigner, choice: PrimaryChoice, memory: CertificateMemory): SignOrder {
  const { kind: asked = "author" } = choice;
  const kind = oneOf("options.kind", asked, KINDS);
  if (kind === "author" && choice.repository !== undefined) {
    throw new ConfigError({
      at: "options.repository",
      expected: 'nothing, since the signature is an author\'s (kind "author")',
      received: "repository claims",
      remedy: 'Sign with kind: "repository", or countersign the signed package.',
    });
  }
  const claims = kind === "repository" ? requireClaims(choice.repository) : undefined;
  const { overwrite = false } = choice;
  return signOrder(signer, choice.hash, memory, { kind, placement: "primary", claims, overwrite });
}

/** @throws {ConfigError} {DecodeError} */
export function countersignatureOrder(
  signer: KeylessSigner,
  choice: CountersignatureChoice,
  memory: CertificateMemory,
): SignOrder {
  const claims = requireClaims(choice.repository);
  const other = { kind: "repository", placement: "countersignature", claims, overwrite: false } as const;
  return signOrder(signer, choice.hash, memory, other);
}

function signOrder(
  { certificates, algorithm: given }: KeylessSigner,
  asked: HashName | undefined,
  memory: CertificateMemory,
  { kind, placement, claims, overwrite }: Pick<SignOrder, "kind" | "placement" | "claims" | "overwrite">,
): SignOrder {
  const own = certificates.map((der) => memory.kept(der) ?? new Uint8Array(der));
  // Whatever is written into the signature is a certificate: other readers refuse a set that holds something else.
  const [certificate] = own.map((der) => readSigner(der, memory));
  if (certificate === undefined) {
    throw new ConfigError({
      at: "options.signer.certificates",
      expected: "the signer's certificate, then its issuers",
      received: "none",
      remedy: "Give the signer the certificate that belongs to its key.",
    });
  }
  const hash = chooseHash(given, asked);
  const algorithm = byHash(given, hash);
  requirePss({ algorithm, certificate });
  // Written out: spreading one part into the other costs microseconds.
  return { kind, placement, hash, algorithm, certificates: own, certificate, claims, overwrite };
}

/**
 * An id-RSASSA-PSS key signs by PSS alone, and by one hash where its parameters name it (RFC 4055 §1.2, §3.3). Any other
 * value would verify as a bare RSA operation, and be refused once it has been stamped.
 */
function requirePss({ algorithm, certificate: { keyFacts } }: Pick<SignOrder, "algorithm" | "certificate">): void {
  if (keyFacts instanceof DerFault || keyFacts.kind !== "rsa" || !keyFacts.pssOnly) return;
  const { pssHash } = keyFacts;
  const remedy = "Leave algorithm and hash to the certificate: keySigner and --signer-command take them from it.";
  const received = algorithm.name === "rsa-pss" ? `rsa-pss with ${algorithm.hash}` : algorithm.name;
  const expected = `rsa-pss${pssHash === undefined ? "" : ` with ${pssHash}`}, which the certificate’s key is bound to`;
  if (algorithm.name === "rsa-pss" && (pssHash ?? algorithm.hash) === algorithm.hash) return;
  throw new ConfigError({ at: "options.signer.algorithm", expected, received, remedy });
}

function readSigner(der: Uint8Array, memory: CertificateMemory): Certificate {
  const read = memory.read(der);
  if (read.ok) return read.value;
  const { structure, offset, problem } = read.fault;
  throw new DecodeError({
    structure,
    offset,
    problem,
    remedy: "Give the signer its certificates in DER, each by itself.",
  });
}

/** Ed25519 goes with SHA-512 and nothing else (RFC 8419 §3.1). */
function chooseHash(algorithm: SignatureAlgorithm, asked: HashName | undefined): HashName {
  const usual = algorithm.name === "ed25519" ? "sha512" : algorithm.hash;
  const hash = asked === undefined ? usual : asked;
  oneOf("options.hash", hash, HASHES);
  if (algorithm.name !== "ed25519" || hash === "sha512") return hash;
  throw new ConfigError({
    at: "options.hash",
    expected: "sha512, which Ed25519 in CMS is defined with (RFC 8419 §3.1)",
    received: hash,
    remedy: "Leave the hash out.",
  });
}

function byHash(algorithm: SignatureAlgorithm, hash: HashName): SignatureAlgorithm {
  if (algorithm.name === "ed25519") return algorithm;
  const { name } = algorithm;
  return name === "ecdsa" ? { name, hash, curve: algorithm.curve } : { name, hash };
}

/** Callers without types give anything. @throws {ConfigError} */
export function oneOf<T extends string>(at: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new ConfigError({
    at,
    expected: allowed.join(" or "),
    received: typeof value === "string" ? value : kindOf(value),
    remedy: "Name one of these, or leave it out.",
  });
}
