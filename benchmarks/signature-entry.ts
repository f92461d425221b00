import { crc32 } from "../lib/bytes/crc32.js";

const NAME = Buffer.from(".signature.p7s");

interface Entry {
  readonly view: Buffer;
  /** Offsets of its central record and local header. */
  readonly record: number;
  readonly header: number;
  readonly data: Uint8Array;
}

/** The stored `.signature.p7s` of a package, found by its central record from the end. */
function signatureEntry(bytes: Uint8Array): Entry {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const record = view.lastIndexOf(NAME) - 46;
  const header = view.readUInt32LE(record + 42);
  const start = header + 30 + view.readUInt16LE(header + 26) + view.readUInt16LE(header + 28);
  return { view, record, header, data: bytes.subarray(start, start + view.readUInt32LE(header + 22)) };
}

export function signatureIn(bytes: Uint8Array): Uint8Array {
  return signatureEntry(bytes).data;
}

/** Writes the CRC-32 of the signature as it now is, in place. */
export function mendCrc(bytes: Uint8Array): void {
  const { view, record, header, data } = signatureEntry(bytes);
  view.writeUInt32LE(crc32(data), header + 14);
  view.writeUInt32LE(crc32(data), record + 16);
}
