import { createPublicKey, type KeyObject, verify as verifyNow, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createVerifier, type TrustStore, type Verdict } from "../lib/index.js";
import { type CryptoProvider, defaultProvider } from "../lib/crypto/index.js";
import type { HashName } from "../lib/report/index.js";
import { clock } from "./subject.js";

/** One public-key operation of a verification, ready to be done again; all are RSA PKCS#1 v1.5. */
export interface BareOperation {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  readonly hash: HashName;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** By node:crypto, the key imported beforehand. */
  readonly run: () => boolean;
}

export interface BareOperations {
  readonly distinct: readonly BareOperation[];
  /** With the links that two chains share done for each of them. */
  readonly all: readonly BareOperation[];
  /** Those that remain when the chains are known. */
  readonly warm: readonly BareOperation[];
  /** Fingerprints of the anchors that its chains end at. */
  readonly anchors: ReadonlySet<string>;
  /** When the last of its timestamps was made: for peers that judge chains at a time that they are told. */
  readonly signedAt: Date;
  /** Where the primary signature's value begins in the package. */
  readonly primaryValue: number;
}

/**
 * What a verification asks of a provider, recorded: each distinct operation once. The 12 of a package are these with the
 * links that two of its chains share done for each chain.
 */
export async function bareOperations(bytes: Uint8Array, trust: TrustStore): Promise<BareOperations> {
  const made: BareOperation[] = [];
  const verifier = createVerifier({ trust, clock, crypto: recordingInto(made) });
  const verdict = await verifier.verify(bytes);
  const distinct = made.splice(0);
  await verifier.verify(bytes);
  const links = distinct.filter(isLink).map((operation) => linkOf(bytes, operation));
  const signed = distinct.filter((operation) => !isLink(operation));
  const times = verdict.signatures.flatMap(({ timestamps }) => timestamps.map(({ genTime }) => genTime.getTime()));
  return {
    distinct,
    all: [...signed, ...signersOf(verdict).flatMap((signer) => chainOf(links, signer))],
    warm: made,
    anchors: anchorsOf(trust, links),
    signedAt: new Date(Math.max(...times)),
    // The primary's value stands before its unsigned attributes, which hold the others.
    primaryValue: Math.min(...signed.map(({ signature }) => Buffer.from(bytes).indexOf(signature))),
  };
}

/** An operation as JSON, for a program of its own; octets as base64. */
export interface WrittenOperation {
  readonly publicKeyInfo: string;
  readonly hash: HashName;
  readonly message: string;
  readonly signature: string;
}

/** Writes operations for `platform-program`. @returns the file's path. */
export function writeOperations(operations: readonly BareOperation[], path: string): string {
  const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString("base64");
  const written = operations.map(
    ({ publicKeyInfo, hash, message, signature }): WrittenOperation => ({
      publicKeyInfo: base64(publicKeyInfo),
      hash,
      message: base64(message),
      signature: base64(signature),
    }),
  );
  writeFileSync(path, JSON.stringify(written));
  return path;
}

/** Does each operation; throws where one does not hold. */
export function runAll(operations: readonly BareOperation[]): void {
  for (const { run } of operations) if (!run()) throw new Error("a recorded signature does not verify");
}

function recordingInto(made: BareOperation[]): CryptoProvider {
  const keys = new Map<unknown, { readonly info: Uint8Array; readonly object: KeyObject }>();
  return {
    ...defaultProvider,
    importKey: async (given) => {
      const key = await defaultProvider.importKey(given);
      const info = Uint8Array.from(given);
      keys.set(key, { info, object: createPublicKey({ key: Buffer.from(info), format: "der", type: "spki" }) });
      return key;
    },
    verify: (key, algorithm, given, signature) => {
      const known = keys.get(key);
      if (known === undefined || algorithm.name !== "rsa-pkcs1") throw new Error("only RSA PKCS#1 is recorded");
      const [message, { hash }] = [Uint8Array.from(given), algorithm];
      const run = (): boolean => verifyNow(hash, message, known.object, signature);
      made.push({ publicKeyInfo: known.info, hash, message, signature, run });
      return defaultProvider.verify(key, algorithm, given, signature);
    },
  };
}

/** A certificate's signature: what it signs is a SEQUENCE, and signed attributes are a SET. */
function isLink({ message }: BareOperation): boolean {
  return message[0] === 0x30;
}

/** An operation with the certificate that it is of. */
interface Link {
  readonly operation: BareOperation;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint: string;
}

/** The certificate around a TBSCertificate that the package holds: its header is four octets. */
function linkOf(bytes: Uint8Array, operation: BareOperation): Link {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(operation.message) - 4;
  const length = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
  const { subject, issuer, fingerprint256 } = new X509Certificate(bytes.subarray(start, start + 4 + length));
  return { operation, subject, issuer, fingerprint: `sha256:${fingerprint256.replaceAll(":", "").toLowerCase()}` };
}

function signersOf({ signatures }: Verdict): readonly (string | undefined)[] {
  return signatures.flatMap(({ signer, timestamps }) => [
    signer?.fingerprint,
    ...timestamps.map(({ authority }) => authority?.fingerprint),
  ]);
}

/** A chain's links from its signer on: an anchor's own signature is not among those that were verified. */
function chainOf(links: readonly Link[], signer: string | undefined): readonly BareOperation[] {
  const chain: BareOperation[] = [];
  let link = links.find(({ fingerprint }) => fingerprint === signer);
  while (link !== undefined) {
    const { operation, issuer } = link;
    chain.push(operation);
    link = links.find(({ subject }) => subject === issuer);
  }
  return chain;
}

function anchorsOf(trust: TrustStore, links: readonly Link[]): ReadonlySet<string> {
  const issuers = new Set(links.map(({ issuer }) => issuer));
  const certificates = [...trust.anchors()].flatMap(({ certificate }) => certificate ?? []);
  const ends = certificates.filter(({ der }) => issuers.has(new X509Certificate(der).subject));
  return new Set(ends.map(({ fingerprint }) => fingerprint));
}
