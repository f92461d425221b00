/** From how many names under one first segment on a pattern is shorter than they are. */
const WORTH_A_PATTERN = 3;

/**
 * Patterns that cover exactly the names given and none of the others, which may be patterns as well: names that share a first
 * segment become `Segment.*` where nobody else uses that segment. Sorted.
 */
export function shortestPatterns(names: readonly string[], others: readonly string[]): readonly string[] {
  const foreign = new Set(others.map((name) => firstSegment(name)));
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const segment = firstSegment(name);
    groups.set(segment, [...(groups.get(segment) ?? []), name]);
  }
  const patterns = [...groups].flatMap(([segment, members]) => {
    // `Contoso.*` means the names below Contoso, not Contoso itself.
    const below = members.filter((name) => name.length > segment.length);
    const itself = members.filter((name) => name.length === segment.length);
    if (below.length < WORTH_A_PATTERN || foreign.has(segment)) return members;
    return [...itself, `${(below[0] ?? "").slice(0, segment.length)}.*`];
  });
  return patterns.toSorted();
}

function firstSegment(name: string): string {
  return (name.split(".")[0] ?? name).toLowerCase();
}
