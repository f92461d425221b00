import { ConfigError } from "../../report/index.js";
import { describeText } from "./received.js";

/** A JSON value; objects have no prototype, so that `__proto__` is a name like others. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

/** Where each member and element begins, as offsets in the text. */
export type JsonPositions = ReadonlyMap<object, ReadonlyMap<string | number, number>>;
export interface JsonText {
  readonly value: JsonValue;
  readonly positions: JsonPositions;
  /** 1-based. */
  lineAt(offset: number): number;
}

/** Deeper documents are nobody's policy; the bound keeps the stack flat. */
const MAX_DEPTH = 32;
const MAX_CHARACTERS = 16 * 2 ** 20;
/** Of all kinds: a lock file of 30 000 packages holds as many. Each list or object takes some 300 bytes with its positions. */
const MAX_VALUES = 500_000;

/**
 * Reads strict JSON (RFC 8259) and keeps where each value stands. A name given twice in one object is refused: readers
 * differ in which of the two they take.
 *
 * @param root how the document is called in errors, `policy`.
 * @throws ConfigError with line and what was expected.
 */
export function readJson(text: string, root: string): JsonText {
  const reader = new JsonReader(text, root);
  if (text.length > MAX_CHARACTERS) reader.fail(0, `at most ${MAX_CHARACTERS} characters`, String(text.length));
  const value = reader.document();
  return { value, positions: reader.positions, lineAt: (offset) => lineOf(text, offset) };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONE_SURROGATE = /\p{Cs}/u;
const WORDS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * The line, from 1, of the first mark that Git leaves in a file that two branches changed; JSON has no line that begins so.
 *
 * @returns `undefined` where there is none.
 */
export function conflictLine(text: string): number | undefined {
  const mark = /(?<=^|\n)(?:<{7}|={7}|>{7}|\|{7})(?= |\r?\n|\r?$)/.exec(text);
  return mark === null ? undefined : lineOf(text, mark.index);
}

class JsonReader {
  readonly positions = new Map<object, Map<string | number, number>>();
  readonly #text: string;
  readonly #root: string;
  #position = 0;
  #values = 0;

  constructor(text: string, root: string) {
    this.#text = text;
    this.#root = root;
  }

  document(): JsonValue {
    if (this.#text.startsWith("\ufeff")) this.#position = 1;
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#unexpected("the end of the text");
    return value;
  }

  fail(offset: number, expected: string, received: string): never {
    const conflict = conflictLine(this.#text.slice(0, MAX_CHARACTERS));
    if (conflict !== undefined) this.#failAtConflict(conflict);
    throw new ConfigError({
      at: this.#root,
      expected,
      received,
      line: lineOf(this.#text, offset),
      remedy: "Write the document as JSON (RFC 8259).",
    });
  }

  /** Whatever was met first: text with such a line in it is no JSON because of it. */
  #failAtConflict(line: number): never {
    throw new ConfigError({
      at: this.#root,
      expected: "a document without conflict marks",
      received: "one with an unresolved merge conflict",
      line,
      remedy: "Keep what is meant of both sides, and take out the lines <<<<<<<, ======= and >>>>>>>.",
    });
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.fail(this.#position, `at most ${MAX_DEPTH} levels`, "a deeper document");
    if (++this.#values > MAX_VALUES) this.fail(this.#position, `at most ${MAX_VALUES} values`, "a document of more");
    switch (this.#next()) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): JsonObject {
    const object = Object.create(null) as JsonObject;
    const places = new Map<string | number, number>();
    this.positions.set(object, places);
    this.#members("}", () => {
      const start = this.#position;
      if (this.#next() !== '"') this.#unexpected("a name in quotation marks");
      const name = this.#string();
      if (places.has(name)) this.fail(start, "each name once", `${describeText(name)} a second time`);
      if (this.#next() !== ":") this.#unexpected('":"');
      this.#position++;
      this.#skipSpace();
      places.set(name, start);
      object[name] = this.#value(depth + 1);
    });
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    const places = new Map<string | number, number>();
    this.positions.set(array, places);
    this.#members("]", () => {
      places.set(array.length, this.#position);
      array.push(this.#value(depth + 1));
    });
    return array;
  }

  /** What stands between brackets, separated by commas. */
  #members(close: string, readOne: () => void): void {
    this.#position++;
    if (this.#next() === close) {
      this.#position++;
      return;
    }
    for (;;) {
      this.#skipSpace();
      readOne();
      const after = this.#next();
      if (after !== "," && after !== close) this.#unexpected(`"," or "${close}"`);
      this.#position++;
      if (after === close) return;
    }
  }

  #string(): string {
    const start = this.#position;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') {
      if (this.#text.charCodeAt(end) < 0x20) this.fail(end, "an escaped control character", "a bare one");
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    if (end >= this.#text.length) this.fail(start, "a closing quotation mark", "the end of the text");
    this.#position = end + 1;
    return this.#unescape(start, end + 1);
  }

  /** The platform's own reader knows the escapes; what it refuses is a wrong one. */
  #unescape(start: number, end: number): string {
    let text: unknown;
    try {
      text = JSON.parse(this.#text.slice(start, end));
    } catch {
      this.fail(start, "JSON's escapes", "another one");
    }
    // A lone surrogate has no UTF-8 form, so neither RFC 8785 nor a signature could cover it.
    if (typeof text !== "string" || LONE_SURROGATE.test(text)) this.fail(start, "well-formed text", "half a character");
    return text;
  }

  #scalar(): number | boolean | null {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#position)) continue;
      this.#position += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#position;
    const [digits] = NUMBER.exec(this.#text) ?? this.#unexpected("a value");
    this.#position += digits.length;
    return Number(digits);
  }

  /** The next character that is no white space, without taking it. */
  #next(): string | undefined {
    this.#skipSpace();
    return this.#text[this.#position];
  }

  #skipSpace(): void {
    while (this.#position < this.#text.length && " \t\r\n".includes(this.#text.charAt(this.#position)))
      this.#position++;
  }

  #unexpected(expected: string): never {
    const character = this.#text.codePointAt(this.#position);
    const received = character === undefined ? "the end of the text" : describeText(String.fromCodePoint(character));
    this.fail(this.#position, expected, received);
  }
}
