/** The most characters of a package's value that a text shows. */
const SHOWN_CHARACTERS = 200;

// Control characters (a terminal escape begins with one), the line and paragraph separators, marks that turn the
// direction of text or are not seen, and surrogates that stand alone. And what build services take for a command in a log:
// `##vso[`, `##[` and `##teamcity[` wherever they stand, `::` where a line begins.
const ACTED_ON = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|#(?=#\w*\[)|(?<=^\s*):(?=:)/gu;

/**
 * A value from a package as it may be shown: what could drive a terminal or a build, or hide, is escaped as `\u{1b}`, and the rest is cut
 * at {@link SHOWN_CHARACTERS} characters.
 */
export function shown(value: string): string {
  // Cutting first bounds the work: a subject may be a megabyte.
  const long = value.length > SHOWN_CHARACTERS;
  const kept = long ? value.slice(0, SHOWN_CHARACTERS - 1) : value;
  const escaped = visible(kept);
  return long || escaped.length > SHOWN_CHARACTERS ? `${escaped.slice(0, SHOWN_CHARACTERS - 1)}…` : escaped;
}

/** A whole text that may hold a value from outside, a line's end included, with what could drive a terminal or a build, or hide, escaped. */
export function visible(text: string): string {
  return text.replaceAll(ACTED_ON, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** {@link shown} in quotation marks; those of its own are escaped, so that a name can't end there and say what it likes. */
export function quoted(value: string): string {
  return `"${shown(value).replaceAll('"', '\\"')}"`;
}

/**
 * The most specific common name of an RFC 4514 name, unescaped. Separators inside a value are escaped there, so that a value
 * can't pretend to be another attribute.
 */
export function commonNameOf(subject: string): string | undefined {
  for (const attribute of attributesOf(subject)) {
    const equals = attribute.indexOf("=");
    if (attribute.slice(0, equals).trim().toUpperCase() === "CN")
      return unescaped(attribute.slice(equals + 1)) || undefined;
  }
  return undefined;
}

/** The attributes of an RFC 4514 name, split at separators that are not escaped; the first sixty-four. */
function attributesOf(subject: string): string[] {
  const attributes: string[] = [];
  let start = 0;
  for (let index = 0; index < subject.length && attributes.length < 64; index++) {
    const character = subject[index];
    if (character === "\\") index++;
    else if (character === "," || character === "+") {
      attributes.push(subject.slice(start, index));
      start = index + 1;
    }
  }
  attributes.push(subject.slice(start));
  return attributes;
}

/** RFC 4514 §2.4: `\,` is the character, `\c3\a9` are octets of UTF-8. */
function unescaped(value: string): string {
  if (!value.includes("\\")) return value;
  const octets = value.replaceAll(/(?:\\[0-9a-f]{2})+/gi, (run) => {
    const bytes = run
      .split("\\")
      .slice(1)
      .map((pair) => Number.parseInt(pair, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
  return octets.replaceAll(/\\(.)/gu, "$1");
}
