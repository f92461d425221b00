import type { Surroundings } from "../invocation.js";

/** Colour only on terminals, and where nobody said otherwise (https://no-color.org: any value but the empty one). */
export function wantsColor({ stdout, environment }: Surroundings): boolean {
  if ((environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb") return false;
  return stdout.isTerminal;
}
