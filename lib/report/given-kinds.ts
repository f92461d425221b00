/** What an argument or an option is to be: how that is called, how it is known, and what to pass. */
interface Row {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  readonly remedy: string;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** Ports are other people's objects, and are known by what is called of them. */
const has =
  (...methods: readonly string[]) =>
  (value: unknown): boolean =>
    isObject(value) && !Array.isArray(value) && methods.every((name) => typeof Reflect.get(value, name) === "function");
const isSource = (value: unknown): boolean =>
  value instanceof Uint8Array || (has("slice")(value) && Reflect.has(value as object, "size"));

/** Names of the rows. */
export type Kind =
  | "text"
  | "flag"
  | "bytes"
  | "data"
  | "object"
  | "function"
  | "list"
  | "date"
  | "signal"
  | "clock"
  | "trust"
  | "source"
  | "opener"
  | "item"
  | "crypto"
  | "format"
  | "finder"
  | "authority"
  | "password"
  | "items"
  | "certificate";

/** What callers without types may get wrong, and what each is told. */
export const KINDS: Readonly<Record<Kind, Row>> = {
  text: { expected: "text", holds: (value) => typeof value === "string", remedy: "Pass a string." },
  flag: { expected: "true or false", holds: (value) => typeof value === "boolean", remedy: "Leave it out for false." },
  bytes: {
    expected: "bytes",
    holds: (value) => value instanceof Uint8Array,
    remedy: "Pass a Uint8Array, or a Buffer.",
  },
  data: {
    expected: "bytes or text",
    holds: (value) => typeof value === "string" || value instanceof Uint8Array,
    remedy: "Pass the file's bytes, or its text if it is PEM.",
  },
  object: {
    expected: "an object",
    holds: (value) => isObject(value) && !Array.isArray(value) && !(value instanceof Uint8Array),
    remedy: "Pass an object with its fields by name: { … }.",
  },
  function: { expected: "a function", holds: (value) => typeof value === "function", remedy: "Pass a function." },
  list: { expected: "a list", holds: Array.isArray, remedy: "Pass an array: [ … ]." },
  date: {
    expected: "a valid Date",
    // Of whichever realm: a test runner may have a Date of its own.
    holds: (value) => has("getTime")(value) && Number.isFinite((value as Date).getTime()),
    remedy: 'Write it as new Date("2030-01-01T00:00:00Z").',
  },
  signal: {
    expected: "an AbortSignal",
    holds: has("throwIfAborted", "addEventListener"),
    remedy: "Pass the signal of an AbortController, or AbortSignal.timeout(…).",
  },
  clock: {
    expected: "a function that returns a Date",
    holds: (value) => typeof value === "function",
    remedy: "Pass systemClock of countersign/node, or () => someDate.",
  },
  trust: {
    expected: "a trust store",
    holds: has("anchorsNamed", "anchors"),
    remedy: "Pass await bundledTrust() of countersign/trust-list, or createTrustStore(...).",
  },
  // Who has no types to say so gives a path, and would be told that the package can't be read.
  source: {
    expected: "the bytes of a package, a Blob, or what openFile of countersign/node gives",
    holds: isSource,
    remedy:
      "Open the file first; verifyFile of countersign/node takes a path, and verifyFiles items { key, path }. Of an ArrayBuffer pass new Uint8Array(it).",
  },
  opener: {
    expected: "the bytes of a package, a Blob, what openFile of countersign/node gives, or a function that opens one",
    holds: (value) => typeof value === "function" || isSource(value),
    remedy: "Pass () => openFile(path); verifyFiles of countersign/node takes items { key, path }.",
  },
  item: {
    expected: "an item { key, source }",
    holds: (value) => isObject(value) && !Array.isArray(value),
    remedy:
      "Give each an object of its own; verifyFiles of countersign/node takes { key, path }, and verifyFile a path.",
  },
  crypto: {
    expected: "a provider of cryptography",
    holds: has("createHash", "importKey", "verify"),
    remedy: "Pass webCryptoProvider(...) or threadPoolProvider() of countersign/node, or leave it out.",
  },
  format: {
    expected: "a package format",
    holds: has("detect", "open"),
    remedy: "Pass formats.nupkg, formats.pubArchive or formats.detached, or leave it out.",
  },
  finder: {
    expected: "a source with a method find",
    holds: has("find"),
    remedy: "Pass one that countersign/node makes, or { find: async (…) => … }.",
  },
  authority: {
    expected: "a timestamp source",
    holds: has("request"),
    remedy: "Pass httpTimestampSource(url) of countersign/node.",
  },
  password: {
    expected: "a password as text, or a function that asks for it",
    holds: (value) => typeof value === "string" || typeof value === "function",
    remedy: "Pass a string, or () => Promise<string>.",
  },
  items: {
    expected: "a list, or what gives its members one by one",
    holds: (value) => isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value),
    remedy: "Pass an array: [ … ]; or what for await goes through.",
  },
  certificate: {
    expected: "a certificate that was read",
    holds: (value) =>
      isObject(value) && Reflect.get(value, "der") instanceof Uint8Array && Reflect.has(value, "fingerprint"),
    remedy: "Pass what parseCertificates(...) gives.",
  },
};
