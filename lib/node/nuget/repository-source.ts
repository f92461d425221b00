import { ConfigError, SharedWork, TransportError } from "../../report/index.js";
import type { RepositoryDeclaration, RepositoryDeclarationSource } from "../../signature/index.js";
import { abortedBy } from "../aborted.js";
import { type HttpOptions, readHttpOptions } from "../http/options.js";
import type { HttpTransport } from "../http/transport.js";
import { requireHttpUrl, shownUrl } from "../http/url.js";
import { findDeclaration, readDeclaration } from "./declaration.js";

/** A service index has some tens of resources, and a repository some certificates: kilobytes both. */
const LIMIT_BYTES = 4 * 1024 * 1024;

export interface HttpRepositoryOptions extends HttpOptions {
  /**
   * The service indexes that may be asked; of any other a signature's word is all there is, and it is not asked. A
   * package must not choose whom a verification talks to.
   */
  readonly serviceIndexes: readonly string[];
}

/**
 * What repositories declare of their certificates, over HTTPS (RepositorySignatures resource 5.0.0, 4.9.0, 4.7.0). Each is
 * asked once, however many wait for it; an answer is kept as long as the source, a failure is not. A caller's signal ends
 * that caller's wait alone: the question itself ends by its transport's deadline, or when nobody waits any more.
 *
 * @throws {ConfigError} a service index is no https URL, or an option is out of range.
 */
export function httpRepositorySource({ serviceIndexes, ...http }: HttpRepositoryOptions): RepositoryDeclarationSource {
  const settings = readHttpOptions(http);
  const known = new Map(serviceIndexes.map((index) => [index, requireHttps(index)]));
  const answers = new SharedWork<string, RepositoryDeclaration | undefined>(known.size);
  return {
    async find(serviceIndex, { signal }) {
      const url = known.get(serviceIndex);
      if (url === undefined) return undefined;
      const answer = await answers.join(serviceIndex, (abandoned) => declarationAt(url, settings, abandoned), signal);
      if (answer === undefined && signal?.aborted === true) throw abortedBy(signal, shownUrl(url));
      return answer;
    },
  };
}

function requireHttps(index: string): URL {
  const url = requireHttpUrl(index, "serviceIndexes");
  if (url.protocol === "https:") return url;
  const remedy = "Use the repository's https address: what http brings proves nothing.";
  throw new ConfigError({ at: "serviceIndexes", expected: "an https URL", received: shownUrl(url), remedy });
}

async function declarationAt(
  index: URL,
  settings: ReturnType<typeof readHttpOptions>,
  signal: AbortSignal,
): Promise<RepositoryDeclaration | undefined> {
  // The caller named this host, so it may be a private one; where the index points to must be public, or the same.
  const { createHttpTransport } = await import("../http/transport.js");
  const transport = createHttpTransport(settings, index.hostname);
  try {
    const place = await read(transport, index, signal, findDeclaration);
    if (place === undefined) return undefined;
    return await read(transport, place.url, signal, (text, name) => readDeclaration(text, name, place.type));
  } finally {
    await transport.close();
  }
}

async function read<T>(
  transport: HttpTransport,
  url: URL,
  signal: AbortSignal,
  reader: (text: string, name: string) => T,
): Promise<T> {
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
  const name = shownUrl(url);
  try {
    return reader(new TextDecoder("utf-8", { fatal: true }).decode(answer.body), name);
  } catch (error) {
    if (error instanceof ConfigError)
      throw unusable(url, `declares nothing that could be read: ${error.message}`, error);
    if (error instanceof TypeError) throw unusable(url, "answered with something else than UTF-8", error);
    throw error;
  }
}

function unusable(url: URL, problem: string, cause?: unknown): TransportError {
  const target = shownUrl(url);
  const message = `The repository ${url.host} ${problem}`;
  const remedy = "Ask the repository's operator, or name its certificates in the trust file.";
  return new TransportError({ reason: "wrong-content", target, retryable: false, message, remedy, cause });
}
