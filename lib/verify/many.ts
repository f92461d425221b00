import type { PackageSource } from "../bytes/index.js";
import { ConfigError, TransportError } from "../report/index.js";
import type { Verdict } from "../verdict/index.js";
import type { VerifyItem, VerifyRequest } from "./request.js";

export interface ManyOptions {
  /** How many packages are in work at once. Default 8. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}
export type VerifyManyResult =
  | { readonly key: string; readonly verdict: Verdict }
  | { readonly key: string; readonly error: TransportError };

type VerifyOne = (source: PackageSource, request: VerifyRequest) => Promise<Verdict>;

/**
 * Judges many packages, at most `concurrency` at once, and yields each result as it comes. The items are drawn only as
 * fast as results are taken: a list of a million costs no memory.
 */
export async function* verifyMany(
  verify: VerifyOne,
  items: Iterable<VerifyItem> | AsyncIterable<VerifyItem>,
  options: ManyOptions = {},
): AsyncGenerator<VerifyManyResult> {
  const concurrency = readConcurrency(options.concurrency);
  const iterator = iterate(items);
  const running = new Map<symbol, Promise<{ readonly id: symbol; readonly result: VerifyManyResult }>>();
  let more = true;
  while (more || running.size > 0) {
    while (more && running.size < concurrency) {
      const next = await iterator.next();
      if (next.done === true) more = false;
      else start(verify, next.value, options.signal, running);
    }
    if (running.size === 0) return;
    const { id, result } = await Promise.race(running.values());
    running.delete(id);
    yield result;
  }
}

function readConcurrency(concurrency: number | undefined): number {
  if (concurrency === undefined) return 8;
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new ConfigError({
    at: "options.concurrency",
    expected: "a whole number, 1 or more",
    received: String(concurrency),
    remedy: "Leave it out for 8.",
  });
}

async function* iterate(items: Iterable<VerifyItem> | AsyncIterable<VerifyItem>): AsyncGenerator<VerifyItem> {
  yield* items;
}

function start(
  verify: VerifyOne,
  item: VerifyItem,
  signal: AbortSignal | undefined,
  running: Map<symbol, Promise<{ readonly id: symbol; readonly result: VerifyManyResult }>>,
): void {
  const id = Symbol(item.key);
  running.set(
    id,
    verifyItem(verify, item, signal).then((result) => ({ id, result })),
  );
}

async function verifyItem(
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

function isClosable(source: object): source is { close(): Promise<void> } {
  return "close" in source && typeof source.close === "function";
}
