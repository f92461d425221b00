import { untilAborted } from "./abort.js";

/** Something under way, and how many wait for it. */
interface Work<T> {
  readonly answer: Promise<T>;
  readonly cancel: AbortController;
  waiting: number;
}

/**
 * Work that many want at the same time is done once. Each waits by a signal of its own, which ends that wait and no other;
 * the work itself ends when nobody waits any more. A failure is told to those who waited, and not kept.
 */
export class SharedWork<K, T> {
  readonly #underWay = new Map<K, Work<T>>();
  readonly #done = new Map<K, Promise<T>>();
  readonly #kept: number;

  /** @param kept answers that are kept for those who come later; the oldest go first. 0: only what is under way is shared. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /**
   * Starts the work, or joins those who wait for it already.
   *
   * @param start is given the signal that fires when nobody waits any more; whoever comes first has it called.
   * @param signal ends this wait alone.
   * @returns `undefined` if the caller's signal came first.
   */
  async join(
    key: K,
    start: (abandoned: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    if (signal?.aborted === true) return undefined;
    const work = this.#underWay.get(key);
    const done = work === undefined ? this.#done.get(key) : undefined;
    return done ?? this.#wait(key, work ?? this.#begin(key, start), signal);
  }

  async #wait(key: K, work: Work<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
    work.waiting++;
    try {
      return await untilAborted(work.answer, signal);
    } finally {
      work.waiting--;
      // Once it has settled it is no longer here.
      if (work.waiting === 0 && this.#underWay.get(key) === work) {
        this.#underWay.delete(key);
        work.cancel.abort();
      }
    }
  }

  #begin(key: K, start: (abandoned: AbortSignal) => Promise<T>): Work<T> {
    const cancel = new AbortController();
    const work: Work<T> = { answer: start(cancel.signal), cancel, waiting: 0 };
    this.#underWay.set(key, work);
    work.answer.then(
      () => this.#settle(key, work, true),
      () => this.#settle(key, work, false),
    );
    return work;
  }

  #settle(key: K, work: Work<T>, isAnswer: boolean): void {
    if (this.#underWay.get(key) !== work) return; // abandoned: another may have begun the same anew
    this.#underWay.delete(key);
    if (isAnswer) this.#done.set(key, work.answer);
    const [oldest] = this.#done.keys();
    if (oldest !== undefined && this.#done.size > this.#kept) this.#done.delete(oldest);
  }
}
