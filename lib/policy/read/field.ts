import { ConfigError, shown } from "../../report/index.js";
import type { JsonText } from "./json.js";
import { describeText, describeValue } from "./received.js";

/** A value of a document with its path and, where it came as text, its line. */
export class Field {
  readonly value: unknown;
  /** `policy.severities["timestamp-missing"]`. */
  readonly at: string;
  readonly #text: JsonText | undefined;
  readonly #offset: number;

  constructor(value: unknown, at: string, text?: JsonText, offset = 0) {
    this.value = value;
    this.at = at;
    this.#text = text;
    this.#offset = offset;
  }

  /** Refuses this value. */
  fail(expected: string, remedy: string, received: string = describeValue(this.value)): never {
    const line = this.#text === undefined ? {} : { line: this.#text.lineAt(this.#offset) };
    throw new ConfigError({ at: this.at, expected, received, remedy, ...line });
  }

  /** The members of an object, all of which must be known. */
  members(known: readonly string[]): Members {
    const members = this.namedMembers();
    for (const [name, field] of members) if (!known.includes(name)) field.#failUnknown(name, known);
    return new Members(this, members);
  }

  /** The members of an object whose names are data. Members that are `undefined` count as absent. */
  namedMembers(): Map<string, Field> {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      this.fail("an object", `Write ${this.at} as { … }.`);
    const members = new Map<string, Field>();
    for (const name of Object.keys(value)) {
      const member: unknown = Reflect.get(value, name);
      if (member !== undefined) members.set(name, this.#inner(member, pathOf(name), value, name));
    }
    return members;
  }

  /** The elements of a list. */
  elements(): Field[] {
    const { value } = this;
    if (!Array.isArray(value)) this.fail("a list", `Write ${this.at} as [ … ].`);
    const elements: readonly unknown[] = Array.from(value);
    return elements.map((element, index) => this.#inner(element, `[${index}]`, value, index));
  }

  /** Refuses this object because a member is not there. */
  failMissing(name: string): never {
    const missing: Field = this.#inner(undefined, `.${name}`, this, name);
    return missing.fail("a value", `Add ${name} to ${this.at}.`);
  }

  #failUnknown(name: string, known: readonly string[]): never {
    this.fail(`one of ${known.join(", ")}`, "Remove it, or correct its spelling.", `the field ${describeText(name)}`);
  }

  #inner(value: unknown, path: string, container: object, key: string | number): Field {
    return new Field(value, this.at + path, this.#text, this.#text?.positions.get(container)?.get(key) ?? this.#offset);
  }
}

function pathOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && name.length < 60 ? `.${name}` : `["${shown(name).slice(0, 60)}"]`;
}

/** The members of an object, looked up by name. */
export class Members {
  readonly #object: Field;
  readonly #members: ReadonlyMap<string, Field>;

  constructor(object: Field, members: ReadonlyMap<string, Field>) {
    this.#object = object;
    this.#members = members;
  }

  find(name: string): Field | undefined {
    return this.#members.get(name);
  }

  /** A member that must be there. */
  require(name: string): Field {
    return this.find(name) ?? this.#object.failMissing(name);
  }

  /** Reads a member if it is there; the result can be spread into the value that is being made. */
  optional<N extends string, T>(name: N, read: (field: Field) => T): { readonly [K in N]?: T } {
    const field = this.find(name);
    return field === undefined ? {} : ({ [name]: read(field) } as { readonly [K in N]?: T });
  }
}
