/**
 * The name of one file as the systems take it that tell the fewest names apart: letters without their case, on Windows
 * without the dots and spaces at the end and without what a colon and the name of a stream add (`name::$DATA` is `name`), on
 * HFS+ without characters that show nothing (Apple TN1150, "Unicode Subtleties").
 *
 * Two names that fold to one are two files on Linux, packages from there hold such pairs, and dotnet takes them; so this is
 * for the few names alone that a package must not have twice anywhere.
 */
export function foldedName(text: string): string {
  const name = text.replace(IGNORED, "");
  const colon = name.indexOf(":");
  let end = colon < 0 ? name.length : colon;
  while (end > 0 && (name[end - 1] === "." || name[end - 1] === " ")) end--;
  // Upper case first: some letters have the small one of another letter only by way of their capital.
  return name.slice(0, end).toUpperCase().toLowerCase();
}

const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a folded name may be the short one that Windows gives a file on many volumes (`SIGNAT~1.P7S`): opened by it, the
 * file with the long name is written over. Which number and letters it has depends on the folder, so all of them count.
 *
 * @param extension three letters, as short names have.
 */
export function mayBeShortName(folded: string, extension: string): boolean {
  return folded.endsWith(`.${extension}`) && folded.length <= LONGEST_SHORT && /^[^.]+~[0-9]+\.[^.]+$/.test(folded);
}

/** Eight, a dot, three. */
const LONGEST_SHORT = 12;
