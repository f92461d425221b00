import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { defaultProvider, KeyRing } from "../crypto/index.js";
import { inspectPackage, type PinRecord, type PinStore, type Verdict, type VerifyRequest } from "../index.js";
import { filePinStore } from "../node/index.js";
import { defaultBudgets, foldPackageId } from "../policy/index.js";
import { ConfigError, TransportError } from "../report/index.js";
import { readSuccessions } from "../verify/index.js";
import { openPackage } from "./inputs/open-package.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import { readFileBytes } from "./read-file.js";
import { isLaterVersion } from "./version-order.js";

/** Trust on first use: what the lock file holds goes into a verification, and what it saw comes out. */
export interface Lock {
  /** Announced changes of key that the file keeps, and those given with this call. */
  readonly successions: readonly Uint8Array[];
  /** The pin of the package in this file, by the name inside it; nothing for the first use. */
  pinOf(file: PackageFile, request: VerifyRequest): Promise<PinRecord | undefined>;
  /**
   * Stores what a verdict observed, if `pinned` is still what is held for the package that was judged; else it is judged
   * `again`: somebody else pinned it since, or the file was another package when its pin was looked up. Frozen, nothing is
   * stored, and the same is held against the verdict.
   */
  record(verdict: Verdict, pinned: PinRecord | undefined, again: JudgeAgain): Promise<Verdict>;
}
export type JudgeAgain = (pinned: PinRecord | undefined) => Promise<Verdict>;

/** The lock of `--lock`. Announcements given with the call are kept in it, for whoever verifies next. */
export async function lockOf(call: Invocation): Promise<Lock> {
  const file = call.options.text("lock");
  if (file === undefined) {
    const remedy = "Add --lock countersign.lock.json, or leave --frozen out.";
    throw new ConfigError({ at: "--frozen", expected: "--lock FILE beside it", received: "--frozen alone", remedy });
  }
  const pins = filePinStore(resolve(call.workingDirectory, file), { signal: call.signal });
  const paths = call.options.list("succession");
  const given = await Promise.all(paths.map((path) => readFileBytes(path, call)));
  // Before the file takes them in: one that does not hold would stop every run after this one.
  for (const [index, statement] of given.entries())
    await requireHolding(statement, `--succession ${paths[index] ?? ""}`, ASK_AGAIN);
  const isFrozen = call.options.has("frozen");
  if (!isFrozen) for (const statement of given) await pins.addSuccession(statement);
  const kept = await pins.successions();
  for (const [index, statement] of kept.entries())
    await requireHolding(statement, `${file}.successions[${index}]`, RESTORE);
  return lockOver(pins, isFrozen, [...kept, ...given], call);
}

const ASK_AGAIN =
  "Ask the publisher for the statement again, or accept the new signer by hand: countersign pin accept PACKAGE";
const RESTORE = "Restore the file from version control, or take this statement out of it.";

/** @throws {ConfigError} naming where an announcement comes from, which the verification does not know. */
async function requireHolding(statement: Uint8Array, place: string, remedy: string): Promise<void> {
  try {
    await readSuccessions([statement], new KeyRing(defaultProvider), defaultBudgets);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { at, expected, received } = error;
    // What is wrong inside the statement is told by its member.
    const [, member] = at.split("request.successions[0].");
    throw new ConfigError({
      at: member === undefined ? place : `${place}, ${member}`,
      expected,
      received,
      remedy,
      cause: error,
    });
  }
}

function lockOver(pins: PinStore, isFrozen: boolean, successions: readonly Uint8Array[], call: Invocation): Lock {
  return {
    successions,
    pinOf: async (file, request) => {
      const id = await identityOf(file, request, call);
      return id === undefined ? undefined : pins.read(id);
    },
    record: async (first, read, again) => {
      let verdict = first;
      let pinned = read;
      // Three other writers in a row are more than chance: the file is then left to them, and the last verdict stands.
      for (let attempt = 0; attempt < 3; attempt++) {
        const { observed } = verdict;
        if (observed === undefined || isSamePin(observed, pinned) || isEarlier(observed, pinned)) return verdict;
        if (!isFrozen && (await isRecorded(pins, observed, pinned))) return verdict;
        const held = await pins.read(observed.id);
        if (isFrozen && isDeepStrictEqual(held, pinned)) return verdict;
        pinned = held;
        // A pin refuses every package of another name, so a file that changes once more gains nothing.
        verdict = await again(pinned);
      }
      return verdict;
    },
  };
}

/** @throws {TransportError} it can't be written: what is done where a file system is read-only is said as well. */
async function isRecorded(pins: PinStore, observed: PinRecord, pinned: PinRecord | undefined): Promise<boolean> {
  return pins.write(observed, pinned).catch((error: unknown) => {
    if (!(error instanceof TransportError) || error.reason !== "target-unwritable" || error.retryable) throw error;
    const { reason, target, retryable, message } = error;
    const remedy = `${error.remedy} To judge and record nothing: --frozen`;
    throw new TransportError({ reason, target, retryable, message, remedy, cause: error });
  });
}

/** Whether only the day differs: a lock file in version control should not change with every run. */
function isSamePin(observed: PinRecord, pinned: PinRecord | undefined): boolean {
  if (pinned === undefined) return false;
  return isDeepStrictEqual({ ...observed, seen: "" }, { ...pinned, seen: "" });
}

/**
 * Whether a pin is of a later version and names a signer. It is kept then: of two versions in one folder each would take the
 * other's place with every run, and the file in version control would change each time.
 */
function isEarlier(observed: PinRecord, pinned: PinRecord | undefined): boolean {
  if (pinned === undefined || pinned.signers.length === 0) return false;
  return (
    foldPackageId(observed.id) === foldPackageId(pinned.id) &&
    isLaterVersion(pinned.packageVersion, observed.packageVersion)
  );
}

async function identityOf(file: PackageFile, request: VerifyRequest, call: Invocation): Promise<string | undefined> {
  if (file.expect !== undefined) return file.expect.identity.id;
  const source = await openPackage(file, call).catch(() => undefined);
  try {
    // What can't be opened is reported by the verification itself.
    if (source === undefined) return undefined;
    const { name, signature } = request;
    const known = { ...(name === undefined ? {} : { name }), ...(signature === undefined ? {} : { signature }) };
    return (await inspectPackage(source, known)).identity?.id;
  } finally {
    await source?.close();
  }
}
