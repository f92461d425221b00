import { DecodeError } from "../../report/index.js";

/** The list can't be read: the package's installation is damaged. */
export function damaged(offset: number, problem: string, cause?: unknown): DecodeError {
  const remedy = "Install the package again: a file of it was changed.";
  return new DecodeError({ structure: "the bundled trust list", offset, problem, remedy, cause });
}
