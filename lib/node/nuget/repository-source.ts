import { resolve } from "node:path";
import { Field, readWord } from "../../policy/index.js";
import { type Clock, ConfigError, SharedWork, TransportError, requireFields } from "../../report/index.js";
import { abortedBy } from "../aborted.js";
import { systemClock } from "../clock.js";
import { type HttpOptions, type HttpSettings, readHttpOptions } from "../http/options.js";
import { requireHttpUrl, shownUrl } from "../http/url.js";
import { defaultCacheDirectory } from "../user-folders.js";
import { askRepository } from "./ask-repository.js";
import {
  readDeclaration,
  type RepositoryDeclaration,
  type RepositoryDeclarationSource,
} from "../../signature/index.js";
import { type KeptAnswer, RepositoryCache } from "./repository-cache.js";

/** Which repositories are asked what they declare, and where the answers are kept. */
export interface HttpRepositoryOptions extends HttpOptions {
  /**
   * The service indexes that may be asked; of any other a signature's word is all there is, and it is not asked. A
   * package must not choose whom a verification talks to.
   */
  readonly serviceIndexes: readonly string[];
  /**
   * `online` (default): a kept answer that is still current, else the repository. `offline`: kept answers alone.
   * `refresh`: the repository, whatever is kept.
   */
  readonly mode?: "online" | "offline" | "refresh";
  /** Where answers are kept. Default: the user's cache folder. It is made when the first answer is kept. */
  readonly cacheDirectory?: string;
  /** Until when a kept answer is current goes by it. Default: the system's. */
  readonly clock?: Clock;
}

const OPTIONS = { serviceIndexes: "text[]", cacheDirectory: "text?", clock: "clock?" } as const;
const MODES = ["online", "offline", "refresh"] as const;

const MINUTE = 60_000;
/** Of an answer without a word on its validity; NuGet keeps its own as long. */
const USUAL_MS = 30 * MINUTE;
/** A batch of verifications asks once even where a server says no-cache. */
const LEAST_MS = MINUTE;
/** A repository that withdraws a certificate is heard after a day, whatever it said before. */
const MOST_MS = 24 * 60 * MINUTE;

/**
 * What repositories declare of their certificates, over HTTPS (RepositorySignatures resource 5.0.0, 4.9.0, 4.7.0). Each is
 * asked once, however many wait for it. A caller's signal ends that caller's wait alone: the question itself ends by its
 * transport's deadline, or when nobody waits any more.
 *
 * An answer is kept, in memory and on disk, as long as its `Cache-Control` or `Expires` say: 30 minutes where they say
 * nothing, one minute at least (in memory alone after `no-store`), one day at most. What is older is never used; a failure
 * is not kept.
 *
 * @throws {ConfigError} a service index is no https URL, or an option is out of range.
 */
export function httpRepositorySource(options: HttpRepositoryOptions): RepositoryDeclarationSource {
  requireFields(options, "options", OPTIONS);
  const { serviceIndexes, mode = "online", cacheDirectory, clock = systemClock } = options;
  readWord(new Field(mode, "options.mode"), MODES);
  const settings = readHttpOptions(options, ["mode", ...Object.keys(OPTIONS)]);
  const known = new Map(
    serviceIndexes.map((index, number) => [index, requireHttps(index, `options.serviceIndexes[${number}]`)]),
  );
  const cache = new RepositoryCache(resolve(cacheDirectory ?? defaultCacheDirectory()));
  return new HttpRepositories({ known, mode, clock, settings, cache });
}

interface Settings {
  readonly known: ReadonlyMap<string, URL>;
  readonly mode: NonNullable<HttpRepositoryOptions["mode"]>;
  readonly clock: Clock;
  readonly settings: HttpSettings;
  readonly cache: RepositoryCache;
}

class HttpRepositories implements RepositoryDeclarationSource {
  readonly #options: Settings;
  readonly #inMemory = new Map<string, KeptAnswer>();
  readonly #asking = new SharedWork<string, KeptAnswer>(0);

  constructor(options: Settings) {
    this.#options = options;
  }

  async find(
    serviceIndex: string,
    { signal }: { readonly signal?: AbortSignal },
  ): Promise<RepositoryDeclaration | undefined> {
    const { known, clock } = this.#options;
    const index = known.get(serviceIndex);
    if (index === undefined) return undefined;
    const kept = this.#inMemory.get(serviceIndex);
    if (isCurrent(kept, clock().getTime())) return kept.declaration;
    const answer = await this.#asking.join(serviceIndex, (abandoned) => this.#answer(index, abandoned), signal);
    if (answer === undefined) throw abortedBy(signal ?? AbortSignal.abort(), shownUrl(index));
    this.#inMemory.set(serviceIndex, answer);
    return answer.declaration;
  }

  async #answer(index: URL, signal: AbortSignal): Promise<KeptAnswer> {
    const { mode, cache, clock } = this.#options;
    const kept = mode === "refresh" ? undefined : cache.find(index);
    if (isCurrent(kept, clock().getTime())) return kept;
    if (mode === "offline") throw notKept(index, kept);
    return this.#ask(index, signal);
  }

  async #ask(index: URL, signal: AbortSignal): Promise<KeptAnswer> {
    const { settings, cache, clock } = this.#options;
    const askedAt = clock().getTime();
    const answer = await askRepository(index, settings, askedAt, signal);
    const { freshMs = USUAL_MS, mayStore } = answer.freshness;
    const freshUntil = askedAt + Math.min(MOST_MS, Math.max(LEAST_MS, freshMs));
    if (mayStore) await cache.store(index, answer, askedAt, freshUntil);
    const { resource } = answer;
    const declaration =
      resource === undefined ? undefined : readDeclaration(resource.text, resource.url, resource.type);
    return { askedAt, freshUntil, declaration };
  }
}

/** One that was kept in the future is of a clock that was wrong; one that holds longer than we let any, of another's making. */
function isCurrent(kept: KeptAnswer | undefined, now: number): kept is KeptAnswer {
  if (kept === undefined || kept.askedAt > now) return false;
  return now < kept.freshUntil && kept.freshUntil - kept.askedAt <= MOST_MS;
}

function requireHttps(index: string, at: string): URL {
  const url = requireHttpUrl(index, at);
  if (url.protocol === "https:") return url;
  const remedy = "Use the repository's https address: what http brings proves nothing.";
  throw new ConfigError({ at, expected: "an https URL", received: shownUrl(url), remedy });
}

function notKept(index: URL, kept: KeptAnswer | undefined): TransportError {
  const what =
    kept === undefined
      ? "no answer of it is kept"
      : `the answer that is kept ended on ${new Date(kept.freshUntil).toISOString()}`;
  return new TransportError({
    reason: "unreachable",
    target: shownUrl(index),
    retryable: false,
    message: `The repository ${index.host} may not be asked offline, and ${what}.`,
    remedy: "Ask it where there is a network: countersign trust sync.",
  });
}
