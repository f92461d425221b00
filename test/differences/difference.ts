import type { IssueCode } from "../../lib/index.js";

/** A package that dotnet trusts and ours refuses, with the nearest one that both trust. */
export interface Difference {
  /** Name of its row in test/interop/exceptions.json. */
  readonly name: string;
  /** The finding that refuses it. */
  readonly code: IssueCode;
  readonly refused: () => Promise<Uint8Array>;
  readonly neighbour: Accepted;
}

/** A package that both trust. */
export interface Accepted {
  readonly name: string;
  readonly made: () => Promise<Uint8Array>;
}

/** A package that both refuse. */
export interface Refused extends Accepted {
  /** The finding of ours. */
  readonly code: IssueCode;
}
