import { type Dirent, readdir as listFolder } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** What lies below a folder. */
export interface Below {
  readonly entries: readonly Dirent[];
  /** Folders that can't be read, with whatever is in them: they stay in the list, as reading them will say. */
  readonly closed: readonly string[];
}

/** The files and links of a folder and of all folders in it. */
export async function entriesBelow(top: string): Promise<Below> {
  const entries: Dirent[] = [];
  const closed: string[] = [];
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (inside === undefined) closed.push(folder);
    for (const entry of inside ?? []) {
      if (entry.isDirectory()) folders.push(join(folder, entry.name));
      // Links too: whoever installs from the folder follows them. One that leads nowhere stays in the list, as reading it will say.
      if (entry.isFile() || entry.isSymbolicLink()) entries.push(entry);
    }
  }
  return { entries, closed };
}

type Listed = (error: NodeJS.ErrnoException | null, entries?: Dirent[]) => void;

/**
 * A `readdir` for patterns, which pass over the folders that can't be read: nobody would hear of the packages in them.
 *
 * @param tell gets the path of each.
 */
export function tellingOfClosed(tell: (folder: string) => void) {
  return (folder: string, options: { withFileTypes: true }, listed: Listed): void =>
    listFolder(folder, options, (error, entries) => {
      if (error !== null && error.code !== "ENOENT" && error.code !== "ENOTDIR") tell(folder);
      listed(error, entries);
    });
}
