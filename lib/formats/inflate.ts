/** How inflating ended: the stream came to its end, the visitor had enough, or the bytes are no whole DEFLATE stream. */
export type InflateEnd = "complete" | "stopped" | "broken";

/**
 * Inflates a raw DEFLATE stream (RFC 1951) with the platform's own decoder, which works beside the event loop.
 *
 * What follows the stream's end is ignored by some platforms and refused by others: where it matters, the caller must
 * find out by other means.
 */
export class Inflation {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #end: Promise<InflateEnd>;

  /** @param visit takes the output piece by piece; returns false to stop. */
  constructor(visit: (output: Uint8Array) => boolean) {
    const stream = new DecompressionStream("deflate-raw");
    this.#writer = stream.writable.getWriter();
    this.#reader = stream.readable.getReader();
    this.#end = drain(this.#reader, visit);
  }

  /** @returns false once nothing more is wanted: the visitor has stopped, or the bytes are broken. */
  async write(piece: Uint8Array): Promise<boolean> {
    return settles(this.#writer.write(piece));
  }

  /** Says that nothing more comes. */
  async end(): Promise<InflateEnd> {
    await settles(this.#writer.close());
    return this.#end;
  }

  /** Lets go of the decoder, before its end or after. From the reader's side, as a writer first waits for what is under way. */
  async abandon(): Promise<void> {
    await settles(this.#reader.cancel());
    await this.#end;
  }
}

/** Inflates what is in memory already. */
export async function inflate(input: Uint8Array, visit: (output: Uint8Array) => boolean): Promise<InflateEnd> {
  const inflation = new Inflation(visit);
  await inflation.write(input);
  return inflation.end();
}

async function settles(step: Promise<void>): Promise<boolean> {
  return step.then(
    () => true,
    () => false,
  );
}

async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  visit: (output: Uint8Array) => boolean,
): Promise<InflateEnd> {
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (visit(next.value)) continue;
      await settles(reader.cancel());
      return "stopped";
    }
    return "complete";
  } catch {
    return "broken";
  }
}
