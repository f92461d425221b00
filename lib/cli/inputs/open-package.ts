import { type FileSource, openFile } from "../../node/index.js";
import { TransportError } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import type { AbsentPackage, PackageFile } from "./package-file.js";

/**
 * Opens a package that an operand names.
 *
 * @throws {TransportError} it can't be opened, or is not where its lock file says: then with what brings it there.
 */
export async function openPackage(file: PackageFile, { signal }: Pick<Invocation, "signal">): Promise<FileSource> {
  if (file.absent !== undefined) throw absentPackage(file.path, file.absent);
  return openFile(file.path, { signal });
}

/** What is said of a package that a lock file names: there is no path that a user could have misspelt. */
export function absentPackage(path: string, { folders, remedy }: AbsentPackage): TransportError {
  return new TransportError({
    reason: "source-unreadable",
    target: path,
    retryable: false,
    message: `The lock file names a package that is not in ${folders.join(" or ")}: there is no ${path}.`,
    remedy,
  });
}
