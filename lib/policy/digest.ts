import { toHex } from "../bytes/index.js";
import { defaultProvider } from "../crypto/index.js";
import { ConfigError, type Fingerprint } from "../report/index.js";

/**
 * SHA-256 of a text in UTF-8, at once.
 *
 * @throws ConfigError the platform's provider can't hash without waiting.
 */
export function textDigest(text: string): Fingerprint {
  const digest = defaultProvider.digestNow?.("sha256", new TextEncoder().encode(text));
  if (digest !== undefined) return `sha256:${toHex(digest)}`;
  throw new ConfigError({
    at: "policy.digest",
    expected: "a platform that hashes small texts at once",
    received: `the provider ${defaultProvider.name}`,
    remedy: "Use one of the named policies, whose digests are known.",
  });
}
