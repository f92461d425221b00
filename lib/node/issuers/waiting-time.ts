/** Time that a run may wait in all: it passes while anybody waits, once, however many do. */
export class WaitingTime {
  #leftMs: number;
  #waiting = 0;
  #since = 0;

  constructor(deadlineMs: number) {
    this.#leftMs = deadlineMs;
  }

  /** Begins to wait. @returns milliseconds that are left; 0: nobody waits any more, and `end` is not to be called. */
  begin(): number {
    const now = performance.now();
    const left = Math.ceil(this.#waiting === 0 ? this.#leftMs : this.#leftMs - (now - this.#since));
    if (left <= 0) return 0;
    if (this.#waiting++ === 0) this.#since = now;
    return left;
  }

  end(): void {
    if (--this.#waiting === 0) this.#leftMs -= performance.now() - this.#since;
  }
}
