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
  for (let next = 0; next < items.length; next++) {
    const answer = passes(items[next] as T);
    if (answer instanceof Promise) return someLater(answer, items.slice(next + 1), passes);
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
  for (const item of items) {
    const one = make(item);
    if (one instanceof Promise) return mapLater(made, one, items.slice(made.length + 1), make);
    made.push(one);
  }
  return made;
}

async function mapLater<T, R>(
  made: R[],
  pending: Promise<R>,
  items: readonly T[],
  make: (item: T) => Eventual<R>,
): Promise<readonly R[]> {
  made.push(await pending);
  for (const item of items) made.push(await make(item));
  return made;
}

/** Steps, each begun when the one in front of it has ended. */
export function inTurn(steps: readonly (() => Eventual<void>)[]): Eventual<void> {
  return andThen(
    mapInTurn(steps, (step) => step()),
    () => undefined,
  );
}
