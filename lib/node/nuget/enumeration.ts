import { trimmedAsDotnet, withoutCase } from "../../policy/index.js";

/**
 * A value of an enumeration as .NET's Enum.TryParse reads it: words in any case, several of which are put together bit by bit,
 * or one number, with a sign and zeros before it or without. (Asked: 10.0.401.)
 *
 * @param words each word's value.
 * @returns `undefined` for what is neither; a number need not be the value of any word.
 */
export function readEnumeration(text: string, words: Readonly<Record<string, number>>): number | undefined {
  const pieces = text.split(",").map(trimmedAsDotnet);
  const [only = "", another] = pieces;
  if (another === undefined && /^[+-]?[0-9]+$/.test(only)) return Number(only);
  const values = new Map(Object.entries(words).map(([word, value]) => [withoutCase(word), value]));
  let sum = 0;
  for (const piece of pieces) {
    const value = values.get(withoutCase(piece));
    if (value === undefined) return undefined;
    sum |= value;
  }
  return sum;
}
