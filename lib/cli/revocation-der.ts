/**
 * The DER of a CRL or OCSP response: as it is, or out of PEM (RFC 7468 §6 for lists; openssl writes no armour of its own
 * for responses). A file that is neither goes on as it is: the judge says what is wrong with it.
 */
export function revocationDer(file: Uint8Array): readonly Uint8Array[] {
  if (file[0] === 0x30) return [file];
  const text = Buffer.from(file).toString("latin1");
  const blocks = [...text.matchAll(/-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]*)-----END [A-Z0-9 ]+-----/g)];
  if (blocks.length === 0) return [file];
  return blocks.map(([, body = ""]) => Uint8Array.from(Buffer.from(body, "base64")));
}
