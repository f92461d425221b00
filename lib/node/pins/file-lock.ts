import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { TransportError, requireGiven } from "../../report/index.js";
import { fileFault, isSystemError, systemCode } from "../file-fault.js";
import { finalTarget } from "../write-atomic.js";

/**
 * Does some work while no other process holds the lock of this file. Who finds it taken waits, for up to some twenty
 * seconds; a lock whose holder was killed is taken over after ten. A link and the file that it leads to have one lock.
 *
 * @param work asks `stillHeld` before its last step: a process that was suspended may have lost its lock meanwhile.
 * @throws {TransportError} the lock could not be had.
 */
export async function underLock<T>(path: string, work: (stillHeld: () => boolean) => Promise<T>): Promise<T> {
  requireGiven(path, "path", "text");
  requireGiven(work, "work", "function");
  // Loaded on use: reading needs no lock.
  const { default: lockfile } = await import("proper-lockfile");
  let held = true;
  const options = {
    realpath: false,
    stale: 10_000,
    retries: { retries: 60, factor: 1.2, minTimeout: 15, maxTimeout: 500, randomize: true },
    onCompromised: () => (held = false),
  };
  const target = await finalTarget(path);
  // The library would try again after any error, for all of its twenty seconds.
  const take = (): Promise<() => Promise<void>> => lockfile.lock(target, options);
  const release = await access(dirname(target), constants.W_OK)
    .then(take)
    .catch((error: unknown) => {
      const code = systemCode(error);
      if (code === "ELOCKED") throw lockedOut(path, error);
      if (code === "ENOENT") throw noFolder(path, error);
      throw isSystemError(error) ? fileFault(path, error) : error;
    });
  try {
    return await work(() => held);
  } finally {
    await release().catch(() => undefined); // lost already, or its folder is gone: there is nothing to give back
  }
}

/** The file itself need not be there; what is missing is where it is to be. */
function noFolder(path: string, cause: unknown): TransportError {
  return new TransportError({
    reason: "source-unreadable",
    target: path,
    retryable: false,
    message: `${path} can’t be written: there is no folder ${dirname(path)}.`,
    remedy: "Make the folder first, or check the path.",
    cause,
  });
}

/** Another process holds the lock, or took it over. */
export function lockedOut(path: string, cause?: unknown): TransportError {
  return new TransportError({
    reason: "source-unreadable",
    target: path,
    retryable: true,
    message: `${path} is being written by another process, which did not finish in time.`,
    remedy: `Run the command again; if no other process is at work, delete ${path}.lock.`,
    cause,
  });
}
