import { andThen, equalBytes, type Eventual, toHex } from "../bytes/index.js";
import {
  type AlgorithmIdentifier,
  type CryptoProvider,
  digestMisuse,
  digestOf,
  hashOf,
  isSignatureOid,
  type KeyRing,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
} from "../crypto/index.js";
import { DerFault, reading } from "../der/index.js";
import type { HashName } from "../report/index.js";
import type { Certificate } from "../x509/index.js";
import { singleValue } from "./attribute-value.js";
import { readMessageDigestValue } from "./attributes/plain.js";
import { AttributeType } from "./oids.js";
import type { SignerInfo } from "./signer-info.js";

/**
 * Proof that a SignerInfo's value verifies under this certificate's key over its signed attributes. Only
 * {@link verifySigner} makes one: the room's door gives out the type and not the class. It says nothing about who the
 * certificate belongs to.
 */
export class VerifiedSigner {
  readonly certificate: Certificate;
  readonly signerInfo: SignerInfo;
  readonly algorithm: SignatureAlgorithm;
  readonly hash: HashName;
  /** A private member makes the type nominal: no look-alike passes for the proof. */
  readonly #proven = true;

  constructor(
    certificate: Certificate,
    signerInfo: SignerInfo,
    { algorithm, hash }: Pick<VerifiedSigner, "algorithm" | "hash">,
  ) {
    this.certificate = certificate;
    this.signerInfo = signerInfo;
    this.algorithm = algorithm;
    this.hash = hash;
  }

  /** Always true; at run time a look-alike throws here. */
  get isProven(): boolean {
    return this.#proven;
  }
}

/** What is verified, against what. */
export interface SignerRequest {
  readonly signerInfo: SignerInfo;
  readonly certificate: Certificate;
  readonly keys: KeyRing;
  /** Digest algorithms that are accepted for the content and the attributes. */
  readonly hashes: readonly HashName[];
  readonly algorithms: readonly SignatureAlgorithm["name"][];
}

/** An algorithm that is not accepted: as such, or for the reason given, which follows its name. */
export interface AlgorithmFault {
  readonly kind: "digest-algorithm" | "signature-algorithm";
  readonly oid: string;
  readonly problem: string | undefined;
}

/** Why a SignerInfo does not verify. */
export type SignerFault =
  | AlgorithmFault
  | { readonly kind: "no-attributes" }
  | { readonly kind: "not-canonical" }
  | { readonly kind: "key-malformed"; readonly fault: DerFault }
  | { readonly kind: "value"; readonly algorithm: string };

/**
 * Checks a signature value over the signed attributes (RFC 5652 §5.4, §5.6). Signed attributes are required: without
 * them anybody's value over chosen octets could pass for a signature of ours. That their
 * message-digest fits the content is {@link checkMessageDigest}'s part.
 */
export function verifySigner(request: SignerRequest): Eventual<VerifiedSigner | SignerFault> {
  const prepared = prepare(request);
  if ("kind" in prepared) return prepared;
  return andThen(isValueGood(request, prepared), (isGood) =>
    isGood
      ? new VerifiedSigner(request.certificate, request.signerInfo, prepared)
      : { kind: "value", algorithm: prepared.algorithm.name },
  );
}

function isValueGood({ signerInfo, certificate, keys }: SignerRequest, prepared: Prepared): Eventual<boolean> {
  const { algorithm, message } = prepared;
  return andThen(
    keys.keyOf(certificate.publicKeyInfo),
    (key) => key !== undefined && keys.verify({ key, algorithm, message, signature: signerInfo.signature }),
  );
}

/** Begins what {@link verifySigner} will ask for, where the provider works elsewhere meanwhile. */
export function beginSigner(request: SignerRequest): void {
  const prepared = prepare(request);
  if ("kind" in prepared) return;
  const { algorithm, message } = prepared;
  request.keys.begin(request.certificate.publicKeyInfo, {
    algorithm,
    message,
    signature: request.signerInfo.signature,
  });
}

interface Prepared {
  readonly algorithm: SignatureAlgorithm;
  readonly hash: HashName;
  readonly message: Uint8Array;
}

function prepare({ signerInfo, certificate, hashes, algorithms }: SignerRequest): Prepared | SignerFault {
  const { digestAlgorithm, signedAttributes, signatureAlgorithm } = signerInfo;
  const hash = hashOf(digestAlgorithm);
  if (hash === undefined || !hashes.includes(hash))
    return { kind: "digest-algorithm", oid: digestAlgorithm.oid, problem: digestMisuse(digestAlgorithm) };
  if (signedAttributes === undefined) return { kind: "no-attributes" };
  if (!signedAttributes.isInDerOrder) return { kind: "not-canonical" };
  const facts = certificate.keyFacts;
  if (facts instanceof DerFault) return { kind: "key-malformed", fault: facts };
  const algorithm = readAlgorithm(signatureAlgorithm, facts, hash);
  if (algorithm === undefined || !algorithms.includes(algorithm.name)) {
    const { oid } = signatureAlgorithm;
    return { kind: "signature-algorithm", oid, problem: algorithm === undefined ? signatureMisuse(oid) : undefined };
  }
  return { algorithm, hash, message: signedForm(signedAttributes.der) };
}

/** The signature's own hash must be the SignerInfo's digest algorithm (RFC 5652 §5.3; RFC 8419 §3.1 for Ed25519: SHA-512). */
function readAlgorithm(
  identifier: AlgorithmIdentifier,
  facts: Parameters<typeof signatureAlgorithmOf>[1],
  hash: HashName,
): SignatureAlgorithm | undefined {
  const read = reading(() => signatureAlgorithmOf(identifier, facts, hash));
  const algorithm = read.ok ? read.value : undefined;
  if (algorithm === undefined) return undefined;
  const own = algorithm.name === "ed25519" ? "sha512" : algorithm.hash;
  return own === hash ? algorithm : undefined;
}

function signatureMisuse(oid: string): string | undefined {
  return isSignatureOid(oid)
    ? "which does not go with its parameters, the certificate’s key or the digestAlgorithm"
    : undefined;
}

/**
 * The attributes were received under `[0]` IMPLICIT, but what was signed is their SET OF (RFC 5652 §5.4): one octet
 * differs.
 */
function signedForm(der: Uint8Array): Uint8Array {
  const message = new Uint8Array(der);
  message[0] = 0x31;
  return message;
}

/** Whether message-digest is the digest of what was signed (RFC 5652 §5.4, §11.2). */
export type MessageDigestCheck =
  | { readonly kind: "good" }
  | { readonly kind: "absent" }
  | { readonly kind: "problem"; readonly problem: string }
  | { readonly kind: "mismatch"; readonly hash: HashName; readonly expected: string; readonly actual: string };

/** @param content octets that were signed, or their digest by the SignerInfo's algorithm. */
export function checkMessageDigest(
  signerInfo: SignerInfo,
  hash: HashName,
  content: { readonly octets: Uint8Array } | { readonly digest: Uint8Array },
  provider: CryptoProvider,
): Eventual<MessageDigestCheck> {
  const attribute = singleValue(signerInfo.signedAttributes, AttributeType.messageDigest, readMessageDigestValue);
  if (attribute.kind === "absent") return { kind: "absent" };
  if (attribute.kind === "problem") return { kind: "problem", problem: attribute.problem };
  const digest = "digest" in content ? content.digest : digestOf(provider, hash, content.octets);
  return andThen(digest, (actual) =>
    equalBytes(actual, attribute.value)
      ? { kind: "good" }
      : { kind: "mismatch", hash, expected: toHex(attribute.value), actual: toHex(actual) },
  );
}
