import type { Subject } from "./subject.js";

/** What the rows are run with. */
export interface Setting {
  readonly rounds: number;
  readonly subject: Subject;
  /** A folder for what is built and generated; gone afterwards. */
  readonly folder: string;
  /** The project's folder. */
  readonly root: string;
}
