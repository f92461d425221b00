/**
 * A signature value as programs give it: raw octets, or base64 text. Octets of a signature are never all base64 characters,
 * and base64 never all hexadecimal digits, by any chance worth a thought: hexadecimal is left as it is, to be told as such.
 */
export function signatureValue(printed: Uint8Array): Uint8Array {
  const text = Buffer.from(printed).toString("latin1").replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(text) || /^[0-9a-f]+$/i.test(text)) return Uint8Array.from(printed);
  return Uint8Array.from(Buffer.from(text, "base64"));
}
