import { Worker } from "node:worker_threads";
import { type PackageSource, type Segment, segmentsLength } from "../../bytes/index.js";
import type { ContentDigests } from "../../crypto/index.js";
import type { HashName } from "../../report/index.js";
import type { HashContent } from "../../verify/index.js";
import { descriptorOf } from "../file-source.js";
import type { HashAnswer, HashTask } from "./hash-messages.js";
import { WaitingPlaces } from "./waiting-places.js";

/** Shorter content is hashed in about the time that asking for it takes. */
const WORTH_ASKING_BYTES = 128 * 1024;

/** Files that wait or are hashed: enough for the time in which the thread starts, or the main one judges something slow. */
const MOST_WAITING = 16;

/**
 * What the main thread leaves to the other when it has nothing else to do: the next files lie ready there, and at the end nobody
 * waits long for them.
 */
const LEFT_TO_THE_THREAD = 2;

/** Files that may be in work at once: those that wait for the thread, and some that the main one has. */
export const HASHING_CAPACITY: number = MOST_WAITING + 2;

/**
 * A thread that hashes the content of files while the main one judges their signatures. Half of the work on a package of
 * megabytes is hashing, which a new thread does as fast as an old one; whereas judging is slow in each thread until the engine
 * has compiled it there. Neither waits for the other: when the main one has nothing else to do, it hashes what waits itself.
 */
export class HashingThread {
  readonly #program: URL | undefined;
  /** Started when there is something large to hash. */
  #worker: Worker | undefined;
  readonly #waiting = new Map<HashTask, (answer?: HashAnswer) => void>();
  readonly #states = new Int32Array(new SharedArrayBuffer(4 * MOST_WAITING));
  readonly #places = new WaitingPlaces(this.#states);
  #asked = 0;
  #answered = 0;
  #isLooking = false;
  #isLost = false;

  /** @param program what it runs; tests bring their own. */
  constructor(program?: URL) {
    this.#program = program;
  }

  /** How the content of a file is hashed by it; `undefined` for what is no file. */
  of(source: PackageSource): HashContent | undefined {
    const file = descriptorOf(source);
    if (file === undefined) return undefined;
    return (segments, algorithms) => {
      if (this.#isLost || segmentsLength(segments) < WORTH_ASKING_BYTES) return undefined;
      const id = this.#asked + 1;
      const place = this.#places.put(id);
      if (place === undefined) return undefined;
      this.#asked = id;
      return this.#ask({ id, place, file, segments: segments.map(detached), algorithms });
    };
  }

  /** Whoever waits is told to hash here, or to stop. */
  async end(): Promise<void> {
    this.#lose();
    await this.#worker?.terminate();
  }

  readonly #lose = (): void => {
    this.#isLost = true;
    for (const resolve of this.#waiting.values()) resolve();
  };

  readonly #hear = (answer: HashAnswer): void => {
    this.#answered++;
    for (const [task, resolve] of this.#waiting) if (task.id === answer.id) resolve(answer);
  };

  /** Looks once the main thread has had a turn. */
  #lookLater(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const [asked, answered] = [this.#asked, this.#answered];
    setImmediate(() => {
      this.#isLooking = false;
      if (this.#places.waiting <= LEFT_TO_THE_THREAD) return;
      // A turn in which nothing was asked or answered is one in which the main thread had nothing to do.
      if (asked === this.#asked && answered === this.#answered) this.#takeBack();
      this.#lookLater();
    });
  }

  /** The youngest: the thread takes the oldest. Who asked for it hashes it at once. */
  #takeBack(): void {
    const youngest = [...this.#waiting].findLast(([{ place, id }]) => this.#places.take(place, id));
    if (youngest === undefined) return;
    const [{ place }, resolve] = youngest;
    this.#places.free(place);
    resolve();
  }

  /** @returns `undefined` where none can be had: the system gives no more, or a bundle of CommonJS does not know where it lies. */
  #start(): Worker | undefined {
    try {
      const program = this.#program ?? new URL("./hash.js", import.meta.url);
      const worker = new Worker(program, { workerData: this.#states, trackUnmanagedFds: false });
      worker.on("message", this.#hear);
      return worker.on("messageerror", this.#lose).on("error", this.#lose).on("exit", this.#lose);
    } catch {
      this.#lose();
      return undefined;
    }
  }

  async #ask(task: HashTask): Promise<ContentDigests | undefined> {
    const worker = (this.#worker ??= this.#start());
    if (worker === undefined) return undefined;
    // A process ends when nothing holds it. Whoever waits does; a batch that nobody takes any more results of does not.
    if (this.#waiting.size === 0) worker.ref();
    const answer = await new Promise<HashAnswer | undefined>((resolve) => {
      this.#waiting.set(task, resolve);
      worker.postMessage(task);
      this.#lookLater();
    });
    this.#waiting.delete(task);
    if (this.#waiting.size === 0) worker.unref();
    return answer?.digests && named(task.algorithms, answer.digests);
  }
}

function named(algorithms: readonly HashName[], digests: readonly Uint8Array[]): ContentDigests {
  const byName = new Map<HashName, Uint8Array>();
  for (const [place, algorithm] of algorithms.entries()) {
    const digest = digests[place];
    if (digest !== undefined) byName.set(algorithm, digest);
  }
  return byName;
}

/** A slice would be sent with all the memory that it is a slice of. */
function detached(segment: Segment): Segment {
  const isSlice = segment.kind === "bytes" && segment.bytes.length < segment.bytes.buffer.byteLength;
  return isSlice ? { kind: "bytes", bytes: segment.bytes.slice() } : segment;
}
