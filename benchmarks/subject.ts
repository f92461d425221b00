import { createHash, createPublicKey, type KeyObject, verify as verifyNow, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CryptoProvider, defaultProvider } from "../lib/crypto/index.js";
import { mendCrc } from "./signature-entry.js";
import { createVerifier, type TrustStore, type Verdict } from "../lib/index.js";

/** A real package with an author's signature and a repository's, each with its timestamp. */
export interface Subject {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export const clock = (): Date => new Date("2026-11-24T00:00:00Z");
const FILE = "newtonsoft.json.13.0.3.nupkg";

/** Where the interop kit put it. @throws with the command that fetches it. */
export function realPackage(): Subject {
  const folder = process.env["COUNTERSIGN_REAL_PACKAGES"] ?? join(tmpdir(), "countersign-real-packages");
  const path = join(folder, FILE);
  if (!existsSync(path)) throw new Error(`${path} is missing; fetch-real-packages.sh of the interop kit fetches it`);
  const bytes = new Uint8Array(readFileSync(path));
  return { path, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** One public-key operation of a verification, ready to be done again. */
export type BareOperation = () => boolean;

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
 * What a verification asks of a provider, recorded: each distinct operation once, with the key imported beforehand. The 12 of
 * a package are these with the links that two of its chains share done for each chain.
 */
export async function bareOperations(bytes: Uint8Array, trust: TrustStore): Promise<BareOperations> {
  const made: { readonly message: Buffer; readonly signature: Uint8Array; readonly run: BareOperation }[] = [];
  const keys = new Map<unknown, KeyObject>();
  const provider: CryptoProvider = {
    ...defaultProvider,
    importKey: async (info) => {
      const key = await defaultProvider.importKey(info);
      keys.set(key, createPublicKey({ key: Buffer.from(info), format: "der", type: "spki" }));
      return key;
    },
    verify: (key, algorithm, message, signature) => {
      const object = keys.get(key);
      if (object === undefined || algorithm.name !== "rsa-pkcs1") throw new Error("only RSA PKCS#1 is recorded");
      made.push({
        message: Buffer.from(message),
        signature,
        run: () => verifyNow(algorithm.hash, message, object, signature),
      });
      return defaultProvider.verify(key, algorithm, message, signature);
    },
  };
  const verifier = createVerifier({ trust, clock, crypto: provider });
  const verdict = await verifier.verify(bytes);
  const distinct = made.splice(0);
  await verifier.verify(bytes);
  const links = distinct
    .filter(({ message }) => message[0] === 0x30)
    .map((one) => ({ ...one, ...certificateOf(bytes, one.message) }));
  // A chain's links from its signer on: an anchor's own signature is not among those that were verified.
  const chainFrom = (named: (one: (typeof links)[number]) => boolean): readonly BareOperation[] => {
    const link = links.find(named);
    return link === undefined ? [] : [link.run, ...chainFrom(({ subject }) => subject === link.issuer)];
  };
  const signed = distinct.filter(({ message }) => message[0] !== 0x30);
  const all = [
    ...signed.map(({ run }) => run),
    ...signersOf(verdict).flatMap((signer) => chainFrom(({ fingerprint }) => fingerprint === signer)),
  ];
  const runs = (list: readonly { readonly run: BareOperation }[]): readonly BareOperation[] =>
    list.map(({ run }) => run);
  const issuers = new Set(links.map(({ issuer }) => issuer));
  const names = [...trust.anchors()].flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]));
  const anchors = new Set(
    names.filter((one) => issuers.has(new X509Certificate(one.der).subject)).map((one) => one.fingerprint),
  );
  const times = verdict.signatures.flatMap(({ timestamps }) => timestamps.map(({ genTime }) => genTime.getTime()));
  const signedAt = new Date(Math.max(...times));
  // The primary's value stands before its unsigned attributes, which hold the others.
  const primaryValue = Math.min(...signed.map(({ signature }) => Buffer.from(bytes).indexOf(signature)));
  return { distinct: runs(distinct), all, warm: runs(made), anchors, signedAt, primaryValue };
}

function signersOf({ signatures }: Verdict): readonly (string | undefined)[] {
  return signatures.flatMap(({ signer, timestamps }) => [
    signer?.fingerprint,
    ...timestamps.map(({ authority }) => authority?.fingerprint),
  ]);
}

/** The certificate around a TBSCertificate that a package holds: its header is four octets. */
function certificateOf(
  bytes: Uint8Array,
  message: Buffer,
): { readonly subject: string; readonly issuer: string; readonly fingerprint: string } {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(message) - 4;
  const length = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
  const { subject, issuer, fingerprint256 } = new X509Certificate(bytes.subarray(start, start + 4 + length));
  return { subject, issuer, fingerprint: `sha256:${fingerprint256.replaceAll(":", "").toLowerCase()}` };
}

/** A provider that has the content's digest at hand: all but the hashing is done. */
export async function digestAtHand(bytes: Uint8Array, trust: TrustStore): Promise<CryptoProvider> {
  const digests: Uint8Array[] = [];
  const recording: CryptoProvider = {
    ...defaultProvider,
    createHash: (algorithm) => {
      const hasher = defaultProvider.createHash(algorithm);
      const digest = async (): Promise<Uint8Array> => {
        const made = await hasher.digest();
        digests.push(made);
        return made;
      };
      return { update: (slice) => hasher.update(slice), digest };
    },
  };
  await createVerifier({ trust, clock, crypto: recording }).verify(bytes);
  const [digest] = digests;
  if (digest === undefined || digests.length !== 1) throw new Error("one digest of the content was expected");
  return { ...defaultProvider, createHash: () => ({ update: () => undefined, digest: () => digest }) };
}

/**
 * A copy with one bit of the primary signature's value flipped, and the CRC-32 of its entry mended: what is left to refuse it
 * is the signature.
 *
 * @param place where that value begins in the package.
 */
export function flippedCopy(bytes: Uint8Array, place: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[place + 9] = (copy[place + 9] ?? 0) ^ 1;
  mendCrc(copy);
  return copy;
}
