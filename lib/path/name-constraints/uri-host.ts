import { hostLabels, isAddress } from "./hosts.js";
import { isPrintable } from "./mailbox.js";

/**
 * The host of a URI's authority (RFC 3986 §3.2): `scheme://[userinfo@]host[:port]`.
 *
 * @returns `undefined` if there is none, or an address in its place: such a URI is neither inside nor outside a
 *   constraint, and RFC 5280 §4.2.1.10 refuses it.
 */
export function uriHost(text: string): readonly string[] | undefined {
  const start = text.indexOf("://");
  if (!isScheme(text, start) || !isPrintable(text) || text.includes("\\")) return undefined;
  const authority = text.slice(start + 3, firstOf(text, "/?#", start + 3));
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const colon = host.indexOf(":");
  const labels = hostLabels(colon < 0 ? host : host.slice(0, colon));
  return labels === undefined || isAddress(labels) ? undefined : labels;
}

/** RFC 3986 §3.1. What else stands before `://` has an authority of its own, or none: `urn:x://host` names no host. */
function isScheme(text: string, end: number): boolean {
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!isLetter && (index === 0 || !"0123456789+-.".includes(text.charAt(index)))) return false;
  }
  return end > 0;
}

function firstOf(text: string, characters: string, from: number): number {
  for (let index = from; index < text.length; index++) if (characters.includes(text.charAt(index))) return index;
  return text.length;
}
