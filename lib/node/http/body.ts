import { concatBytes } from "../../bytes/index.js";
import { TransportError } from "../../report/index.js";
import { connectionFailure, httpFailure, type Peer } from "./failure.js";

/** @throws {TransportError} `wrong-content`. Proxies' login pages and error pages answer 200 with text/html. */
export function requireContentType(
  peer: Peer,
  headers: ReadonlyMap<string, string>,
  expected: readonly string[],
): void {
  const [type = ""] = (headers.get("content-type") ?? "").split(";");
  const actual = type.trim().toLowerCase();
  const fits = expected.length === 0 ? actual !== "text/html" : expected.includes(actual);
  const encoding = headers.get("content-encoding") ?? "identity";
  if (fits && encoding.toLowerCase() === "identity") return;
  const received = fits ? `content encoded as ${shown(encoding)}` : actual === "" ? "no content type" : shown(actual);
  throw httpFailure(peer, {
    reason: "wrong-content",
    retryable: false,
    problem: `answered 200 with ${received} instead of ${expected[0] ?? "the data asked for"}`,
    remedy: "Check the URL; a proxy's login page answers like this.",
  });
}

/** @throws {TransportError} `too-large` as soon as the limit is passed, by what is announced or by what arrives. */
export async function readBody(
  peer: Peer,
  body: AsyncIterable<Uint8Array>,
  headers: ReadonlyMap<string, string>,
  limitBytes: number,
): Promise<Uint8Array> {
  if (Number(headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(peer, limitBytes);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      length += part.length;
      if (length > limitBytes) throw tooLarge(peer, limitBytes);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof TransportError ? error : connectionFailure(peer, error);
  }
  return concatBytes(parts);
}

function tooLarge(peer: Peer, limitBytes: number): TransportError {
  return httpFailure(peer, {
    reason: "too-large",
    retryable: false,
    problem: `answered with more than ${limitBytes} bytes`,
    remedy: "Check the URL; an answer of this kind is never so large.",
  });
}

/** A header's value is the server's to choose: it may hold anything, at any length. */
function shown(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
