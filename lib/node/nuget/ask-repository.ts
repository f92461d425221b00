import { clauseOf, ConfigError, TransportError } from "../../report/index.js";
import { type Freshness, freshnessOf } from "../http/freshness.js";
import type { HttpSettings } from "../http/options.js";
import type { HttpTransport } from "../http/transport.js";
import { shownUrl } from "../http/url.js";
import { type DeclarationPlace, findDeclaration, readDeclaration } from "../../signature/index.js";

/** A service index has some tens of resources, and a repository some certificates: kilobytes both. */
const LIMIT_BYTES = 1024 * 1024;

/** What a repository answered, in its own words. */
export interface RepositoryAnswer {
  /** `undefined`: the repository declares nothing. */
  readonly resource:
    | { readonly type: DeclarationPlace["type"]; readonly url: string; readonly text: string }
    | undefined;
  /** How long both documents that led here hold. */
  readonly freshness: Freshness;
}

/**
 * Asks a repository what it declares: its service index, then the resource that this names.
 *
 * @param index an https URL that the caller chose: its host may be a private one. Where it points to must be public, or the
 *   same host.
 * @throws {TransportError} nobody answered, or the answer can't be read.
 */
export async function askRepository(
  index: URL,
  settings: HttpSettings,
  now: number,
  signal: AbortSignal,
): Promise<RepositoryAnswer> {
  const { createHttpTransport } = await import("../http/transport.js");
  const transport = createHttpTransport(settings, index.hostname);
  try {
    const first = await read(transport, index, now, signal, findDeclaration);
    const place = first.value;
    if (place === undefined) return { resource: undefined, freshness: first.freshness };
    const second = await read(transport, withCredentials(place.url, index), now, signal, (text, name) => {
      readDeclaration(text, name, place.type);
      return text;
    });
    const resource = { type: place.type, url: place.url.href, text: second.value };
    return { resource, freshness: shorter(first.freshness, second.freshness) };
  } finally {
    await transport.close();
  }
}

/** Credentials in the service index's URL are for all of its origin. */
function withCredentials(url: URL, { origin, username, password }: URL): URL {
  return url.origin === origin && url.username === "" ? Object.assign(new URL(url), { username, password }) : url;
}

/** What holds as long as both do. */
function shorter(one: Freshness, other: Freshness): Freshness {
  const said = [one.freshMs, other.freshMs].filter((value) => value !== undefined);
  return {
    freshMs: said.length === 0 ? undefined : Math.min(...said),
    mayStore: one.mayStore && other.mayStore,
  };
}

async function read<T>(
  transport: HttpTransport,
  url: URL,
  now: number,
  signal: AbortSignal,
  reader: (text: string, name: string) => T,
): Promise<{ readonly value: T; readonly freshness: Freshness }> {
  const answer = await transport.exchange({
    role: "repository",
    url,
    method: "GET",
    headers: { accept: "application/json" },
    contentTypes: [],
    limitBytes: LIMIT_BYTES,
    signal,
  });
  if (answer.url.protocol !== "https:") throw unusable(url, "answered over http");
  const freshness = freshnessOf(answer.headers, now);
  try {
    return { value: reader(new TextDecoder("utf-8", { fatal: true }).decode(answer.body), shownUrl(url)), freshness };
  } catch (error) {
    if (error instanceof ConfigError)
      throw unusable(url, `declares nothing that could be read: ${clauseOf(error)}`, error);
    if (error instanceof TypeError) throw unusable(url, "answered with something else than UTF-8", error);
    throw error;
  }
}

function unusable(url: URL, problem: string, cause?: unknown): TransportError {
  const target = shownUrl(url);
  const message = `The repository ${url.host} ${problem}.`;
  const remedy = "Ask the repository's operator, or name its certificates in the trust file.";
  return new TransportError({ reason: "wrong-content", target, retryable: false, message, remedy, cause });
}
