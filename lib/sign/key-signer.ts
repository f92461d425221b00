import { equalBytes } from "../bytes/index.js";
import { type CryptoProvider, defaultProvider, type PublicKeyFacts, type SignatureAlgorithm } from "../crypto/index.js";
import { DerFault, DerReader, readInteger, Tag } from "../der/index.js";
import { ConfigError, DecodeError, requireGiven, requireOnly } from "../report/index.js";
import { type Certificate, readCertificate } from "../x509/index.js";
import { takeInKey, type ValueSigner } from "./platform-key.js";
import { requireAlgorithm } from "./order.js";
import type { Signer, SignRequest } from "./ports.js";
import { type PrivateKeyFacts, readPrivateKeyInfo } from "./private-key.js";
import { TRIAL_MESSAGE } from "./trial.js";

/** How {@link keySigner} signs, where the key leaves a choice. */
export interface KeySignerOptions {
  /** Default: by the key, with SHA-256 for RSA and the hash as long as the curve for ECDSA. */
  readonly algorithm?: SignatureAlgorithm;
  /** As {@link Signer.label}. Default: `rsa key in memory`, by the kind of key. */
  readonly label?: string;
  /** Checks signatures by the certificate's key. Default: the platform's. */
  readonly crypto?: CryptoProvider;
}

/**
 * A signer over a key in memory.
 *
 * A key that does not belong to the certificate is refused when it is to sign (`signing-key-mismatch`), as with any
 * other signer.
 *
 * @param key PKCS#8 DER, unencrypted. PEM, encrypted keys and PFX: see `countersign/node`.
 * @param certificates DER; the signer's first.
 * @throws {DecodeError} the key or the first certificate can't be read.
 * @throws {ConfigError} no certificate is given, or the algorithm does not fit the key.
 */
export async function keySigner(
  key: Uint8Array,
  certificates: readonly Uint8Array[],
  options: KeySignerOptions = {},
): Promise<Signer> {
  requireGiven(key, "key", "bytes");
  requireGiven(certificates, "certificates", "bytes[]");
  requireOnly(options, "options", { algorithm: "object?", label: "text?", crypto: "crypto?" });
  const certificate = readSignerCertificate(certificates);
  const facts = readPrivateKeyInfo(key);
  if (options.algorithm !== undefined) requireAlgorithm(options.algorithm, "options.algorithm");
  const algorithm = options.algorithm ?? algorithmFor(facts, certificate);
  requireFit(facts, algorithm);
  const sign = await takeInKey(key, facts, algorithm);
  const label = options.label ?? `${facts.kind} key in memory`;
  const fits = await keyFits({ facts, certificate, algorithm, sign, crypto: options.crypto ?? defaultProvider });
  return new KeySigner({ certificates, algorithm, label, sign, fits });
}

interface KeySignerFields {
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  readonly label: string;
  readonly sign: ValueSigner;
  readonly fits: boolean;
}

/** A signer whose key was compared with its certificate when it was made, so that signing needs no trial. */
export class KeySigner implements Signer {
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  readonly label: string;
  readonly #sign: ValueSigner;
  readonly #fits: boolean;

  constructor({ certificates, algorithm, label, sign, fits }: KeySignerFields) {
    this.certificates = Object.freeze(certificates.map((certificate) => Uint8Array.from(certificate)));
    this.algorithm = algorithm;
    this.label = label;
    this.#sign = sign;
    this.#fits = fits;
  }

  /** Whether a signer's key is known to fit its certificate; `undefined` for signers of other makers. */
  static fits(signer: object): boolean | undefined {
    return #fits in signer ? signer.#fits : undefined;
  }

  sign(request: SignRequest): Promise<Uint8Array> {
    return this.#sign(request.message, request.hash);
  }
}

function readSignerCertificate([first]: readonly Uint8Array[]): Certificate {
  if (first === undefined) {
    throw new ConfigError({
      at: "keySigner.certificates",
      expected: "the signer's certificate, then its issuers",
      received: "none",
      remedy: "Give the certificate that belongs to the key.",
    });
  }
  const read = readCertificate(Uint8Array.from(first));
  if (read.ok) return read.value;
  const { structure, offset, problem } = read.fault;
  throw new DecodeError({ structure, offset, problem, remedy: "Give the signer's certificate in DER." });
}

const CURVE_HASH = { "P-256": "sha256", "P-384": "sha384", "P-521": "sha512" } as const;

function algorithmFor(facts: PrivateKeyFacts, certificate: Certificate): SignatureAlgorithm {
  switch (facts.kind) {
    case "rsa": {
      const certified = certificate.keyFacts;
      const restricted = !(certified instanceof DerFault) && certified.kind === "rsa" ? certified : undefined;
      return facts.pssOnly || restricted?.pssOnly === true
        ? { name: "rsa-pss", hash: restricted?.pssHash ?? "sha256" }
        : { name: "rsa-pkcs1", hash: "sha256" };
    }
    case "ec":
      return { name: "ecdsa", hash: CURVE_HASH[facts.curve], curve: facts.curve };
    case "ed25519":
      return { name: "ed25519" };
  }
}

function requireFit(facts: PrivateKeyFacts, algorithm: SignatureAlgorithm): void {
  if (signsBy(facts, algorithm)) return;
  throw new ConfigError({
    at: "options.algorithm",
    expected: `an algorithm of ${facts.kind === "ec" ? `a key on ${facts.curve}` : `an ${facts.kind} key`}`,
    received: algorithm.name,
    remedy: "Leave the algorithm out: it follows from the key.",
  });
}

function signsBy(facts: PrivateKeyFacts, algorithm: SignatureAlgorithm): boolean {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return facts.kind === "rsa" && !facts.pssOnly;
    case "rsa-pss":
      return facts.kind === "rsa";
    case "ecdsa":
      return facts.kind === "ec" && facts.curve === algorithm.curve;
    case "ed25519":
      return facts.kind === "ed25519";
  }
}

interface FitQuestion {
  readonly facts: PrivateKeyFacts;
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm;
  readonly sign: ValueSigner;
  readonly crypto: CryptoProvider;
}

/** An RSA key states its public half, which costs nothing to compare; another key shows it by a trial signature. */
async function keyFits({ facts, certificate, algorithm, sign, crypto }: FitQuestion): Promise<boolean> {
  const certified = certificate.keyFacts;
  if (certified instanceof DerFault || certified.kind !== facts.kind) return false;
  if (facts.kind === "rsa") return samePublicKey(facts, certified);
  const key = await crypto.importKey(certificate.publicKeyInfo);
  if (key === undefined) return false;
  const hash = algorithm.name === "ed25519" ? "sha512" : algorithm.hash;
  return crypto.verify(key, algorithm, TRIAL_MESSAGE, await sign(TRIAL_MESSAGE, hash));
}

function samePublicKey(own: Extract<PrivateKeyFacts, { kind: "rsa" }>, certified: PublicKeyFacts): boolean {
  if (certified.kind !== "rsa") return false;
  const fields = new DerReader(certified.pkcs1, "RSAPublicKey").enter(Tag.sequence, "RSAPublicKey");
  return (
    equalBytes(readInteger(fields, "modulus"), own.modulus) &&
    equalBytes(readInteger(fields, "publicExponent"), own.exponent)
  );
}
