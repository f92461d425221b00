/** JSON that may be printed: what a terminal or a build would act on stands nowhere but in strings, and is escaped there. */
export function jsonText(value: unknown, indent?: number): string {
  return escapedJson(JSON.stringify(value, undefined, indent));
}

// Controls (JSON itself leaves all but the first as they are), marks of direction and what is not seen; and `##`, by which
// build services find commands in a log, wherever they stand in a line: `##vso[`, `##[`, `##teamcity[`.
const ACTED_ON = /[\u007f-\u009f\u2028\u2029\p{Cf}]|#(?=#\w*\[)/gu;

/** The same JSON with what could drive a terminal or a build, or hide, escaped. */
export function escapedJson(json: string): string {
  return json.replaceAll(ACTED_ON, (character) =>
    Array.from({ length: character.length }, (_, place) => unicodeEscape(character.charCodeAt(place))).join(""),
  );
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
