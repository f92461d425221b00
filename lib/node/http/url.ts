import { ConfigError, requireGiven } from "../../report/index.js";

/** What stands for a longer text in messages: enough to recognise it by. */
const SHOWN = 200;

/**
 * A URL as messages show it: without user name, password, query and fragment, since tokens travel in each of them.
 * Control characters are percent-encoded by the URL parser already.
 */
export function shownUrl(url: URL): string {
  const text = `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}${url.search === "" ? "" : "?…"}`;
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** @returns `undefined` unless the text is an absolute URL of scheme http or https. */
export function readHttpUrl(text: string, base?: URL): URL | undefined {
  if (!URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}

/** @throws {ConfigError} whose text repeats nothing of a URL that could not be read: a password may stand in it. */
export function requireHttpUrl(text: string, at: string): URL {
  requireGiven(text, at, "text");
  const url = readHttpUrl(text);
  if (url !== undefined) return url;
  throw new ConfigError({
    at,
    expected: "an absolute URL that begins with http:// or https://",
    received: /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? `a URL of another form or scheme` : "text that is no URL",
    remedy: "Write it in full, http://timestamp.example.com for instance.",
  });
}

/** The Authorization header for user name and password in a URL (RFC 7617); a URL without them gives none. */
export function authorizationOf(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % that stands for itself
  }
}
