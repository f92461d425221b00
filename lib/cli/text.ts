import { jsonText } from "../report/index.js";

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
