import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type TransportError, requireGiven, requireOnly } from "../../report/index.js";
import { abortedBy } from "../aborted.js";
import { isSystemError, systemCode, targetFault, unwritableFile } from "../file-fault.js";
import { finalTarget } from "../write-atomic.js";

/** What may end the wait for a lock. */
export interface LockOptions {
  /** Ends the wait. What has the lock already is not disturbed. */
  readonly signal?: AbortSignal;
}

/**
 * Does some work while no other process holds the lock of this file. Who finds it taken waits, for up to some twenty
 * seconds; a lock whose holder was killed is taken over after ten. A link and the file that it leads to have one lock.
 *
 * @param work asks `stillHeld` before its last step: a process that was suspended may have lost its lock meanwhile.
 * @throws {TransportError} the lock could not be had; `aborted`: the signal ended the wait, and nothing was done.
 */
export async function underLock<T>(
  path: string,
  work: (stillHeld: () => boolean) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  requireGiven(path, "path", "text");
  requireGiven(work, "work", "function");
  requireOnly(options, "options", { signal: "signal?" });
  const { signal } = options;
  let held = true;
  const target = await finalTarget(path);
  const release = await access(dirname(target), constants.W_OK)
    .then(() => taken(target, () => (held = false), signal))
    .catch((error: unknown) => {
      if (signal?.aborted === true) throw abortedBy(signal, path);
      const code = systemCode(error);
      if (code === "ELOCKED") throw lockedOut(path, error);
      if (code === "ENOENT") throw noFolder(path, error);
      if (code === "ENOTDIR" || code === "ENOTEMPTY") throw inTheWay(path, `${target}.lock`, error);
      throw isSystemError(error) ? targetFault(path, error) : error;
    });
  try {
    return await work(() => held);
  } finally {
    await release().catch(() => undefined); // lost already, or its folder is gone: there is nothing to give back
  }
}

/** The library would wait too, but nothing would end that; and it waits after any error, though only a holder goes away. */
async function taken(target: string, lost: () => void, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  // Loaded on use: reading needs no lock.
  const { default: lockfile } = await import("proper-lockfile");
  // Node ignores this signal, and a file that grows too large is an error; but what the library brings along would have it
  // end the process where nobody else listens, with the lock given back and a temporary file left behind.
  if (!process.listeners("SIGXFSZ").includes(ignored)) process.on("SIGXFSZ", ignored);
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await lockfile.lock(target, { realpath: false, stale: 10_000, retries: 0, onCompromised: lost });
    } catch (error) {
      if (attempt === MOST_RETRIES || !(await isHeld(target, error))) throw error;
    }
    // No two that wait go in step.
    await pause(Math.min(15 * 1.2 ** attempt * (1 + Math.random()), 500), undefined, { signal });
  }
}

function ignored(): void {}

/** Whether another process has the lock: it holds it, or took it away as a dead one's while it was being made here. */
async function isHeld(target: string, error: unknown): Promise<boolean> {
  const code = systemCode(error);
  if (code !== "ENOENT") return code === "ELOCKED";
  return access(dirname(target)).then(
    () => true,
    () => false,
  );
}

/** Some 23 seconds of waiting, longer than a killed holder's lock counts. */
const MOST_RETRIES = 60;

/** The file itself need not be there; what is missing is where it is to be. */
function noFolder(path: string, cause: unknown): TransportError {
  const problem = `can’t be written: there is no folder ${dirname(path)}`;
  return unwritableFile(path, problem, "Make the folder first, or check the path.", { cause });
}

/** A lock is an empty folder; what else stands under its name nobody gives back. */
function inTheWay(path: string, lock: string, cause: unknown): TransportError {
  return unwritableFile(
    path,
    `can’t be written: ${lock} stands where its lock would be, and is none`,
    "Look at what it is, and move it away if nothing needs it.",
    { cause },
  );
}

/** Another process holds the lock, or took it over. */
export function lockedOut(path: string, cause?: unknown): TransportError {
  return unwritableFile(
    path,
    "is being written by another process, which did not finish in time",
    `Run the command again; if no other process is at work, delete ${path}.lock.`,
    { cause, retryable: true },
  );
}
