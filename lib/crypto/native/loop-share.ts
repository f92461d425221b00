/** About a millisecond of hashing: a turn of the loop, which costs some microseconds, is then lost in it. */
const BYTES_A_TURN = 1024 * 1024;

/** Somebody who waits for a turn. */
interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/**
 * What all hashing of a provider may do in one turn of the event loop, however many verifications hash at once: who finds
 * nothing left waits for a later turn, in order.
 */
export class LoopShare {
  #left = BYTES_A_TURN;
  #isTurning = false;
  readonly #waiting: Waiting[] = [];

  /**
   * Hands the bytes to `work`, in order and where they lie.
   *
   * @returns `undefined` if they fitted into this turn; otherwise they must stay as they are until it settles.
   */
  visit(bytes: Uint8Array, work: (slice: Uint8Array) => void): void | Promise<void> {
    if (bytes.length > BYTES_A_TURN) return this.#visitInTurns(bytes, work);
    const turn = this.#enter(bytes.length);
    if (turn !== undefined) return turn.then(() => work(bytes));
    work(bytes);
    return undefined;
  }

  async #visitInTurns(bytes: Uint8Array, work: (slice: Uint8Array) => void): Promise<void> {
    for (let start = 0; start < bytes.length; start += BYTES_A_TURN) {
      const slice = bytes.subarray(start, start + BYTES_A_TURN);
      await this.#enter(slice.length);
      work(slice);
    }
  }

  /** @returns `undefined` if there is something left of this turn. */
  #enter(bytes: number): Promise<void> | undefined {
    if (this.#left <= 0 || this.#waiting.length > 0)
      return new Promise((begin) => void this.#waiting.push({ bytes, begin }));
    this.#spend(bytes);
    return undefined;
  }

  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isTurning = false;
    this.#left = BYTES_A_TURN;
    while (this.#left > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#spend(next.bytes);
      next.begin();
    }
  };
}
