import { ConfigError } from "../../report/index.js";

/** The first octets of a file in each encoding: a byte order mark, or `<` (XML 1.0 appendix F.1). */
const BEGINNINGS: readonly (readonly [octets: readonly number[], encoding: Encoding])[] = [
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
  [[0x3c, 0x00], "utf-16le"],
  [[0x00, 0x3c], "utf-16be"],
];
type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/**
 * The text of a nuget.config as it lies on the disk: PowerShell writes UTF-16. A declaration that names another encoding is an
 * error, as dotnet has it (asked: 10.0.401), and so are octets that are no text in it: to read on with something in their place
 * would be to guess whom a list names.
 *
 * @throws {ConfigError} with the file.
 */
export function nugetConfigText(bytes: Uint8Array, file: string): string {
  const found = BEGINNINGS.find(([octets]) => octets.every((octet, index) => bytes[index] === octet));
  const encoding = found?.[1] ?? "utf-8";
  const text = decoded(bytes, encoding, file);
  const declared = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]?.toLowerCase();
  if (declared === undefined || fits(declared, encoding, text)) return text;
  throw unreadable(file, "an encoding that is the file’s own", `${declared} for a file in ${encoding}`);
}

function decoded(bytes: Uint8Array, encoding: Encoding, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, "text in UTF-8 or UTF-16", `octets that are no ${encoding.toUpperCase()}`);
  }
}

/** Names of UTF-16 that .NET knows, by whose octets they fit: the first ones fit both. */
const UTF_16_NAMES = {
  either: ["utf-16", "ucs-2", "iso-10646-ucs-2"],
  "utf-16le": ["utf-16le", "unicode"],
  "utf-16be": ["utf-16be", "unicodefffe"],
} as const;

/** Of the encodings that dotnet reads beside these, ASCII is part of both. */
function fits(declared: string, encoding: Encoding, text: string): boolean {
  if (encoding !== "utf-8")
    return [...UTF_16_NAMES.either, ...UTF_16_NAMES[encoding]].some((name) => name === declared);
  if (declared === "utf-8") return true;
  return (declared === "us-ascii" || declared === "iso-8859-1") && /^\p{ASCII}*$/u.test(text);
}

function unreadable(at: string, expected: string, received: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy: "Save the file as UTF-8." });
}
