import type { Segment } from "../../bytes/index.js";
import type { HashName } from "../../report/index.js";
import type { OpenDescriptor } from "../file-source.js";

/** What a thread that hashes is asked: digests of a file as the segments describe it. */
export interface HashTask {
  readonly id: number;
  /** In which it waits until a thread takes it; a task whose place says otherwise is no longer wanted. */
  readonly place: number;
  readonly file: OpenDescriptor;
  readonly segments: readonly Segment[];
  readonly algorithms: readonly HashName[];
}

/** What it answers: a digest for each algorithm, in order; `undefined` if it could not read the file to its end. */
export interface HashAnswer {
  readonly id: number;
  readonly digests: readonly Uint8Array[] | undefined;
}
