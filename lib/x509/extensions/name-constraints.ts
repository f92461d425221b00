import { contextConstructed, contextPrimitive, DerReader, smallInteger, Tag } from "../../der/index.js";
import { type GeneralName, readGeneralName } from "../general-name.js";

/** RFC 5280 §4.2.1.10. */
export interface GeneralSubtree {
  /** What names under it look like; of an IP address: the address and then its mask. */
  readonly base: GeneralName;
  /** A minimum but 0, or any maximum, makes a subtree that nobody processes. */
  readonly minimum: number;
  readonly maximum: number | undefined;
}

/** RFC 5280 §4.2.1.10. A list that is absent is empty here: it constrains nothing. */
export interface NameConstraints {
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

/** @throws {DerFault} also where both lists are absent, or one is there and empty: §4.2.1.10 forbids both. */
export function readNameConstraints(value: Uint8Array): NameConstraints {
  const reader = new DerReader(value, "NameConstraints");
  const fields = reader.enter(Tag.sequence, "NameConstraints");
  reader.finish();
  if (fields.atEnd) throw fields.fault(fields.position, "constrains nothing: no permitted and no excluded subtrees");
  const permitted = readSubtrees(fields, 0);
  const excluded = readSubtrees(fields, 1);
  fields.finish();
  return { permitted, excluded };
}

function readSubtrees(fields: DerReader, number: number): readonly GeneralSubtree[] {
  const list = fields.enterOptional(contextConstructed(number), "GeneralSubtrees");
  if (list === undefined) return [];
  const subtrees: GeneralSubtree[] = [];
  while (!list.atEnd) subtrees.push(readSubtree(list));
  if (subtrees.length === 0) throw list.fault(list.position, "holds no subtree");
  return subtrees;
}

function readSubtree(list: DerReader): GeneralSubtree {
  const fields = list.enter(Tag.sequence, "GeneralSubtree");
  const base = readGeneralName(fields);
  const least = fields.readOptional(contextPrimitive(0));
  const minimum = least === undefined ? 0 : smallInteger(fields, least);
  if (least !== undefined && minimum === 0)
    throw fields.fault(least.start, "has a minimum of 0 written out", "X.690 §11.5");
  const most = fields.readOptional(contextPrimitive(1));
  const maximum = most === undefined ? undefined : smallInteger(fields, most);
  fields.finish();
  return { base, minimum, maximum };
}
