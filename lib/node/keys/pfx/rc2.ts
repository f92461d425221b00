/**
 * RC2 in CBC mode (RFC 2268), which certificates in old PFX files are encrypted with and OpenSSL 3 no longer offers to
 * Node. node-forge has it; it is loaded for such a file alone.
 *
 * @returns `undefined` if the padding is wrong: the password is.
 */
export async function decryptRc2(
  key: Uint8Array,
  effectiveBits: number,
  vector: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { default: forge } = await import("node-forge");
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
  const cipher = forge.rc2.createDecryptionCipher(binary(key), effectiveBits);
  cipher.start(binary(vector));
  cipher.update(forge.util.createBuffer(binary(ciphertext)));
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), "latin1") : undefined;
}
