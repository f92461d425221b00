import { counted } from "../text.js";
import type { LocatedTrustFile } from "./locate.js";

/**
 * What a trust file adds to what a call trusts, and to whom it talks, though nobody named the file: it may have come in the
 * archive whose packages are judged. A list that only binds packages to signers adds nothing.
 *
 * @returns a note, or none where it adds nothing or was named.
 */
export function addedUnasked(located: LocatedTrustFile): readonly string[] {
  const { entries } = located.file.signers;
  const asked = entries.filter((entry) => entry.by === "repository" && entry.certificates === "declared");
  const forgiven = entries.filter((entry) => "allowUntrustedRoot" in entry && entry.allowUntrustedRoot);
  return noteOf(located, [
    ...rootsPart(located),
    ...part(asked, "that follows what its repository declares"),
    ...part(forgiven, "under an unknown root"),
  ]);
}

/** The same for a command that takes the file's roots alone. */
export function rootsAddedUnasked(located: LocatedTrustFile): readonly string[] {
  return noteOf(located, rootsPart(located));
}

function noteOf({ path, isNamed }: LocatedTrustFile, parts: readonly string[]): readonly string[] {
  if (isNamed || parts.length === 0) return [];
  const choice = `--trust-file ${path} says that it is meant, --no-trust-file leaves it out`;
  return [`${path} was found by itself and adds trust: ${parts.join(", ")} (${choice})`];
}

function rootsPart({ file }: LocatedTrustFile): readonly string[] {
  return file.roots.length === 0 ? [] : [counted(file.roots.length, "root")];
}

function part({ length }: readonly unknown[], what: string): readonly string[] {
  return length === 0 ? [] : [`${counted(length, "entry", "entries")} ${what}`];
}
