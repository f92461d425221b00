import { fileURLToPath } from "node:url";
import type { Piscina } from "piscina";
import { TransportError } from "../../report/index.js";
import { VerdictReader } from "../../verdict/index.js";
import type { VerifyManyResult } from "../../verify/index.js";
import { type Answer, resultOf, type Task } from "./messages.js";
import type { VerifierPlan } from "./plan.js";

/** A second one is there when the first is done: a thread that waits for its next file costs a twentieth. */
const TASKS_PER_THREAD = 2;

/** Threads that judge files, each with a verifier of its own made by one plan. */
export class VerifierThreads {
  /** Files that may be in work at once. */
  readonly capacity: number;
  readonly #pool: Piscina<Task | undefined, Answer | undefined>;
  readonly #reader = new VerdictReader();
  readonly #waiting = new Set<(error: Error) => void>();
  #broken: Error | undefined;
  #suspects: Promise<unknown> = Promise.resolve();

  private constructor(pool: Piscina<Task | undefined, Answer | undefined>, count: number) {
    this.#pool = pool;
    this.capacity = count * TASKS_PER_THREAD;
    pool.on("error", (error: Error) => this.#fail(error));
  }

  /**
   * Starts them.
   *
   * @param program what each runs; tests bring their own.
   * @returns when one is ready; `undefined` where none can be had (the program is not beside a bundle, memory is short).
   */
  static async start(
    plan: VerifierPlan,
    count: number,
    program: URL = new URL("./thread.js", import.meta.url),
  ): Promise<VerifierThreads | undefined> {
    const { Piscina } = await import("piscina");
    const pool = new Piscina<Task | undefined, Answer | undefined>({
      filename: fileURLToPath(program),
      workerData: plan,
      minThreads: count,
      maxThreads: count,
      concurrentTasksPerWorker: TASKS_PER_THREAD,
      maxQueue: "auto",
      recordTiming: false,
      workerHistogram: false,
    });
    const threads = new VerifierThreads(pool, count);
    try {
      await threads.#ask(undefined);
      return threads;
    } catch {
      await threads.end();
      return undefined;
    }
  }

  /** Whether files can still be judged here. */
  get isWorking(): boolean {
    return this.#broken === undefined;
  }

  /**
   * Judges one file. If its thread ends (memory ran out, a library brought it down) the file is judged once more, since it may
   * have been another's fault; if that one ends as well, an error says so.
   *
   * @throws what ends the whole batch.
   */
  async judge(task: Task): Promise<VerifyManyResult> {
    const answer = await this.#ask(task).catch(() => this.#again(task));
    return answer instanceof TransportError
      ? { key: task.item.key, error: answer }
      : resultOf(task.item.key, answer, this.#reader);
  }

  /** Ends the threads, in the middle of whatever they do. */
  async end(): Promise<void> {
    this.#fail(new Error("the threads were ended"));
    await this.#pool.destroy();
  }

  /** Those whose thread ended come one after the other: of two that share a thread again, one would be blamed for nothing. */
  async #again(task: Task): Promise<Answer | TransportError> {
    const answer = this.#suspects.then(() => this.#ask(task)).catch((error: unknown) => lost(task, error));
    this.#suspects = answer;
    return answer;
  }

  async #ask(task: Task): Promise<Answer>;
  async #ask(task: undefined): Promise<undefined>;
  async #ask(task: Task | undefined): Promise<Answer | undefined> {
    if (this.#broken !== undefined) throw this.#broken;
    let reject: ((error: Error) => void) | undefined;
    const failed = new Promise<never>((_resolve, fail) => this.#waiting.add((reject = fail)));
    try {
      return await Promise.race([this.#pool.run(task), failed]);
    } finally {
      if (reject !== undefined) this.#waiting.delete(reject);
    }
  }

  /** A thread that can't even start is not replaced by the pool, which would let its files wait for ever. */
  #fail(error: Error): void {
    this.#broken ??= error;
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}

function lost({ item }: Task, cause: unknown): TransportError {
  return new TransportError({
    reason: "thread-lost",
    target: item.path,
    retryable: false,
    message: `${item.path} was not judged: the thread that worked on it ended twice (${cause instanceof Error ? cause.message : "unknown"}).`,
    remedy: "Verify it by itself, without threads: countersign verify --jobs 1",
    cause,
  });
}
