const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * An entry's name as text. Names are compared as bytes where bytes count; text serves reports, path rules and the search
 * for two names that mean one file. Without bit 11 the encoding is anybody's guess, and .NET guesses UTF-8.
 */
export function decodeName(name: Uint8Array): string {
  return utf8.decode(name);
}

/** One percent-encoded character of UTF-8, from one to four octets. */
const ESCAPED =
  /%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}/gi;

/**
 * NuGet takes names for OPC part names and decodes `%2e` and the like (ZipArchiveExtensions.cs UnescapePath). Character by
 * character, as .NET does: what is not UTF-8 stays, and doesn't shield the rest.
 */
export function unescapeName(name: string): string {
  return name.includes("%") ? name.replace(ESCAPED, decodeCharacter) : name;
}

function decodeCharacter(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped; // overlong, or half of a surrogate pair
  }
}

/** The file that a name leads to once extracted; two entries with one place are two versions of one file. */
export function placeOf(unescaped: string): string {
  // A dot at the end may be a part of its own: .NET extracts `a/.` as `a`.
  const isOpen = unescaped.endsWith("/") || unescaped.endsWith(".");
  const tidy = !isOpen && !unescaped.includes("//") && !unescaped.includes("./");
  return tidy
    ? unescaped
    : unescaped
        .split("/")
        .filter((part) => part !== "" && part !== ".")
        .join("/");
}

/**
 * Whether extracting under this name would, on some system, write outside the folder: with `..`, or no relative path at
 * all (CWE-22).
 */
export function isUnsafeName(name: string): boolean {
  return isNoRelativePath(name) || (name.includes("..") && name.split("/").includes(".."));
}

/**
 * Absolute, with a drive, with a backslash (a separator on Windows alone, so that two systems see two trees), with NUL,
 * or empty.
 */
export function isNoRelativePath(name: string): boolean {
  if (name === "" || name.startsWith("/") || name.includes("\\") || name.includes("\0")) return true;
  return /^[a-z]:/i.test(name);
}
