import { u16, u32 } from "./fields.js";

/** Header ids (APPNOTE §4.5.2, §4.6.9). */
export const EXTRA = { zip64: 0x0001, unicodePath: 0x7075 } as const;

/**
 * Hands each extra field to `visit`. Stops at one that runs over the end, as .NET does; padding of fewer than four bytes
 * is common and harmless.
 */
export function visitExtraFields(extra: Uint8Array, visit: (id: number, data: Uint8Array) => void): void {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + u16(extra, at + 2);
    if (end > extra.length) return;
    visit(u16(extra, at), extra.subarray(at + 4, end));
    at = end;
  }
}

/** The name that an Info-ZIP Unicode Path field puts in place of the header's (APPNOTE §4.6.9), whoever heeds it. */
export function unicodePath(data: Uint8Array): { readonly nameCrc32: number; readonly name: Uint8Array } | undefined {
  return data[0] === 1 && data.length >= 5 ? { nameCrc32: u32(data, 1), name: data.subarray(5) } : undefined;
}
