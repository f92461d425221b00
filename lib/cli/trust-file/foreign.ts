import { lstat, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ConfigError } from "../../report/index.js";

/**
 * Refuses a trust file that was found by itself and that another user may have put there: it can hold roots, and whoever writes
 * into `/tmp` would decide what everybody below it trusts. The administrator's counts as one's own. Another user's is taken
 * only where the command runs, or if it runs in a folder of that user, as in a container whose folders belong to its host; and
 * only if not everybody may write there. One that is named with the call is the caller's choice.
 *
 * @param path of the file. @param start the folder in which looking for it began.
 * @throws {ConfigError} it is such a file. Passing over it instead could drop a list that binds.
 */
export async function refuseForeign(path: string, start: string): Promise<void> {
  const own = process.getuid?.();
  if (own === undefined) return; // Windows: users have no numbers, and temporary folders are their own
  // Of a link and of what it leads to: somebody else may have chosen which file of one's own counts.
  const owners = [(await lstat(path)).uid, (await stat(path)).uid];
  const uid = owners.find((owner) => owner !== own && owner !== 0);
  if (uid === undefined) return;
  const folder = dirname(path);
  const isOpen = ((await stat(folder)).mode & 0o002) !== 0;
  const isRunThere = folder === resolve(start) || (await stat(start)).uid === uid;
  if (isRunThere && !isOpen) return;
  throw new ConfigError({
    at: path,
    expected: "a trust file of your own, or one named with the call",
    received: `one of another user (number ${uid}), found ${isOpen ? "where everybody may write" : "in a parent folder"}`,
    remedy: `If it is meant: --trust-file ${path}. If not: --no-trust-file, or another folder`,
  });
}
