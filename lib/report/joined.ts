/**
 * All members of some lists, in their order. For lists that each verification makes: the engine's `flatMap` takes the slow
 * way for each member, which costs three times as much.
 */
export function joined<T>(lists: readonly (readonly T[])[]): T[] {
  const all: T[] = [];
  for (const list of lists) for (const member of list) all.push(member);
  return all;
}
