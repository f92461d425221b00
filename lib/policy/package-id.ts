/**
 * The form in which package ids are compared: without case, character by character, as .NET's OrdinalIgnoreCase does. A
 * character outside ASCII whose other case is an ASCII letter (the Kelvin sign, the long s, the dotless i) stays itself.
 */
export function foldPackageId(id: string): string {
  if (/^[\x20-\x7e]*$/.test(id)) return id.toUpperCase();
  let folded = "";
  for (const character of id) {
    const upper = character.toUpperCase();
    const sameKind = upper.length === character.length && (upper > "\x7f" || character <= "\x7f");
    folded += sameKind ? upper : character;
  }
  return folded;
}

/**
 * How closely a pattern names a package: 0 not at all, else more for a longer one, and most for the whole id.
 * `Contoso.*` means the ids below `Contoso.`, not `Contoso` itself.
 */
export function patternRank(pattern: string, id: string): number {
  const name = foldPackageId(id);
  const folded = foldPackageId(pattern);
  if (!folded.endsWith("*")) return folded === name ? Number.MAX_SAFE_INTEGER : 0;
  const prefix = folded.slice(0, -1);
  return name.startsWith(prefix) && name.length > prefix.length ? prefix.length + 1 : 0;
}

/** Whether one of the patterns names the package. */
export function coversPackage(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => patternRank(pattern, id) > 0);
}
