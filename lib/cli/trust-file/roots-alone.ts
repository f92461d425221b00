import { visible } from "../../report/index.js";
import type { Invocation } from "../invocation.js";
import { type LocatedTrustFile, locateTrustFile } from "./locate.js";
import { rootsAddedUnasked } from "./unasked.js";

/**
 * The trust file of a command that takes its roots and binds no package to a signer; what roots it adds though nobody named it
 * is said on standard error.
 *
 * @returns `undefined` where there is none, or where the call wants none.
 */
export async function trustFileForRoots(call: Invocation): Promise<LocatedTrustFile | undefined> {
  const located = call.options.has("no-trust-file") ? undefined : await locateTrustFile(call);
  if (located === undefined) return undefined;
  for (const note of rootsAddedUnasked(located)) call.stderr.write(`note: ${visible(note)}\n`);
  return located;
}
