import { crc32 } from "../../lib/bytes/crc32.js";

/** Where a package of one stored signature entry keeps its signature, all from the file's start. */
export interface SignatureSlot {
  readonly localHeader: number;
  readonly signature: { readonly start: number; readonly end: number };
  readonly centralRecord: { readonly start: number; readonly end: number };
}

const NAME = Buffer.from(".signature.p7s");

/** Found by its name, from the end. */
export function signatureSlot(bytes: Uint8Array): SignatureSlot {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const record = view.lastIndexOf(NAME) - 46;
  const localHeader = view.readUInt32LE(record + 42);
  const start = localHeader + 30 + view.readUInt16LE(localHeader + 26) + view.readUInt16LE(localHeader + 28);
  const end = start + view.readUInt32LE(localHeader + 22);
  return { localHeader, signature: { start, end }, centralRecord: { start: record, end: record + 46 + NAME.length } };
}

export function signatureIn(bytes: Uint8Array): Uint8Array {
  const { start, end } = signatureSlot(bytes).signature;
  return bytes.subarray(start, end);
}

/** Writes the CRC-32 of the signature as it now is, in place: whoever alters it would. */
export function mendCrc(bytes: Uint8Array, slot: SignatureSlot): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const crc = crc32(bytes.subarray(slot.signature.start, slot.signature.end));
  view.setUint32(slot.localHeader + 14, crc, true);
  view.setUint32(slot.centralRecord.start + 16, crc, true);
}
