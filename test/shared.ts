import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the shared designs, corpora and interop kit lie: `$COUNTERSIGN_SHARED`, else `../shared` beside the project. */
export const sharedRoot: string = process.env["COUNTERSIGN_SHARED"] ?? join(projectRoot(), "..", "shared");

function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/** The project's own folder, wherever the tests run from (sources or compiled). */
export const root: string = projectRoot();

/** Path of a shared file or folder. Call {@link requireShared} first. */
export function sharedPath(...parts: readonly string[]): string {
  return join(sharedRoot, ...parts);
}

/**
 * Call in `before` (with mocha's `this`): skips the suite visibly where the shared data are absent, and fails it where
 * they must be there (`CI=true`).
 */
export function requireShared(context: Mocha.Context, ...parts: readonly string[]): void {
  if (existsSync(sharedPath(...parts))) return;
  if (process.env["CI"] === "true") throw new Error(`shared data are missing in CI: ${sharedPath(...parts)}`);
  context.skip();
}

/** Whether a shared file or folder is here; for tests that are generated from it. In CI its absence is an error. */
export function hasShared(...parts: readonly string[]): boolean {
  if (existsSync(sharedPath(...parts))) return true;
  if (process.env["CI"] === "true") throw new Error(`shared data are missing in CI: ${sharedPath(...parts)}`);
  return false;
}
