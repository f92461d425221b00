/** One call as it should be: what to call, and its arguments by name, in their order. */
export interface Call {
  /** What it gives is waited for, and drawn to its end where it comes one by one. */
  readonly call: (...args: readonly never[]) => unknown;
  readonly args: Readonly<Record<string, unknown>>;
  /** It asks for what is not there; that it does so as a typed error is all that is wanted of the right call. */
  readonly mayFail?: true;
  /** What errors call a place where that is not its path in the call: what is missing elsewhere, or a document of its own. */
  readonly called?: Readonly<Record<string, string>>;
}

/** What stands in a call by right, but may be left out, or be of other kinds as well. */
class Choice {
  readonly value: unknown;
  readonly kinds: readonly Kind[];
  readonly isWhole: boolean;

  constructor(value: unknown, kinds: readonly Kind[], isWhole = false) {
    this.value = value;
    this.kinds = kinds;
    this.isWhole = isWhole;
  }
}

/** May be left out, or be of these kinds. */
export function maybe(value: unknown, ...others: readonly Kind[]): unknown {
  return new Choice(value, ["nothing", ...others]);
}

/** Must be there; these kinds serve as well. */
export function either(value: unknown, ...others: readonly Kind[]): unknown {
  return new Choice(value, others);
}

/** An object of somebody's own making (a source, a provider), of which nothing inside is looked at. */
export function whole(value: unknown, ...others: readonly Kind[]): unknown {
  return new Choice(value, others, true);
}

export type Kind = "nothing" | "null" | "number" | "text" | "object" | "list" | "function" | "other";

function kindOf(value: unknown): Kind {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  if (typeof value === "function") return "function";
  return isPlain(value) ? "object" : "other";
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What callers without types are seen to pass. */
const WRONG: readonly unknown[] = [undefined, null, 3, "x", {}, [], function given() {}];

/** A call with one thing in it wrong. */
export interface WrongCall {
  /** Of what is wrong: `options.trust`, `items[0].source`. */
  readonly path: string;
  /** The same, as errors may name it. */
  readonly called: string;
  readonly kind: Kind;
  readonly args: readonly unknown[];
  /** Whether a value of this kind may stand there: then it may also be accepted. */
  readonly isAllowed: boolean;
}

export function rightArguments({ args }: Call): readonly unknown[] {
  return Object.values(args).map(unwrapped);
}

/** Each argument, and whatever stands in one, replaced by each wrong value while the rest is right. */
export function wrongCalls(call: Call): readonly WrongCall[] {
  const { args, called = {} } = call;
  const right = rightArguments(call);
  return Object.keys(args).flatMap((name, position) =>
    variants(args[name], name).map(({ value, ...rest }) => {
      const root = Object.keys(called).find((path) => rest.path === path || rest.path.startsWith(`${path}.`));
      const other = root === undefined ? rest.path : `${called[root] ?? root}${rest.path.slice(root.length)}`;
      return { ...rest, called: other, args: right.with(position, value) };
    }),
  );
}

/** A call with a field too many in one of its objects. */
export interface UnknownField {
  readonly path: string;
  readonly args: readonly unknown[];
}

/**
 * Each object of which something may be left out, with a field that is misspelt: nobody would read it, nor miss it. Where all
 * fields are wanted the one that is misspelt is missed; such objects (a signer, an extension, a pin) may hold more.
 */
export function unknownFields(call: Call): readonly UnknownField[] {
  const right = rightArguments(call);
  return Object.keys(call.args).flatMap((name, position) =>
    widened(call.args[name], name).map(({ path, value }) => ({ path, args: right.with(position, value) })),
  );
}

function widened(place: unknown, path: string): readonly { readonly path: string; readonly value: unknown }[] {
  const { value, isWhole } = place instanceof Choice ? place : new Choice(place, []);
  if (isWhole) return [];
  const within = inside(value, path, widened);
  if (Array.isArray(value) || !isPlain(value)) return within;
  const fields = Object.values(value);
  const isMissed =
    fields.length > 0 && !fields.some((field) => field instanceof Choice && field.kinds.includes("nothing"));
  return isMissed ? within : [{ path, value: { ...(unwrapped(value) as object), misspelt: true } }, ...within];
}

interface Variant extends Omit<WrongCall, "args" | "called"> {
  readonly value: unknown;
}

function variants(place: unknown, path: string): readonly Variant[] {
  const { value, kinds, isWhole } = place instanceof Choice ? place : new Choice(place, []);
  const here = WRONG.map((wrong) => {
    const kind = kindOf(wrong);
    return { path, kind, value: wrong, isAllowed: kind === kindOf(value) || kinds.includes(kind) };
  });
  return isWhole ? here : [...here, ...inside(value, path, variants)];
}

/** What is made of each place inside, as a change of the whole. */
function inside<T extends { readonly value: unknown }>(
  value: unknown,
  path: string,
  made: (place: unknown, path: string) => readonly T[],
): readonly T[] {
  if (Array.isArray(value)) {
    const [first, ...rest] = value as readonly unknown[];
    if (value.length === 0) return [];
    return made(first, `${path}[0]`).map((one) => ({ ...one, value: [one.value, ...rest.map(unwrapped)] }));
  }
  if (!isPlain(value)) return [];
  const right = unwrapped(value) as object;
  return Object.keys(value).flatMap((name) =>
    made(value[name], `${path}.${name}`).map((one) => ({ ...one, value: { ...right, [name]: one.value } })),
  );
}

function unwrapped(place: unknown): unknown {
  const value = place instanceof Choice ? place.value : place;
  if (Array.isArray(value)) return value.map(unwrapped);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unwrapped(inner)]));
}
