/** Results that wait for an older one: a file of a gigabyte holds up none of these. */
const WINDOW = 256;

interface Slot<R> {
  outcome?: { readonly value: R } | { readonly error: unknown };
}

/**
 * Starts work on items as long as there is room, and yields what comes of it in the order of the items. At most {@link WINDOW}
 * results are held: then nothing more is drawn until the oldest is there.
 *
 * @param hasRoom whether one more may be started now.
 * @throws what the work on an item threw, when its turn comes.
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  start: (item: T) => Promise<R>,
  hasRoom: () => boolean,
): AsyncGenerator<R> {
  const slots: Slot<R>[] = [];
  const bell = new Bell();
  const list = new Drawing(items, bell);
  try {
    while (true) {
      for (let first = slots[0]?.outcome; first !== undefined; first = slots[0]?.outcome) {
        slots.shift();
        if ("error" in first) throw first.error;
        yield first.value;
      }
      const drawn = list.take();
      if (drawn !== undefined) slots.push(running(start(drawn.item), bell));
      if (list.isAtEnd && slots.length === 0) return;
      if (slots.length < WINDOW && hasRoom()) list.draw();
      await bell.rung();
    }
  } finally {
    await list.close();
  }
}

/** A list, one item of which is drawn at a time while others are worked on. */
class Drawing<T> {
  readonly #iterator: AsyncIterator<T, unknown>;
  readonly #bell: Bell;
  #isDrawing = false;
  #isClosed = false;
  #drawn: { readonly item: T } | { readonly error: unknown } | undefined;
  isAtEnd = false;

  constructor(items: Iterable<T> | AsyncIterable<T>, bell: Bell) {
    this.#iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : iterate(items);
    this.#bell = bell;
  }

  draw(): void {
    if (this.#isDrawing || this.#drawn !== undefined || this.isAtEnd) return;
    this.#isDrawing = true;
    void this.#next();
  }

  async #next(): Promise<void> {
    try {
      const { done, value } = await this.#iterator.next();
      if (done === true) this.isAtEnd = true;
      else this.#drawn = { item: value };
    } catch (error) {
      this.#drawn = { error };
    }
    this.#isDrawing = false;
    if (this.#isClosed) await this.#iterator.return?.();
    this.#bell.ring();
  }

  /** What was drawn since. @throws what the list threw. */
  take(): { readonly item: T } | undefined {
    const drawn = this.#drawn;
    this.#drawn = undefined;
    if (drawn !== undefined && "error" in drawn) throw drawn.error;
    return drawn;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // An item that is being waited for may never come: the list is then closed behind it.
    if (!this.#isDrawing) await this.#iterator.return?.();
  }
}

function running<R>(work: Promise<R>, bell: Bell): Slot<R> {
  const slot: Slot<R> = {};
  const settle = (outcome: NonNullable<Slot<R>["outcome"]>): void => {
    slot.outcome = outcome;
    bell.ring();
  };
  work.then(
    (value) => {
      settle({ value });
    },
    (error: unknown) => {
      settle({ error });
    },
  );
  return slot;
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  yield* items;
}

/** Wakes whoever waits for something to happen; what has happened before is not missed. */
class Bell {
  #hasRung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  async rung(): Promise<void> {
    if (!this.#hasRung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#hasRung = false;
    this.#wake = undefined;
  }
}
