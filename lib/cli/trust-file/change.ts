import { underLock } from "../../node/index.js";
import { ConfigError, visible } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { exists, readFileText } from "../read-file.js";
import { jsonDocument } from "../text.js";
import { writeFileText } from "../write-file.js";
import { emptyTrustFile, readTrustFile, type TrustFile, trustFileText } from "./document.js";
import type { LocatedTrustFile } from "./locate.js";

/**
 * Shows how the trust file changes and writes it, unless `--dry-run` says not to. Another process that wrote meanwhile is
 * not overwritten.
 *
 * @param comments what the change means, a line each.
 * @throws {ConfigError} what would be written could not be read again: a name from a package or an option that is none, say.
 */
export async function changeTrustFile(
  call: Invocation,
  located: LocatedTrustFile,
  next: TrustFile,
  comments: readonly string[],
): Promise<void> {
  const text = trustFileText(next);
  readTrustFile(text, located.path);
  const isDry = call.options.has("dry-run");
  // No file and one that says nothing are not the same: an empty list lets no package pass. One that says the same in other
  // lines stays as its author wrote it.
  const changed = text !== trustFileText(located.text === undefined ? emptyTrustFile : located.file);
  if (changed && !isDry) await underLock(located.path, () => write(call, located, text), { signal: call.signal });
  const { path } = located;
  if (call.options.has("json")) {
    const written = changed && !isDry;
    call.stdout.write(jsonDocument({ schema: "countersign.trust-file/1", path, changed, written, ...next }));
    return;
  }
  for (const comment of comments) call.stdout.write(`# ${visible(comment)}\n`);
  const fate = !changed ? (located.text === undefined ? "not made" : "unchanged") : isDry ? "would change" : "written";
  call.stdout.write(`${visible(path)}: ${fate}\n${changed ? lineDiff(located.text ?? "", text) : ""}`);
}

async function write(call: Invocation, { path, text: former }: LocatedTrustFile, text: string): Promise<void> {
  const now = (await exists(path)) ? await readFileText(path, call) : undefined;
  if (now !== former) {
    const remedy = "Run the command again: it then starts from what the other wrote.";
    throw new ConfigError({
      at: path,
      expected: "the file as it was read",
      received: "one that was changed meanwhile",
      remedy,
    });
  }
  await writeFileText(path, text, call);
}

/** What differs, line by line, between what both texts begin and end with: enough for a sorted file. */
function lineDiff(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const removed = old.slice(start, old.length - end).map((line) => `- ${line}`);
  const added = now.slice(start, now.length - end).map((line) => `+ ${line}`);
  return [...removed, ...added]
    .filter((line) => line.length > 2)
    .map((line) => `${visible(line)}\n`)
    .join("");
}
