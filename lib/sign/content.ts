import { heldRange, segmentsLength, toHex } from "../bytes/index.js";
import { type ContentDigests, digestOf, hashSegments } from "../crypto/index.js";
import { type HashName, sourceChanged } from "../report/index.js";
import { buildManifest } from "../signature/index.js";
import type { Session } from "./session.js";

/** What a primary signature covers. */
export interface SignedContent {
  /** Octets of the manifest; absent where the file itself is signed. */
  readonly octets: Uint8Array | undefined;
  /** For message-digest: of the manifest, or of the file. */
  readonly messageDigest: Uint8Array;
}

/**
 * Hashes the package as if it had never been signed, in one pass.
 *
 * @throws {TransportError} the source is shorter than it says.
 */
export async function hashContent(session: Session, algorithms: readonly HashName[]): Promise<ContentDigests> {
  const { source, opened, keys, signal, progress, target } = session;
  const total = segmentsLength(opened.signedContent);
  let done = 0;
  progress("hashing", 0, total);
  const atOnce = hashAtOnce(session, algorithms);
  if (atOnce !== undefined) {
    progress("hashing", total, total);
    return atOnce;
  }
  const onSlice = (bytes: number): void => progress("hashing", (done += bytes), total);
  const digests = await hashSegments(keys.provider, source, opened.signedContent, algorithms, { signal, onSlice });
  if (digests === undefined) throw sourceChanged(target);
  return digests;
}

/** Up to here a digest takes less than a millisecond: nobody need be let in while it is made. */
const SMALL_BYTES = 1024 * 1024;

/** A small package that lies in memory in one piece: an object for its digest would cost as much as the digest does. */
function hashAtOnce(
  { source, opened: { signedContent }, keys: { provider } }: Session,
  algorithms: readonly HashName[],
): ContentDigests | undefined {
  const [only, second] = signedContent;
  if (only?.kind !== "range" || second !== undefined || only.end - only.start > SMALL_BYTES) return undefined;
  const held = heldRange(source, only.start, only.end);
  if (held === undefined || provider.digestNow === undefined) return undefined;
  const digests = new Map<HashName, Uint8Array>();
  for (const algorithm of algorithms) digests.set(algorithm, provider.digestNow(algorithm, held));
  return digests;
}

/** The manifest over a package's digest, or the digest itself, by what the profile signs. */
export async function signedContent(session: Session, hash: HashName, digest: Uint8Array): Promise<SignedContent> {
  if (session.format.profile.content === "external") return { octets: undefined, messageDigest: digest };
  const octets = buildManifest({ algorithm: hash, digest });
  return { octets, messageDigest: await digestOf(session.keys.provider, hash, octets) };
}

/** A digest that was asked for when the content was hashed. */
export function digestBy(digests: ContentDigests, hash: HashName): Uint8Array {
  const digest = digests.get(hash);
  if (digest === undefined)
    throw new Error(
      `the content was not hashed by ${hash}; known: ${[...digests].map(([name, value]) => `${name} ${toHex(value)}`).join(", ")}`,
    );
  return digest;
}
