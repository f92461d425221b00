/**
 * A value that is there, or is waited for. What asks a provider or a source that answers at once goes on at once: a wait costs
 * about as much as looking at a certificate, and a verification would have hundreds.
 */
export type Eventual<T> = T | Promise<T>;

/** What somebody else's code answered: a promise of another kind, or of another realm, becomes one of ours. */
export function eventual<T>(answer: T | PromiseLike<T>): Eventual<T> {
  if (answer instanceof Promise || typeof answer !== "object" || answer === null) return answer as Eventual<T>;
  return "then" in answer && typeof answer.then === "function" ? Promise.resolve(answer) : (answer as T);
}

/** `next` of a value: at once, if it is there. */
export function andThen<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whether an item passes: they are asked one after another, and none after the first that does. */
export function someInTurn<T>(items: readonly T[], passes: (item: T) => Eventual<boolean>): Eventual<boolean> {
  let next = 0;
  for (const item of items) {
    next++;
    const answer = passes(item);
    if (answer instanceof Promise) return someLater(answer, items.slice(next), passes);
    if (answer) return true;
  }
  return false;
}

async function someLater<T>(
  pending: Promise<boolean>,
  items: readonly T[],
  passes: (item: T) => Eventual<boolean>,
): Promise<boolean> {
  if (await pending) return true;
  for (const item of items) if (await passes(item)) return true;
  return false;
}

/** What is made of each item, in order; none is begun before the one in front of it has ended. */
export function mapInTurn<T, R>(items: readonly T[], make: (item: T) => Eventual<R>): Eventual<readonly R[]> {
  const made: R[] = [];
  const each = someInTurn(items, (item) =>
    andThen(make(item), (one) => {
      made.push(one);
      return false;
    }),
  );
  return andThen(each, () => made);
}

/** Steps, each begun when the one in front of it has ended. */
export function inTurn(steps: readonly (() => Eventual<void>)[]): Eventual<void> {
  const each = someInTurn(steps, (step) => andThen(step(), () => false));
  return andThen(each, () => undefined);
}
