import { type RandomAccessSource, type Segment, segmentsLength, visitSegments } from "../bytes/index.js";
import { sourceChanged } from "../report/index.js";

/** Octets of a value by Ed25519 (RFC 8032 §5.1.6), which has the fewest, and by RSA with the longest modulus that anybody verifies with. */
const [LEAST, MOST] = [64, 2048];

/**
 * Whether a file could be the value of a signature. What a repository signs of such a file is what its countersignature would
 * sign of that signature (RFC 5652 §11.4): whoever uploads the value of a signature of their own could move the one into the place
 * of the other. Countersignatures must not have a content-type, which would keep the two apart, but those of nuget.org do, so that
 * verifiers take it. Nobody makes a value that reads as text.
 *
 * @throws {TransportError} the source is shorter than it says.
 */
export async function readsAsSignatureValue(
  source: RandomAccessSource,
  content: readonly Segment[],
  target: string,
): Promise<boolean> {
  const length = segmentsLength(content);
  if (length < LEAST || length > MOST) return false;
  const octets: number[] = [];
  if (!(await visitSegments(source, content, (slice) => void octets.push(...slice)))) throw sourceChanged(target);
  return !isText(Uint8Array.from(octets));
}

function isText(octets: Uint8Array): boolean {
  try {
    return !/[^\P{Cc}\t\n\r]/u.test(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch {
    return false;
  }
}
