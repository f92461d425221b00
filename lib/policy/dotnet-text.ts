/** Text as .NET takes it, where JavaScript takes it otherwise. */

/**
 * Without the white space at both ends, as `String.Trim`: U+0085 is some, and U+FEFF, which JavaScript takes for it, is none.
 */
export function trimmedAsDotnet(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isWhiteSpace(text[start] ?? "")) start++;
  while (start < end && isWhiteSpace(text[end - 1] ?? "")) end--;
  return text.slice(start, end);
}

function isWhiteSpace(character: string): boolean {
  return character === "\u0085" || (character !== "\ufeff" && character.trim() === "");
}

/**
 * A text that names share which .NET compares as equal in any letter case (`StringComparer.OrdinalIgnoreCase`). Each character
 * counts by the one capital that Unicode gives it, and no other becomes one of ASCII. (Found by asking dotnet.)
 */
export function withoutCase(text: string): string {
  let folded = "";
  for (const character of text) folded += foldedCharacter(character);
  return folded;
}

function foldedCharacter(character: string): string {
  const capital = character.toUpperCase();
  // JavaScript writes some capitals as several letters; their one letter is known by the small one that it has.
  if (capital.length !== character.length) return character.toLowerCase();
  return capital > "\u007f" || character <= "\u007f" ? capital : character;
}
