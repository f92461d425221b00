import type { Budget } from "../../report/index.js";
import { type GeneralSubtree, generalNameText, type NameConstraints } from "../../x509/index.js";
import { prepareSubtree, type Relate } from "./compare.js";
import { type NameKind, type SubjectName, textOf } from "./names.js";
import { toHex } from "../../bytes/index.js";

/** How a name breaks what an issuer may certify. `budget`: too much to compare. */
export type ConstraintBreach =
  | { readonly kind: "excluded" | "not-permitted" | "unsupported"; readonly name: string; readonly constraint: string }
  | { readonly kind: "budget" };

interface KindSubtrees {
  readonly permitted: readonly NamedSubtree[];
  readonly excluded: readonly NamedSubtree[];
}
interface NamedSubtree {
  readonly subtree: GeneralSubtree;
  readonly relate: Relate;
}

/** Names that no constraint is about are passed over on every path anew: so many of them cost as much as one comparison. */
const FREE_NAMES_PER_COMPARISON = 16;

/**
 * One issuer's name constraints, ready for comparison (RFC 5280 §4.2.1.10). The intersections of §6.1.4(g) are not formed:
 * a name lies in the intersection of the permitted subtrees exactly if it lies in those of each issuer.
 */
export class PreparedConstraints {
  readonly #byKind = new Map<NameKind, { permitted: NamedSubtree[]; excluded: NamedSubtree[] }>();

  readonly #isReadable: boolean;

  /** @param constraints `undefined`: they are there and can't be read, so that nothing is permitted. */
  constructor(constraints: NameConstraints | undefined) {
    this.#isReadable = constraints !== undefined;
    const { permitted, excluded } = constraints ?? { permitted: [], excluded: [] };
    for (const subtree of permitted) this.#ofKind(subtree.base.kind).permitted.push(named(subtree));
    for (const subtree of excluded) this.#ofKind(subtree.base.kind).excluded.push(named(subtree));
  }

  /** The first breach among a certificate's names; a kind of name that nothing is said about is free. */
  breach(names: readonly SubjectName[], budget: Budget): ConstraintBreach | undefined {
    if (!this.#isReadable) return { kind: "unsupported", name: names.map(textOf)[0] ?? "", constraint: "unreadable" };
    let free = 0;
    for (const name of names) {
      const subtrees = this.#byKind.get(name.kind);
      if (subtrees === undefined) {
        if (++free % FREE_NAMES_PER_COMPARISON === 0 && !budget.draw("nameConstraintComparisons"))
          return { kind: "budget" };
        continue;
      }
      if (!budget.draw("nameConstraintComparisons", subtrees.permitted.length + subtrees.excluded.length))
        return { kind: "budget" };
      const breach = breachOf(name, subtrees);
      if (breach !== undefined) return breach;
    }
    return undefined;
  }

  #ofKind(kind: NameKind): { permitted: NamedSubtree[]; excluded: NamedSubtree[] } {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const subtrees = { permitted: [], excluded: [] };
    this.#byKind.set(kind, subtrees);
    return subtrees;
  }
}

function named(subtree: GeneralSubtree): NamedSubtree {
  return { subtree, relate: prepareSubtree(subtree) };
}

/** RFC 5280 §6.1.3(b), (c): in none of the excluded subtrees and, if there are permitted ones of its kind, in one of those. */
function breachOf(name: SubjectName, { permitted, excluded }: KindSubtrees): ConstraintBreach | undefined {
  for (const { subtree, relate } of excluded) {
    const relation = relate(name);
    if (relation === "unprocessable") return told("unsupported", name, subtree);
    if (relation !== "outside") return told("excluded", name, subtree);
  }
  let doubtful: GeneralSubtree | undefined;
  for (const { subtree, relate } of permitted) {
    const relation = relate(name);
    if (relation === "inside") return undefined;
    if (relation === "unprocessable") doubtful ??= subtree;
  }
  if (doubtful !== undefined) return told("unsupported", name, doubtful);
  const [first] = permitted;
  return first === undefined ? undefined : told("not-permitted", name, first.subtree);
}

function told(
  kind: "excluded" | "not-permitted" | "unsupported",
  subject: SubjectName,
  { base }: GeneralSubtree,
): ConstraintBreach {
  // An address constraint is the address and its mask: no text form of a GeneralName fits.
  const constraint = base.kind === "ip" ? toHex(base.address) : generalNameText(base);
  return { kind, name: textOf(subject), constraint };
}
