/** Characters that may stand in an id or a version: anything printable. A control character there is a trick. */
export function isPlainText(text: string): boolean {
  if (text === "" || text.length > 256) return false;
  for (const character of text) if (character <= " " || character === "\u007f") return false;
  return true;
}
