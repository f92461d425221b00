import { readFile, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { equalBytes } from "../../bytes/index.js";
import { documentText, Field, foldPackageId, type PinRecord, type PinStore } from "../../policy/index.js";
import { fileFault, isSystemError, systemCode } from "../file-fault.js";
import { writeSignedPackage } from "../write-atomic.js";
import { type LockOptions, lockedOut, underLock } from "./file-lock.js";
import { emptyLockFile, type LockFile, lockFileText, readablePin, readLockFile } from "./lock-file.js";
import { requireFields, requireGiven, requireOnly } from "../../report/index.js";

/** Pins in a lock file; it keeps announced changes of keys as well. */
export interface FilePinStore extends PinStore {
  /** Statements to give along as `successions` of a request. */
  successions(): Promise<readonly Uint8Array[]>;
  /** Keeps a statement; one that is there already changes nothing. It is judged when it is used. */
  addSuccession(statement: Uint8Array): Promise<void>;
}

/**
 * The pins in `countersign.lock.json`. A file that is not there pins nothing; it comes with the first pin. Ids are
 * compared without case.
 *
 * Many processes may write at once: a write compares and replaces under a lock, into a temporary file that is then
 * renamed, so readers see the old file or the whole new one.
 *
 * The store's calls reject with `ConfigError` where an argument is wrong, or the file can't be understood (it is then left as
 * it is), and with `TransportError` where it can't be read, written or locked.
 *
 * @param options.signal ends the wait for other writers, for as long as the store is used.
 */
export function filePinStore(path: string, options: LockOptions = {}): FilePinStore {
  requireGiven(path, "path", "text");
  requireOnly(options, "options", { signal: "signal?" });
  return new LockFileStore(path, { ...options });
}

class LockFileStore implements FilePinStore {
  readonly #path: string;
  readonly #waiting: LockOptions;
  /** What was read last, and the state of the file then: a run asks for each of its packages. */
  #known: { readonly state: string; readonly content: LockFile } | undefined;
  /** Changes that wait for the file: all that came meanwhile are written at once, since each writing costs the whole file. */
  #changes: Change[] = [];
  #isWriting = false;

  constructor(path: string, waiting: LockOptions) {
    this.#path = path;
    this.#waiting = waiting;
  }

  async read(id: string): Promise<PinRecord | undefined> {
    requireGiven(id, "id", "text");
    return (await this.#content()).pins.get(foldPackageId(id));
  }

  async successions(): Promise<readonly Uint8Array[]> {
    return (await this.#content()).successions.map((statement) => statement.slice());
  }

  async write(record: PinRecord, replaces: PinRecord | undefined): Promise<boolean> {
    requireRecord(record, "record");
    if (replaces !== undefined) requireRecord(replaces, "replaces");
    // Read now: one that is wrong does not stop those that are written with it, nor does one that its owner alters meanwhile.
    const pin = readablePin(record, "record");
    const replaced = replaces && readablePin(replaces, "replaces");
    const id = foldPackageId(pin.id);
    return this.#change((content) => {
      const held = content.pins.get(id);
      if (!isDeepStrictEqual(held, replaced)) return undefined;
      // A file in version control should not change with every run: the day of the first time is kept.
      if (isDeepStrictEqual({ ...held, seen: "" }, { ...pin, seen: "" })) return content;
      return { ...content, pins: new Map(content.pins).set(id, pin) };
    });
  }

  async addSuccession(statement: Uint8Array): Promise<void> {
    requireGiven(statement, "statement", "bytes");
    const kept = Uint8Array.from(statement); // `slice` of a Buffer copies nothing
    await this.#change((content) => {
      if (content.successions.some((known) => equalBytes(known, kept))) return content;
      return { ...content, successions: [...content.successions, kept] };
    });
  }

  /** @returns false where `apply` gave nothing. */
  #change(apply: Change["apply"]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#changes.push({ apply, resolve, reject });
      if (!this.#isWriting) void this.#writeWaiting();
    });
  }

  /** Never rejects: each change is told what became of it. */
  async #writeWaiting(): Promise<void> {
    this.#isWriting = true;
    while (this.#changes.length > 0) {
      let taken: readonly Change[] = [];
      const work = (stillHeld: () => boolean): Promise<readonly boolean[]> => {
        taken = this.#changes.splice(0);
        return this.#apply(taken, stillHeld);
      };
      try {
        const told = await underLock(this.#path, work, this.#waiting);
        for (const [index, { resolve }] of taken.entries()) resolve(told[index] === true);
      } catch (error) {
        // Before the lock was had: whoever waited for it waits no longer.
        for (const { reject } of taken.length > 0 ? taken : this.#changes.splice(0)) reject(error);
      }
    }
    this.#isWriting = false;
  }

  /** @returns for each change whether it holds now. */
  async #apply(changes: readonly Change[], stillHeld: () => boolean): Promise<readonly boolean[]> {
    const before = await this.#content();
    let content = before;
    const told = changes.map(({ apply }) => {
      const changed = apply(content);
      if (changed !== undefined) content = changed;
      return changed !== undefined;
    });
    if (content === before) return told;
    const text = lockFileText(content);
    readLockFile(text, this.#path); // what we could not read back must not replace what we can
    await this.#write(text, stillHeld);
    return told;
  }

  #write(text: string, stillHeld: () => boolean): Promise<void> {
    const path = this.#path;
    const chunks = async function* (): AsyncIterable<Uint8Array> {
      yield Buffer.from(text, "utf8");
      if (!stillHeld()) throw lockedOut(path);
    };
    return writeSignedPackage(path, { chunks });
  }

  async #content(): Promise<LockFile> {
    const state = await stateOf(this.#path);
    if (state === undefined) return emptyLockFile;
    if (this.#known?.state === state) return this.#known.content;
    const content = readLockFile(await readText(this.#path), this.#path);
    this.#known = { state, content };
    return content;
  }
}

/** One change of the file, and who waits for it. */
interface Change {
  /** The file's content with the change in it, or as it is where nothing need change; `undefined`: it does not hold any more. */
  readonly apply: (content: LockFile) => LockFile | undefined;
  readonly resolve: (isDone: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const RECORD = { id: "text", packageVersion: "text", content: "text", signers: "object[]", seen: "text" } as const;

/** The file has a version of its own: what a later one's record holds beside these would be lost. */
function requireRecord(record: PinRecord, at: string): void {
  requireFields(record, at, RECORD);
  const version = new Field(record.version, `${at}.version`);
  if (version.value !== 1) version.fail("1", "Write a record as Verdict.observed gives it.");
}

async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw fileFault(path, error);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return documentText(await readFile(path), path);
  } catch (error) {
    throw isSystemError(error) ? fileFault(path, error) : error;
  }
}
