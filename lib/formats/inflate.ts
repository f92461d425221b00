/** How inflating ended: the stream came to its end, the visitor had enough, or the bytes are no whole DEFLATE stream. */
export type InflateEnd = "complete" | "stopped" | "broken";

/**
 * Inflates a raw DEFLATE stream (RFC 1951) with the platform's own decoder, which runs beside the event loop.
 *
 * What follows the stream's end is ignored by some platforms and refused by others: where it matters, the caller finds out.
 *
 * @param visit takes the output piece by piece; returns false to stop.
 * @throws what `input` throws.
 */
export async function inflate(
  input: AsyncIterable<Uint8Array>,
  visit: (output: Uint8Array) => boolean,
): Promise<InflateEnd> {
  const stream = new DecompressionStream("deflate-raw");
  const feeding = feed(stream.writable.getWriter(), input);
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.readable.getReader();
  const end = await drain(reader, visit);
  const sourceFault = await feeding;
  if (sourceFault !== undefined) throw sourceFault.cause;
  return end;
}

/** @returns what the input threw, if it did; the decoder's own faults show at the other end of the stream. */
async function feed(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  input: AsyncIterable<Uint8Array>,
): Promise<{ readonly cause: unknown } | undefined> {
  try {
    for await (const piece of input) if (!(await settles(writer.write(piece)))) return undefined;
  } catch (cause) {
    await settles(writer.abort(cause));
    return { cause };
  }
  await settles(writer.close());
  return undefined;
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
