import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CryptoProvider, defaultProvider } from "../lib/crypto/index.js";
import { mendCrc } from "./signature-entry.js";
import { createVerifier, type TrustStore } from "../lib/index.js";

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

/** A provider that has the content's digest at hand: all but the hashing is done. */
export async function digestAtHand(bytes: Uint8Array, trust: TrustStore): Promise<CryptoProvider> {
  return providerWith(await contentDigest(bytes, trust));
}

/** @param digest of the content, whatever the content is. */
export function providerWith(digest: Uint8Array): CryptoProvider {
  return { ...defaultProvider, createHash: () => ({ update: () => undefined, digest: () => digest }) };
}

/** The one digest of content that a verification asks for. */
export async function contentDigest(bytes: Uint8Array, trust: TrustStore): Promise<Uint8Array> {
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
  return digest;
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
