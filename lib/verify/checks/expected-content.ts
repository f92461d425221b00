import { toHex } from "../../bytes/index.js";
import type { ContentDigests } from "../../crypto/index.js";
import { ConfigError, type Finding, found, type NamedHash, readDigestText } from "../../report/index.js";

/**
 * @param at how the caller knows the text: `request.expect.content`.
 * @throws {ConfigError} it is no digest: it would never be that of a package, and the refusal would blame the package.
 */
export function readExpectedContent(text: string, at: string): NamedHash {
  const digest = readDigestText(text);
  if (digest !== undefined) return digest;
  throw new ConfigError({
    at,
    expected: "a digest, sha256: and 64 hex digits (or sha384:, sha512:)",
    received: "text that is none",
    remedy: "A contentHash of NuGet is SHA-512 in base64: write it in hex, after sha512:.",
  });
}

/**
 * Whether the content is the one that was asked for.
 *
 * @param digests `undefined`: nothing could be hashed, and so nothing is as expected.
 */
export function expectedContentFindings(
  { algorithm, hex }: NamedHash,
  digests: ContentDigests | undefined,
): readonly Finding[] {
  const digest = digests?.get(algorithm);
  const actual = digest === undefined ? "" : toHex(digest);
  if (actual === hex) return [];
  return [found("package-content-mismatch", { algorithm, expected: hex, actual }, { part: "package" })];
}
