const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A name up to its first NUL, or the whole field.
 *
 * @returns `undefined` if readers could take it for different names. node-tar goes on behind a NUL that a line break follows;
 *   what is no UTF-8 is Latin-1 to pub, which also trims it, and something else to each other reader.
 */
export function readName(field: Uint8Array): string | undefined {
  const zero = field.indexOf(0);
  const end = zero < 0 ? field.length : zero;
  for (let at = end; at < field.length; at++) if (field[at] !== 0) return undefined;
  return decode(field.subarray(0, end));
}

/** Nearly all are ASCII, and short: the platform's decoder costs more to call than these cost to read. */
export function decode(bytes: Uint8Array): string | undefined {
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
