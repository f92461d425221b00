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
 * @param mostPieces lines, and as many indicator characters: each may become a node or an error.
 */
export function hasPlainShape(text: string, mostPieces: number): boolean {
  const lines = text.split(/\r\n|[\r\n]/, mostPieces + 1);
  return lines.length <= mostPieces && lines.every(isPlainLine) && hasFewIndicators(text, mostPieces);
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
