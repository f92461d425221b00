import { decode } from "./text.js";

/** What an extended header says of the entry that follows, as far as it matters for finding files. */
export interface PaxFacts {
  readonly path?: string;
  readonly target?: string;
  readonly size?: string;
}

/** Keys that change a file's length, or its name: of GNU, star and Solaris. */
const SPARSE = /^(?:GNU\.sparse\.|SCHILY\.realsize$|SUN\.holesdata$)/;

/**
 * Reads the records of a pax extended header, `<length> <key>=<value>\n` (POSIX.1-2017 pax, "pax Extended Header").
 *
 * @returns what is wrong, if readers could not agree on it.
 */
export function readPaxRecords(data: Uint8Array): PaxFacts | string {
  const facts: { path?: string; target?: string; size?: string } = {};
  let at = 0;
  while (at < data.length) {
    const record = readRecord(data, at);
    if (record === undefined) return "a pax record cannot be read";
    const { key, value, end } = record;
    // Python reads no further behind a record without a key, and GNU tar passes over spaces before one.
    if (key === "" || key.startsWith(" ")) return "a pax record's key is empty, or begins with a space";
    // node-tar looks for the next record behind each line break.
    if (isControlled(key) || value.includes("\n")) return "a pax record holds a line break, or a control character";
    if (SPARSE.test(key)) return "sparse files have no place here";
    const field = key === "path" ? "path" : key === "linkpath" ? "target" : key === "size" ? "size" : undefined;
    if (field !== undefined && facts[field] !== undefined) return `a pax header has ${key} twice`;
    if (field !== undefined) facts[field] = value;
    at = end;
  }
  return facts;
}

function readRecord(
  data: Uint8Array,
  start: number,
): { readonly key: string; readonly value: string; readonly end: number } | undefined {
  const space = data.indexOf(0x20, start);
  if (space < 0 || space - start > 8) return undefined;
  const digits = String.fromCharCode(...data.subarray(start, space));
  const end = /^[1-9][0-9]*$/.test(digits) ? start + Number(digits) : -1;
  const equals = data.indexOf(0x3d, space);
  // No line break stands in front of an end among the digits, or behind the data.
  if (data[end - 1] !== 0x0a || equals < 0 || equals >= end) return undefined;
  const key = decode(data.subarray(space + 1, equals));
  const value = decode(data.subarray(equals + 1, end - 1));
  return key === undefined || value === undefined ? undefined : { key, value, end };
}

function isControlled(key: string): boolean {
  for (const character of key) if (character < " " || character === "\u007f") return true;
  return false;
}
