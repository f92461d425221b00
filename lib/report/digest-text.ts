import type { HashName } from "./words.js";

/** A digest and the hash that made it. */
export interface NamedHash {
  readonly algorithm: HashName;
  /** Lower case. */
  readonly hex: string;
}

const DIGITS = { sha256: 64, sha384: 96, sha512: 128 } as const;

/** Reads `sha256:` (or 384, 512) and hex of either case. @returns `undefined` for any other text. */
export function readDigestText(text: string): NamedHash | undefined {
  const [, algorithm, hex] = /^(sha256|sha384|sha512):([0-9a-fA-F]+)$/.exec(text) ?? [];
  const isKnown = algorithm === "sha256" || algorithm === "sha384" || algorithm === "sha512";
  return isKnown && hex?.length === DIGITS[algorithm] ? { algorithm, hex: hex.toLowerCase() } : undefined;
}
