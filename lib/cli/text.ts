/** Breaks `text` at blanks so that, behind `indent`, no line is longer than `columns`. Each line is indented. */
export function wrapped(text: string, columns: number, indent: string): string {
  const width = Math.max(30, Math.min(columns, 100) - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one) => indent + one).join("\n");
}

/** `1 package`, `2 packages`; `2 entries`, where the plural is given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** One JSON document, indented, as every `--json` prints it. */
export function jsonDocument(value: unknown): string {
  return `${jsonText(value, 2)}\n`;
}

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
