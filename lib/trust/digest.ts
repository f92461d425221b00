import { toHex } from "../bytes/index.js";
import { type CryptoProvider, digestOf } from "../crypto/index.js";
import type { Fingerprint } from "../report/index.js";
import type { AnchorEntry } from "./anchor.js";

/**
 * What a store trusts, one line for each anchor and purpose, in order of code units, each once. Names and origins are
 * left out: they say where trust comes from, not what it is.
 *
 *     certificate 0f4e…7c code-signing
 *     certificate 0f4e…7c timestamping until 2027-01-01T00:00:00.000Z
 */
function trustLines(entries: readonly AnchorEntry[]): readonly string[] {
  const lines = new Set<string>();
  for (const entry of entries) {
    const window = windowText("from", entry.trustedFrom) + windowText("until", entry.trustedUntil);
    for (const purpose of entry.purposes) lines.add(`${entry.id} ${purpose}${window}`);
  }
  return [...lines].sort();
}

function windowText(end: "from" | "until", milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : ` ${end} ${new Date(milliseconds).toISOString()}`;
}

/** SHA-256 over {@link trustLines}, each ended by a line feed. */
export async function trustDigest(entries: readonly AnchorEntry[], provider: CryptoProvider): Promise<Fingerprint> {
  const text = trustLines(entries)
    .map((line) => `${line}\n`)
    .join("");
  return `sha256:${toHex(await digestOf(provider, "sha256", new TextEncoder().encode(text)))}`;
}
