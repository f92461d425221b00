/** Deeper than any pubspec or its lock file, and far from what the YAML reader's stack can bear. */
const MOST_DEPTH = 64;
/** Columns before the first word of a line: what bounds the depth of nesting by indentation. */
const MOST_INDENTATION = 256;

/**
 * Whether a text has the outer shape of a manifest or a lock file, so that it may be given to the YAML reader.
 *
 * That reader calls itself for each level of nesting. 64 000 brackets do not make it throw but end the process (V8 runs out
 * of stack while it compiles a regular expression), and each token costs microseconds. So brackets, dashes, indentation and
 * pieces are counted first, without regard to quotes: too much of them in a text is too much as well.
 *
 * @param mostPieces lines, as many colons, and as many other indicator characters: each may become a node or an error.
 */
export function hasPlainShape(text: string, mostPieces: number): boolean {
  const lines = text.split(/\r\n|[\r\n]/, mostPieces + 1);
  return (
    lines.length <= mostPieces &&
    lines.every(isPlainLine) &&
    hasFewColons(text, mostPieces) &&
    hasFewIndicators(text, mostPieces)
  );
}

function isPlainLine(line: string): boolean {
  if (line.length - line.trimStart().length > MOST_INDENTATION) return false;
  let nested = 0;
  // Each `- ` or `? ` may open a level, several on one line as well.
  for (let at = 0; at < line.length && nested <= MOST_DEPTH; at++) {
    const isIndicator = line[at] === "-" || line[at] === "?";
    if (isIndicator && (at + 1 === line.length || line[at + 1] === " " || line[at + 1] === "\t")) nested++;
  }
  return nested <= MOST_DEPTH;
}

const COLON = /:(?=[ \t\r\n])/g;

/** On their own, as nearly each line has one. */
function hasFewColons(text: string, most: number): boolean {
  const colons = text.matchAll(COLON);
  for (let count = 0; count <= most; count++) if (colons.next().done === true) return true;
  return false;
}

/** A backslash as well: each may be an escape that is none. */
const INDICATORS = /[[\]{},"'&*!\\]|[-?](?=[ \t\r\n])/g;

function hasFewIndicators(text: string, most: number): boolean {
  let depth = 0;
  let pieces = 0;
  for (const { 0: indicator } of text.matchAll(INDICATORS)) {
    if (++pieces > most) return false;
    if (indicator === "[" || indicator === "{") depth++;
    else if (indicator === "]" || indicator === "}") depth = Math.max(0, depth - 1);
    if (depth > MOST_DEPTH) return false;
  }
  return true;
}

/** What readers of YAML take differently, and in which line. */
export interface AmbiguousPlace {
  readonly what: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The first place that readers of YAML take differently, whatever stands around it.
 *
 * A carriage return alone breaks a line by the specification, for pub as well, and not for the reader used here; U+0085,
 * U+2028 and U+2029 do in YAML 1.1 (§5.4 of both). So one of them sees a key where the other sees a comment. What U+FEFF
 * means within a text, and control characters, is left to each reader. A directive can make it a text of YAML 1.1.
 */
export function ambiguousPlace(text: string): AmbiguousPlace | undefined {
  const found = AMBIGUOUS.exec(text);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const what = found[0] === "%" ? "a directive (%)" : `the character U+${code}`;
  return { what, line: text.slice(0, found.index).split("\n").length };
}

const AMBIGUOUS = /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|(?<=^|\n)%/;
