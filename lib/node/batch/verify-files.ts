import type { PackageSource } from "../../bytes/index.js";
import { defaultProvider, isOwnProvider } from "../../crypto/index.js";
import { rulesOf } from "../../policy/index.js";
import { type Clock, requireFields, requireGiven, requireOnly, requireWhole } from "../../report/index.js";
import {
  batchOf,
  type HashContent,
  readConcurrency,
  requireItem,
  requireRequest,
  type Verifier,
  type VerifierOptions,
  verifyItem,
  type VerifyItem,
  type VerifyManyResult,
  type VerifyOne,
  type VerifyRequest,
} from "../../verify/index.js";
import { abortedBy } from "../aborted.js";
import { type FileItem, judgeFile } from "./file-item.js";
import { HASHING_CAPACITY, HashingThread } from "./hashing-thread.js";
import { inOrder } from "./in-order.js";
import { taskOf } from "./messages.js";
import { planOf } from "./plan.js";
import { VerifierThreads } from "./threads.js";

/** Threads that judge take a while to start and longer to be as fast as the main one, which judges about as many meanwhile. */
const WORTH_JUDGING = 100;

/** A thread that only hashes is there sooner, and fast at once. */
const WORTH_HASHING = 32;

/** How many files are judged. */
export interface VerifyFilesOptions {
  /** Files in work at once on the main thread. Default 8. */
  readonly concurrency?: number;
  /**
   * Threads that work on the files; as many as there are cores that have nothing else to do. 0 and 1: the main thread alone,
   * which is the default. 2: it judges, and from some 30 files on another one hashes what is large. 3 and more: from some 100
   * files on so many others judge; until the first is ready, the main one does.
   */
  readonly threads?: number;
  /** How many files there are, if known and `files` is no array: threads are then started at once, or not at all. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** What threads run. Tests bring their own. */
export interface ThreadPrograms {
  readonly judging?: URL;
  readonly hashing?: URL;
}

/** Judges files of a batch, each where it is judged soonest: in a thread, or on the main thread. */
class FileBatch {
  readonly #verify: VerifyOne;
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #concurrency: number;
  readonly #signal: AbortSignal | undefined;
  #threads: VerifierThreads | undefined;
  #hashing: HashingThread | undefined;
  #starting: Promise<void> | undefined;
  #running = 0;
  #isOver = false;

  constructor(verifier: Verifier, clock: Clock, options: VerifyFilesOptions) {
    const verify = batchOf(verifier);
    this.#verify = (source, request) => verify(source, request, this.#hashElsewhere(source, request));
    this.#limit = rulesOf(verifier.policy).budgets.signatureBytes;
    this.#clock = clock;
    this.#concurrency = readConcurrency(options.concurrency);
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#stop, { once: true });
  }

  hasRoom = (): boolean => this.#running < this.#capacity();

  #capacity(): number {
    return this.#working()?.capacity ?? Math.max(this.#concurrency, this.#hashing === undefined ? 0 : HASHING_CAPACITY);
  }

  /** A signal of the item's own is not heard by another thread. */
  #hashElsewhere(source: PackageSource, { signal }: VerifyRequest): HashContent | undefined {
    return signal === this.#signal ? this.#hashing?.of(source) : undefined;
  }

  /** Starts threads that judge, once; the main thread does not wait for them. */
  startJudging(options: VerifierOptions & Pick<Verifier, "policy">, count: number, program: URL | undefined): void {
    if (this.#starting !== undefined || this.#signal?.aborted === true) return;
    this.#starting = planOf(options)
      .then((plan) => (plan === undefined ? undefined : VerifierThreads.start(plan, count, program)))
      .then(
        (threads) => (this.#isOver ? void threads?.end() : (this.#threads = threads), undefined),
        () => undefined,
      );
  }

  /** Starts a thread that hashes, once. */
  startHashing(program: URL | undefined): void {
    if (this.#hashing === undefined && this.#signal?.aborted !== true) this.#hashing = new HashingThread(program);
  }

  judge = async (item: VerifyItem | FileItem): Promise<VerifyManyResult> => {
    this.#running++;
    try {
      if (!isFile(item)) return await verifyItem(this.#verify, item, this.#signal);
      const threads = this.#working();
      const task = threads === undefined ? undefined : taskOf(item, this.#clock(), this.#signal);
      if (threads === undefined || task === undefined) return await this.#judgeHere(item);
      const result = await threads.judge(task);
      return this.#signal?.aborted === true && "error" in result ? this.#aborted(item, this.#signal) : result;
    } finally {
      this.#running--;
    }
  };

  /** Judging a file need not wait for anything: without a turn, neither a signal nor a thread that is ready were heard of. */
  async #judgeHere(item: FileItem): Promise<VerifyManyResult> {
    const result = await judgeFile(this.#verify, item, this.#limit, this.#signal);
    await turn();
    return result;
  }

  #working(): VerifierThreads | undefined {
    return this.#threads?.isWorking === true ? this.#threads : undefined;
  }

  #aborted({ key, path }: FileItem, signal: AbortSignal): VerifyManyResult {
    return { key, error: abortedBy(signal, path) };
  }

  #stop = (): void => {
    void this.#hashing?.end();
    void this.#threads?.end();
  };

  async end(): Promise<void> {
    this.#isOver = true;
    this.#signal?.removeEventListener("abort", this.#stop);
    await Promise.all([this.#hashing?.end(), this.#threads?.end()]);
  }
}

/** `node:timers/promises` has one that looks at its options first, for 10 µs. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A bare path is none, and is refused like any other item without a source. */
function isFile(item: VerifyItem | FileItem): item is FileItem {
  return "path" in item;
}

/**
 * Judges many files, on several cores where that pays, and yields the results in the order of the files.
 *
 * @param options what `verifier` was made of.
 */
export async function* verifyFiles(
  verifier: Verifier,
  options: VerifierOptions & Pick<Verifier, "policy">,
  files: Iterable<VerifyItem | FileItem> | AsyncIterable<VerifyItem | FileItem>,
  many: VerifyFilesOptions = {},
  programs: ThreadPrograms = {},
): AsyncGenerator<VerifyManyResult> {
  requireGiven(files, "items", "items");
  requireOnly(many, "options", { signal: "signal?" }, ["concurrency", "threads", "count"]);
  const threads = readThreads(many.threads);
  const count = readCount(many.count) ?? (Array.isArray(files) ? files.length : undefined);
  const batch = new FileBatch(verifier, options.clock, many);
  const isHashing = threads === 2 && isOwnProvider(options.crypto ?? defaultProvider);
  const worth = isHashing ? WORTH_HASHING : WORTH_JUDGING;
  const startThreads = (): void =>
    isHashing ? batch.startHashing(programs.hashing) : batch.startJudging(options, threads, programs.judging);
  if (threads > 1 && (count ?? 0) >= worth) startThreads();
  let drawn = 0;
  const start = async (item: VerifyItem | FileItem): Promise<VerifyManyResult> => {
    requireFile(item, `items[${drawn++}]`);
    if (threads > 1 && count === undefined && drawn === worth) startThreads();
    return batch.judge(item);
  };
  try {
    yield* inOrder(files, start, batch.hasRoom);
  } finally {
    await batch.end();
  }
}

const FILE = { key: "text", path: "text" } as const;
const FILE_FIELDS: readonly string[] = Object.keys(FILE);

/** @throws {ConfigError} it is neither a file nor what `verify` takes. */
function requireFile(item: VerifyItem | FileItem, at: string): void {
  requireGiven(item, at, "item");
  if (!isFile(item)) {
    requireItem(item, at);
    return;
  }
  requireFields(item, at, FILE);
  requireRequest(item, at, FILE_FIELDS);
}

function readThreads(threads = 0): number {
  requireWhole(threads, "options.threads", 0, "Leave it out for none.");
  return threads;
}

function readCount(count: number | undefined): number | undefined {
  if (count !== undefined) requireWhole(count, "options.count", 0, "Leave it out: they are counted then.");
  return count;
}
