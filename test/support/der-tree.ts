/** One element of a DER tree, by its place in the whole. */
export interface DerNode {
  readonly tag: number;
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
  readonly children: readonly DerNode[];
}

/** A reader for tests, which shares no line with the library's: definite lengths, one-octet tags, as deep as tags say. */
export function derTree(bytes: Uint8Array, start = 0): DerNode {
  const { tag, content, end } = header(bytes, start);
  const children: DerNode[] = [];
  for (let at = content; (tag & 0x20) !== 0 && at < end; at = lastEnd(children)) children.push(derTree(bytes, at));
  return { tag, start, content, end, children };
}

function lastEnd(nodes: readonly DerNode[]): number {
  return nodes.at(-1)?.end ?? 0;
}

function header(
  bytes: Uint8Array,
  start: number,
): { readonly tag: number; readonly content: number; readonly end: number } {
  const [tag, first] = [bytes[start], bytes[start + 1]];
  if (tag === undefined || first === undefined) throw new Error(`no element at ${start}`);
  if (first < 0x80) return { tag, content: start + 2, end: start + 2 + first };
  const octets = first & 0x7f;
  let length = 0;
  for (const octet of bytes.subarray(start + 2, start + 2 + octets)) length = length * 256 + octet;
  return { tag, content: start + 2 + octets, end: start + 2 + octets + length };
}

/** The child at a place; a test that asks for one that isn't there is wrong. */
export function child(node: DerNode | undefined, ...path: readonly number[]): DerNode {
  const found = path.reduce<DerNode | undefined>((at, index) => at?.children.at(index), node);
  if (found === undefined) throw new Error(`no element at ${path.join(".")}`);
  return found;
}

/** The element's octets, header included. */
export function octetsOf(bytes: Uint8Array, { start, end }: DerNode): Uint8Array {
  return bytes.subarray(start, end);
}
