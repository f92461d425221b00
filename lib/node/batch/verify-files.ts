import { setImmediate as turn } from "node:timers/promises";
import { rulesOf } from "../../policy/index.js";
import { type Clock, ConfigError } from "../../report/index.js";
import {
  batchOf,
  readConcurrency,
  type Verifier,
  type VerifierOptions,
  verifyItem,
  type VerifyItem,
  type VerifyManyResult,
  type VerifyOne,
} from "../../verify/index.js";
import { abortedBy } from "../aborted.js";
import { type FileItem, judgeFile } from "./file-item.js";
import { inOrder } from "./in-order.js";
import { taskOf } from "./messages.js";
import { planOf } from "./plan.js";
import { VerifierThreads } from "./threads.js";

/** Threads take a while to start, in which the main thread judges about as many small packages. */
const WORTH_THREADS = 100;

/** How many files are judged. */
export interface VerifyFilesOptions {
  /** Files in work at once on the main thread. Default 8. */
  readonly concurrency?: number;
  /**
   * Threads beside the main one, from some 100 files on; as many as there are cores that have nothing else to do. Default 0:
   * none. Until the first is ready, the main thread judges.
   */
  readonly threads?: number;
  /** How many files there are, if known and `files` is no array: threads are then started at once, or not at all. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** Judges files of a batch, each where it is judged soonest: in a thread, or on the main thread. */
class FileBatch {
  readonly #verify: VerifyOne;
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #concurrency: number;
  readonly #signal: AbortSignal | undefined;
  #threads: VerifierThreads | undefined;
  #starting: Promise<void> | undefined;
  #running = 0;
  #isOver = false;

  constructor(verifier: Verifier, clock: Clock, options: VerifyFilesOptions) {
    this.#verify = batchOf(verifier);
    this.#limit = rulesOf(verifier.policy).budgets.signatureBytes;
    this.#clock = clock;
    this.#concurrency = readConcurrency(options.concurrency);
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#stop, { once: true });
  }

  hasRoom = (): boolean => this.#running < (this.#working()?.capacity ?? this.#concurrency);

  /** Starts the threads, once; the main thread does not wait for them. */
  startThreads(options: VerifierOptions & Pick<Verifier, "policy">, count: number, program: URL | undefined): void {
    if (this.#starting !== undefined || this.#signal?.aborted === true) return;
    this.#starting = planOf(options)
      .then((plan) => (plan === undefined ? undefined : VerifierThreads.start(plan, count, program)))
      .then(
        (threads) => (this.#isOver ? void threads?.end() : (this.#threads = threads), undefined),
        () => undefined,
      );
  }

  judge = async (item: VerifyItem | FileItem): Promise<VerifyManyResult> => {
    this.#running++;
    try {
      if (!("path" in item)) return await verifyItem(this.#verify, item, this.#signal);
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

  #stop = (): void => void this.#threads?.end();

  async end(): Promise<void> {
    this.#isOver = true;
    this.#signal?.removeEventListener("abort", this.#stop);
    await this.#threads?.end();
  }
}

/**
 * Judges many files, on several cores where that pays, and yields the results in the order of the files.
 *
 * @param options what `verifier` was made of. @param program what each thread runs, for tests.
 */
export async function* verifyFiles(
  verifier: Verifier,
  options: VerifierOptions & Pick<Verifier, "policy">,
  files: Iterable<VerifyItem | FileItem> | AsyncIterable<VerifyItem | FileItem>,
  many: VerifyFilesOptions = {},
  program?: URL,
): AsyncGenerator<VerifyManyResult> {
  const threads = readThreads(many.threads);
  const count = many.count ?? (Array.isArray(files) ? files.length : undefined);
  const batch = new FileBatch(verifier, options.clock, many);
  const startThreads = (): void => batch.startThreads(options, threads, program);
  if (threads > 0 && (count ?? 0) >= WORTH_THREADS) startThreads();
  let drawn = 0;
  const start = (item: VerifyItem | FileItem): Promise<VerifyManyResult> => {
    if (threads > 0 && count === undefined && ++drawn === WORTH_THREADS) startThreads();
    return batch.judge(item);
  };
  try {
    yield* inOrder(files, start, batch.hasRoom);
  } finally {
    await batch.end();
  }
}

function readThreads(threads: number | undefined): number {
  if (threads === undefined) return 0;
  if (Number.isSafeInteger(threads) && threads >= 0) return threads;
  throw new ConfigError({
    at: "options.threads",
    expected: "a whole number, 0 or more",
    received: String(threads),
    remedy: "Leave it out for none.",
  });
}
