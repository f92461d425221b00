/** A file's name as a URI reference (RFC 3986): relative names stay relative, absolute ones become `file:` URIs. */
export function fileUri(name: string): string {
  // Half a character has no UTF-8 form to be encoded.
  const path = name.replaceAll("\\", "/").replaceAll(/\p{Cs}/gu, "\ufffd");
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]:\//.test(path)) return `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf("/"))}`;
  return path.startsWith("/") ? `file://${encoded}` : encoded;
}
