import type { Verdict } from "../index.js";
import type { NodeVerifier } from "../node/index.js";
import { openPackage } from "./inputs/open-package.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import type { RequestFor } from "./request-options.js";

/**
 * Opens one package and has it judged. What can't be opened is not asked about.
 *
 * @throws {TransportError} it can't be read.
 */
export async function judgePackage(
  file: PackageFile,
  verifier: Pick<NodeVerifier, "verify">,
  requestFor: RequestFor,
  call: Invocation,
): Promise<Verdict> {
  const source = await openPackage(file, call);
  try {
    return await verifier.verify(source, await requestFor(file));
  } finally {
    await source.close();
  }
}
