/** Octal, or behind an octet of 80 or FF a number in two's complement, as GNU and pax write what octal can't hold. */
export function readNumber(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  if (first !== 0x80 && first !== 0xff) return readOctal(field);
  let value = first === 0x80 ? 0 : -1;
  for (let at = 1; at < field.length; at++) value = value * 256 + (field[at] ?? 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Spaces, octal digits, then spaces and NULs to the end. An empty field is zero. Eight of them stand in each header. */
export function readOctal(field: Uint8Array): number | undefined {
  const end = field.length;
  let at = 0;
  while (at < end && field[at] === SPACE) at++;
  let value = 0;
  for (; at < end && isOctalDigit(field[at]); at++) value = value * 8 + ((field[at] ?? 0) - ZERO);
  while (at < end && (field[at] === SPACE || field[at] === 0)) at++;
  return at === end ? value : undefined;
}

/** Spaces alone, or behind one NUL, where GNU tar finds no number. */
export function isBlank(field: Uint8Array): boolean {
  return field.every((octet, at) => octet === SPACE || (octet === 0 && at === 0));
}

/** The sum of all octets of a header, those from `start` to `end` taken for spaces. */
export function checksum(block: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = 0; at < block.length; at++) sum += at >= start && at < end ? SPACE : (block[at] ?? 0);
  return sum;
}

const [SPACE, ZERO] = [0x20, 0x30];

export function isOctalDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= ZERO && octet < ZERO + 8;
}
