import type { RandomAccessSource } from "../../lib/index.js";
import { type CryptoProvider, defaultProvider, type Hasher } from "../../lib/crypto/index.js";

/** What a verification asked of its provider. */
export interface Operations {
  /** Signatures verified: public-key operations. */
  signatures: number;
  /** Keys taken in. */
  imports: number;
  /** Digests of bytes at hand, of content in slices, and SHA-1 for identifiers. */
  digests: number;
  contentDigests: number;
  sha1: number;
  /** Bytes that went through the content's digests. */
  contentBytes: number;
}

/** The native provider, with each operation counted. */
export function countingProvider(): {
  readonly provider: CryptoProvider;
  /** What was counted since the last call. */
  readonly taken: () => Operations;
} {
  let now = none();
  const provider: CryptoProvider = {
    ...defaultProvider,
    name: "counting",
    verify: (...input) => (now.signatures++, defaultProvider.verify(...input)),
    startVerify: (...input) => (now.signatures++, defaultProvider.startVerify?.(...input)),
    importKey: (key) => (now.imports++, defaultProvider.importKey(key)),
    digestNow: (algorithm, bytes) => (now.digests++, nativeDigest(algorithm, bytes)),
    digestSha1: (bytes) => (now.sha1++, defaultProvider.digestSha1(bytes)),
    createHash: (algorithm) => (
      now.contentDigests++,
      countingHasher(defaultProvider.createHash(algorithm), (bytes) => (now.contentBytes += bytes))
    ),
  };
  return {
    provider,
    taken: () => {
      const counted = now;
      now = none();
      return counted;
    },
  };
}

const nativeDigest: NonNullable<CryptoProvider["digestNow"]> = (algorithm, bytes) => {
  if (defaultProvider.digestNow === undefined) throw new Error("the native provider digests at once");
  return defaultProvider.digestNow(algorithm, bytes);
};

function none(): Operations {
  return { signatures: 0, imports: 0, digests: 0, contentDigests: 0, sha1: 0, contentBytes: 0 };
}

function countingHasher(hasher: Hasher, count: (bytes: number) => void): Hasher {
  return {
    update: (bytes) => (count(bytes.length), hasher.update(bytes)),
    digest: () => hasher.digest(),
  };
}

/** A package of which each read is counted, and how often each of its bytes was read. */
export interface CountingSource extends RandomAccessSource {
  readonly reads: () => number;
  /** Bytes read, again and again counted. */
  readonly bytesRead: () => number;
  /** The most that was asked for at once, in bytes. */
  readonly longest: () => number;
  /** How often the byte at `position` was read. */
  readonly timesRead: (position: number) => number;
}

export function countingSource(bytes: Uint8Array): CountingSource {
  const ranges: (readonly [start: number, end: number])[] = [];
  return {
    size: bytes.length,
    slice: () => {
      throw new Error("a source that offers read() is read by it");
    },
    read: (into, position) => {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      ranges.push([position, position + part.length]);
      return part.length;
    },
    reads: () => ranges.length,
    bytesRead: () => ranges.reduce((sum, [start, end]) => sum + end - start, 0),
    longest: () => ranges.reduce((most, [start, end]) => Math.max(most, end - start), 0),
    timesRead: (position) => ranges.filter(([start, end]) => position >= start && position < end).length,
  };
}
