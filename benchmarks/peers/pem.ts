import { readFileSync } from "node:fs";

/** DER of each block of a PEM file (RFC 7468), read without any of our code. */
export function readPem(path: string): readonly ArrayBuffer[] {
  const blocks = readFileSync(path, "utf8").matchAll(/-----BEGIN [^-]+-----([^-]+)-----END/g);
  return [...blocks].map(([, base64 = ""]) => bufferOf(Buffer.from(base64, "base64")));
}

/** The bytes alone, in a buffer of their own. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
