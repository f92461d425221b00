import { fromBase64, toHex } from "../../bytes/index.js";
import type { Fingerprint } from "../../index.js";
import { quoted } from "../../report/index.js";
import { unknownForm } from "./lock-json.js";

/**
 * The hash that a lock file of NuGet holds for a package, if it holds one: SHA-512 in base64, of the content as if it had
 * never been signed.
 *
 * @throws {ConfigError} it is none: what is passed over because of how it is written would not be compared.
 */
export function nugetHash(value: unknown, id: string, file: string): Fingerprint | undefined {
  if (value === undefined || value === null) return undefined;
  const octets = typeof value === "string" ? fromBase64(value) : undefined;
  if (octets?.length === 64) return `sha512:${toHex(octets)}`;
  throw unknownForm(file, `the hash of ${quoted(id)} as SHA-512 in base64`);
}

/**
 * The hash that a pubspec.lock holds for a package, if it holds one: SHA-256 of the archive in hex.
 *
 * @throws {ConfigError} it is none.
 */
export function pubHash(value: unknown, id: string, file: string): Fingerprint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && /^[0-9a-f]{64}$/i.test(value)) return `sha256:${value.toLowerCase()}`;
  throw unknownForm(file, `the sha256 of ${quoted(id)} as 64 hex digits in quotes`);
}
