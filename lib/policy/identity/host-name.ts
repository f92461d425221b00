import { ConfigError } from "../../report/index.js";
import { describeText } from "../read/received.js";

/** RFC 1123 §2.1 labels with A-labels of RFC 5890: what may stand in a certificate. No trailing dot, no underscore. */
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** A host name as a certificate presents it, in lower case; `undefined` for anything else, an address included. */
export function presentedHost(text: string): string | undefined {
  // Lower case of ASCII alone: other letters don't belong here and must not turn into ones that do.
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return HOST.test(lower) && !isAddress(lower) ? lower : undefined;
}

/**
 * A host name that a caller asks for, with its Unicode labels as A-labels (UTS 46) and without a trailing dot.
 *
 * @throws ConfigError it is none.
 */
export function referenceHost(text: string, at: string): string {
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  const host = /^[^\s/?#@:\\[\]%\p{Cc}]+$/u.test(bare) ? presentedHost(asciiHost(bare)) : undefined;
  if (host !== undefined) return host;
  throw new ConfigError({
    at,
    expected: "a domain name, contoso.com",
    received: describeText(text),
    remedy: "Write the domain alone, without scheme, port or path.",
  });
}

/**
 * The platform's own conversion; what it refuses is no host name. What is ASCII already stays as it is: whether an A-label can be
 * decoded, some platforms ask and some don't, and one policy must mean the same on each.
 */
function asciiHost(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  try {
    return new URL(`https://${text}/`).hostname;
  } catch {
    return "";
  }
}

/** A last label that is a number makes an IPv4 address of all of it, in one of its spellings (`127.1`, `0x7f.1`); no domain has one. */
function isAddress(host: string): boolean {
  return /\.(?:\d+|0x[\da-f]*)$/.test(host);
}

/**
 * Whether a presented DNS name is the one asked for (RFC 9525 §6.3): label by label, `*` only as the whole first label and for
 * exactly one.
 *
 * @param isPublicSuffix a wildcard just below a public suffix would be everybody's.
 */
export function isSameHost(presented: string, reference: string, isPublicSuffix: (host: string) => boolean): boolean {
  if (!presented.startsWith("*.")) return presentedHost(presented) === reference;
  const parent = presentedHost(presented.slice(2));
  if (parent === undefined || isPublicSuffix(parent)) return false;
  return reference.slice(reference.indexOf(".") + 1) === parent;
}

/** The host of a URI with an authority; `undefined` where there is none, or one that hides behind user information. */
export function uriHost(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  if (authority === undefined || authority.includes("@")) return undefined;
  return presentedHost(authority.replace(/:\d*$/, ""));
}

/** RFC 5321 §4.1.2, Local-part: words with dots between them, or a quoted text that may hold anything printable. */
const LOCAL_PART = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-[\]-~]|\\[ -~])*")$/;

/**
 * The domain of an e-mail address (RFC 5280 §4.2.1.6, Mailbox): after the last `@`, for a quoted local part may hold others.
 * Where another stands bare, or a list of addresses, somebody else may have got the mail that proved it.
 */
export function emailHost(address: string): string | undefined {
  const place = address.lastIndexOf("@");
  return LOCAL_PART.test(address.slice(0, Math.max(0, place))) ? presentedHost(address.slice(place + 1)) : undefined;
}
