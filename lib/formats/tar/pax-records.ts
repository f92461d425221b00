/** What an extended header says of the entry that follows, as far as it matters for finding files. */
export interface PaxFacts {
  readonly path?: string;
  readonly target?: string;
  readonly size?: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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
    if (key.startsWith("GNU.sparse.")) return "sparse files have no place here";
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
  if (end <= space || end > data.length || data[end - 1] !== 0x0a || equals < 0 || equals >= end) return undefined;
  const key = decode(data.subarray(space + 1, equals));
  const value = decode(data.subarray(equals + 1, end - 1));
  return key === undefined || value === undefined ? undefined : { key, value, end };
}

/** Nearly all are ASCII, and short: the platform's decoder costs more to call than these cost to read. */
function decode(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    const octet = bytes[at] ?? 0;
    if (octet >= 0x80) return decodeWide(bytes);
    text += String.fromCharCode(octet);
  }
  return text;
}

function decodeWide(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
