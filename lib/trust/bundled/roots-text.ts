import { fromBase64 } from "../../bytes/index.js";
import { DecodeError } from "../../report/index.js";
import type { RootsBytes } from "./layout.js";
import { ROOTS_BASE64 } from "./roots-data.js";

/** The bundled list out of a module, for platforms without files. Only the pieces that are asked for are decoded. */
export function openRoots(): Promise<RootsBytes> {
  return Promise.resolve({ range: (start, end) => decodeRange(ROOTS_BASE64, start, end) });
}

/** Four characters stand for three bytes, so a range begins and ends inside groups that decode alone. */
function decodeRange(base64: string, start: number, end: number): Uint8Array {
  const firstGroup = Math.floor(start / 3);
  const text = base64.slice(4 * firstGroup, 4 * Math.ceil(end / 3));
  const bytes = fromBase64(text);
  if (bytes !== undefined) return bytes.subarray(start - 3 * firstGroup, end - 3 * firstGroup);
  throw new DecodeError({
    structure: "the bundled trust list",
    offset: start,
    problem: "is no base64",
    remedy: "Install the package again: a file of it was changed.",
  });
}
