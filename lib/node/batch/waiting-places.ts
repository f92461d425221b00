/** Of a place in which nothing waits. */
const FREE = 0;
/** Of a place whose file is being worked on. */
const TAKEN = -1;

/**
 * Places in which files wait for another thread, as both threads see them at once: messages are heard only when a thread is
 * at rest. A file that waits is taken by one of the two, whichever comes first.
 */
export class WaitingPlaces {
  readonly #states: Int32Array;

  /** @param states shared memory, an element for each place, zero at first. */
  constructor(states: Int32Array) {
    this.#states = states;
  }

  /** @param id of the file, from 1 on, not used before. @returns its place; `undefined` if none is free. */
  put(id: number): number | undefined {
    const place = this.#states.findIndex((_, index) => Atomics.load(this.#states, index) === FREE);
    if (place < 0) return undefined;
    Atomics.store(this.#states, place, id);
    return place;
  }

  /** Whether the file waited there until now, and is the caller's to work on. */
  take(place: number, id: number): boolean {
    return Atomics.compareExchange(this.#states, place, id, TAKEN) === id;
  }

  /** For who has worked on a file. */
  free(place: number): void {
    Atomics.store(this.#states, place, FREE);
  }

  /** Files that nobody has taken. */
  get waiting(): number {
    let count = 0;
    for (let place = 0; place < this.#states.length; place++) if (Atomics.load(this.#states, place) > FREE) count++;
    return count;
  }
}
