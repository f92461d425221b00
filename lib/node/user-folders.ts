import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where this user's caches are: `$XDG_CACHE_HOME/countersign` or `~/.cache/countersign`, on macOS `~/Library/Caches`, on
 * Windows `%LOCALAPPDATA%`.
 */
export function defaultCacheDirectory(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === "win32") return join(local ?? join(homedir(), "AppData", "Local"), "countersign", "Cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "countersign");
  // The XDG specification: a relative path is invalid and is passed over.
  return join(xdg?.startsWith("/") === true ? xdg : join(homedir(), ".cache"), "countersign");
}
