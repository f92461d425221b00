import type { Evidence, IssueCode, Severity } from "../../lib/report/index.js";
import type { Lab } from "./lab.js";

/** What brings a finding out through the command, and what the command must say of it. */
export interface FindingCase {
  /** Puts what is needed into the folder and gives the command line. */
  readonly words: (lab: Lab) => Promise<readonly string[]> | readonly string[];
  readonly exit: number;
  /** Default `verify`. */
  readonly command?: "sign";
  /** Default: an error. */
  readonly severity?: Severity;
  readonly nuget?: string;
  /** Sub-indication of ETSI EN 319 102-1 of this finding. */
  readonly etsi?: string;
  readonly actor: "author" | "repository" | "user" | "network";
  /** Where it must point to, as far as this says; the rest is free. */
  readonly evidence?: Partial<Evidence>;
  /** What a person must read: who, what, and the values that matter. */
  readonly says: RegExp;
  /** What to do next. */
  readonly next: RegExp;
  /** When it is judged. Default: the tests' own moment. */
  readonly now?: Date;
}

/** The cases of one section of the catalogue. */
export type FindingCases<C extends IssueCode = IssueCode> = { readonly [K in C]: FindingCase };
