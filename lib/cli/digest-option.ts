import { fromBase64, toHex } from "../bytes/index.js";
import type { Fingerprint } from "../index.js";
import { ConfigError, readDigestText } from "../report/index.js";

/**
 * A digest as an option has it: `sha256:HEX`, or `sha512-BASE64` as lock files of many tools have it (W3C Subresource
 * Integrity §3.1).
 *
 * @throws {ConfigError} it is neither.
 */
export function readDigest(text: string, option: string): Fingerprint {
  const [, algorithm = "", base64 = ""] = /^(sha256|sha384|sha512)-(.*)$/.exec(text) ?? [];
  const octets = fromBase64(base64);
  const digest = readDigestText(octets === undefined || base64 === "" ? text : `${algorithm}:${toHex(octets)}`);
  if (digest !== undefined) return `${digest.algorithm}:${digest.hex}`;
  throw new ConfigError({
    at: option,
    expected: "sha256:HEX or sha256-BASE64 (or sha384, sha512)",
    received: JSON.stringify(text.slice(0, 200)),
    remedy: "Write sha512- before a contentHash of NuGet, sha256: before a sha256 of pub.",
  });
}
