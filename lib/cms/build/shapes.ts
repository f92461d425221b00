/** A way in which structures are encoded that differ in the octets of some values and in nothing else. */
interface Shape {
  /** With zeros in the places. */
  readonly encoding: Uint8Array;
  /** Where each value begins. */
  readonly places: readonly number[];
}

type Build = (values: readonly Uint8Array[]) => Uint8Array;

/** More than one signer uses: by kind, hash, and the lengths of its values. */
const MOST_SHAPES = 64;

/** The oldest first. */
const shapes = new Map<string, Shape>();

/**
 * Encodes a structure of which only the octets of some values are new. Of each shape one structure is encoded, by asn1js,
 * which takes as long as verifying the signature; the values of the next are put in its places.
 *
 * @param key all that the encoding depends on but the values.
 * @param values what the structure holds as octets, in order.
 * @param build encodes it, whatever octets the values have.
 */
export function encodeByShape(key: string, values: readonly Uint8Array[], build: Build): Uint8Array<ArrayBuffer> {
  let lengths = key;
  for (const { length } of values) lengths += ` ${length}`;
  const { encoding, places } = shapeFor(lengths, values, build);
  const encoded = new Uint8Array(encoding);
  for (let index = 0; index < values.length; index++) encoded.set(values[index] ?? [], places[index]);
  return encoded;
}

function shapeFor(key: string, values: readonly Uint8Array[], build: Build): Shape {
  const known = shapes.get(key);
  if (known !== undefined) return known;
  const shape = shapeOf(values, build);
  shapes.set(key, shape);
  const [oldest] = shapes.keys();
  if (shapes.size > MOST_SHAPES && oldest !== undefined) shapes.delete(oldest);
  return shape;
}

/** Two encodings, one with zeros and one with ones, tell the places: they differ there and nowhere else. */
function shapeOf(values: readonly Uint8Array[], build: Build): Shape {
  const encoding = build(values.map(({ length }) => new Uint8Array(length)));
  const other = build(values.map(({ length }) => new Uint8Array(length).fill(0xff)));
  const places: number[] = [];
  let at = 0;
  for (const { length } of values) {
    while (length > 0 && at < encoding.length && encoding[at] === other[at]) at++;
    places.push(at);
    at += length;
  }
  requirePlaces({ encoding, places }, other, values);
  return { encoding, places };
}

function requirePlaces({ encoding, places }: Shape, other: Uint8Array, values: readonly Uint8Array[]): void {
  const filled = new Uint8Array(encoding);
  for (const [index, { length }] of values.entries()) {
    const start = places[index] ?? 0;
    filled.fill(0xff, start, start + length);
  }
  const isRight = filled.length === other.length && filled.every((octet, at) => octet === other[at]);
  if (!isRight) throw new Error("a structure does not hold the values that it was built from as they are");
}
