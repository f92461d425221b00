/**
 * A signature value as programs give it: raw octets, or base64 text. Octets of a signature are never all base64 characters,
 * by any chance worth a thought.
 */
export function signatureValue(printed: Uint8Array): Uint8Array {
  const text = Buffer.from(printed).toString("latin1").replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(text)) return Uint8Array.from(printed);
  return Uint8Array.from(Buffer.from(text, "base64"));
}
