import type { PackageSource, Segment } from "../bytes/index.js";
import type { ContentDigests } from "../crypto/index.js";
import { type HashName, requireGiven, requireOnly, requireWhole, TransportError } from "../report/index.js";
import type { Verdict } from "../verdict/index.js";
import { requireItem, type VerifyItem, type VerifyRequest } from "./request.js";

/** How a batch runs. */
export interface ManyOptions {
  /** How many packages are in work at once. Default 8. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}
/** What became of one item: judged, or its package could not be read. `key` is the item's own. */
export type VerifyManyResult =
  | { readonly key: string; readonly verdict: Verdict }
  | { readonly key: string; readonly error: TransportError };

/**
 * Hashes the content of one package elsewhere, the same bytes by the same rules.
 *
 * @returns `undefined`, now or later, where it has to be hashed here after all.
 */
export type HashContent = (
  segments: readonly Segment[],
  algorithms: readonly HashName[],
) => Promise<ContentDigests | undefined> | undefined;

/** Judges one package of a batch. */
export type VerifyOne = (source: PackageSource, request: VerifyRequest, hash?: HashContent) => Promise<Verdict>;

/** What happened next: a package was judged, or another one was drawn. */
type Event =
  | { readonly id: symbol; readonly result: VerifyManyResult }
  | { readonly drawn: IteratorResult<VerifyItem, unknown> };

/**
 * Judges many packages, at most `concurrency` at once, and yields each result as it comes. The items are drawn only as
 * fast as results are taken: a list of a million costs no memory, and a list that is slow to come holds no result up.
 */
export async function* verifyMany(
  verify: VerifyOne,
  items: Iterable<VerifyItem> | AsyncIterable<VerifyItem>,
  options: ManyOptions = {},
): AsyncGenerator<VerifyManyResult> {
  requireGiven(items, "items", "items");
  requireOnly(options, "options", { signal: "signal?" }, ["concurrency"]);
  const concurrency = readConcurrency(options.concurrency);
  const iterator = iterate(items);
  const running = new Map<symbol, Promise<Event>>();
  let drawing: Promise<Event> | undefined;
  let more = true;
  let count = 0;
  while (true) {
    if (more && running.size < concurrency) drawing ??= iterator.next().then((drawn) => ({ drawn }));
    const awaited = drawing === undefined ? [...running.values()] : [...running.values(), drawing];
    if (awaited.length === 0) return;
    const event = await Promise.race(awaited);
    if ("drawn" in event) {
      drawing = undefined;
      if (event.drawn.done === true) more = false;
      else {
        requireItem(event.drawn.value, `items[${count++}]`);
        start(verify, event.drawn.value, options.signal, running);
      }
    } else {
      running.delete(event.id);
      yield event.result;
    }
  }
}

/** @throws {ConfigError} it is no whole number from 1 on. */
export function readConcurrency(concurrency = 8): number {
  requireWhole(concurrency, "options.concurrency", 1, "Leave it out for 8.");
  return concurrency;
}

async function* iterate(items: Iterable<VerifyItem> | AsyncIterable<VerifyItem>): AsyncGenerator<VerifyItem> {
  yield* items;
}

function start(
  verify: VerifyOne,
  item: VerifyItem,
  signal: AbortSignal | undefined,
  running: Map<symbol, Promise<Event>>,
): void {
  const id = Symbol(item.key);
  running.set(
    id,
    verifyItem(verify, item, signal).then((result) => ({ id, result })),
  );
}

/** One item: opened if need be, judged, and closed. @throws what is no fault of the item alone. */
export async function verifyItem(
  verify: VerifyOne,
  { key, source, ...request }: VerifyItem,
  signal: AbortSignal | undefined,
): Promise<VerifyManyResult> {
  try {
    const opened = typeof source === "function" ? await source() : source;
    try {
      const limited = signal === undefined || request.signal !== undefined ? request : { ...request, signal };
      return { key, verdict: await verify(opened, { name: key, ...limited }) };
    } finally {
      // What was opened for this item is closed with it.
      if (typeof source === "function" && isClosable(opened)) await opened.close();
    }
  } catch (error) {
    if (error instanceof TransportError) return { key, error };
    throw error;
  }
}

/** What a function gave may be no source at all, and is refused as that. */
function isClosable(source: unknown): source is { close(): Promise<void> } {
  return typeof source === "object" && source !== null && "close" in source && typeof source.close === "function";
}
