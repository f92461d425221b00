import { Worker } from "node:worker_threads";
import { type PackageSource, type Segment, segmentsLength } from "../../bytes/index.js";
import type { ContentDigests } from "../../crypto/index.js";
import type { HashName } from "../../report/index.js";
import type { HashContent } from "../../verify/index.js";
import { descriptorOf } from "../file-source.js";
import type { HashAnswer, HashTask } from "./hash-messages.js";

/** Shorter content is hashed in about the time that asking for it takes. */
const WORTH_ASKING_BYTES = 128 * 1024;

/** While the main thread judges a file, or hashes one itself, the other must not run out; at the end all wait for what it has left. */
const MOST_WAITING = 6;

/** Files that may be in work at once: those that wait for the thread, and as many that it has done or that the main one has. */
export const HASHING_CAPACITY: number = 2 * MOST_WAITING;

/**
 * A thread that hashes the content of files while the main one judges their signatures. Half of the work on a package of
 * megabytes is hashing, which a new thread does as fast as an old one; whereas judging is slow in each thread until the engine
 * has compiled it there. Neither waits for the other: if the thread has enough to do, the main one hashes the next file itself.
 */
export class HashingThread {
  readonly #program: URL;
  /** Started when there is something large to hash. */
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, (answer?: HashAnswer) => void>();
  /** How many the thread has done, as it counts itself: its answers are heard only when the main thread is at rest. */
  readonly #done = new Int32Array(new SharedArrayBuffer(4));
  #asked = 0;
  #isLost = false;

  /** @param program what it runs; tests bring their own. */
  constructor(program: URL = new URL("./hash.js", import.meta.url)) {
    this.#program = program;
  }

  /** How the content of a file is hashed by it; `undefined` for what is no file. */
  of(source: PackageSource): HashContent | undefined {
    const file = descriptorOf(source);
    if (file === undefined) return undefined;
    return (segments, algorithms) => {
      const isBusy = this.#isLost || this.#asked - Atomics.load(this.#done, 0) >= MOST_WAITING;
      if (isBusy || segmentsLength(segments) < WORTH_ASKING_BYTES) return undefined;
      return this.#ask({ id: this.#asked++, file, segments: segments.map(detached), algorithms });
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

  /** @returns `undefined` where the system gives no more threads. */
  #start(): Worker | undefined {
    try {
      const worker = new Worker(this.#program, { workerData: this.#done, trackUnmanagedFds: false });
      worker.on("message", (answer: HashAnswer) => this.#waiting.get(answer.id)?.(answer));
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
      this.#waiting.set(task.id, resolve);
      worker.postMessage(task);
    });
    this.#waiting.delete(task.id);
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
  return segment.kind === "bytes" ? { kind: "bytes", bytes: Uint8Array.from(segment.bytes) } : segment;
}
