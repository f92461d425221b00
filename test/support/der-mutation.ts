import fc from "fast-check";
import { element } from "../../lib/testing/encode.js";
import { type DerNode, derTree, octetsOf } from "./der-tree.js";

/** A change of one element, or of one element by another; lengths above it are made right again. */
interface Mutation {
  readonly place: number;
  readonly other: number;
  readonly how: (typeof WAYS)[number];
  readonly octet: number;
}
const WAYS = ["delete", "double", "replace", "insert", "retag", "empty", "octet", "cut", "wrap"] as const;

/** Changes of a DER structure that leave it well-formed, for the most part. */
export const derMutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(100_000),
    other: fc.nat(100_000),
    how: fc.constantFrom(...WAYS),
    octet: fc.integer({ min: 0, max: 255 }),
  }),
  { minLength: 1, maxLength: 3 },
);

/** The structure with these changes, each made on the result of the one before. */
export function mutated(der: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce(mutateOnce, der);
}

function mutateOnce(der: Uint8Array, mutation: Mutation): Uint8Array {
  const tree = readable(der);
  if (tree === undefined) return der;
  const nodes = allNodes(tree);
  const target = nodes[mutation.place % nodes.length];
  const other = nodes[mutation.other % nodes.length];
  if (target === undefined || other === undefined) return der;
  return Buffer.concat(written(der, tree, target, replacement(der, target, other, mutation)));
}

/** What a mutation left may not be a tree any more. */
function readable(der: Uint8Array): DerNode | undefined {
  try {
    return derTree(der);
  } catch {
    return undefined;
  }
}

function allNodes(node: DerNode): readonly DerNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

function replacement(
  der: Uint8Array,
  target: DerNode,
  other: DerNode,
  { how, octet }: Mutation,
): readonly Uint8Array[] {
  const [own, foreign] = [octetsOf(der, target), octetsOf(der, other)];
  const content = der.subarray(target.content, target.end);
  const changed = Uint8Array.from(content);
  if (changed.length > 0) changed[octet % changed.length] = octet;
  const ways: Readonly<Record<Mutation["how"], readonly Uint8Array[]>> = {
    delete: [],
    double: [own, own],
    replace: [foreign],
    insert: [own, foreign],
    retag: [element(octet & 0xdf, content)],
    empty: [element(target.tag)],
    octet: [element(target.tag, changed)],
    cut: [element(target.tag, content.subarray(0, content.length >> 1))],
    wrap: [element(0x30, own)],
  };
  return ways[how];
}

/** The whole, with the target replaced and every length above it made anew. */
function written(
  der: Uint8Array,
  node: DerNode,
  target: DerNode,
  instead: readonly Uint8Array[],
): readonly Uint8Array[] {
  if (node === target) return instead;
  const isAbove = node.start <= target.start && node.end >= target.end;
  if (!isAbove) return [octetsOf(der, node)];
  return [element(node.tag, ...node.children.flatMap((one) => written(der, one, target, instead)))];
}
