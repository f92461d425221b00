import type { Verdict } from "../index.js";
import type { NodeVerifier } from "../node/index.js";
import { TransportError } from "../report/index.js";
import { openPackage } from "./inputs/open-package.js";
import type { PackageFile } from "./inputs/package-file.js";
import type { Invocation } from "./invocation.js";
import type { RequestFor } from "./request-options.js";
import type { FileResult } from "./results.js";

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

/** The same of one among several: that it can't be read keeps none of the others from being judged. */
export async function judgedOrUnread(
  file: PackageFile,
  verifier: Pick<NodeVerifier, "verify">,
  requestFor: RequestFor,
  call: Invocation,
): Promise<FileResult> {
  try {
    return { path: file.shown, verdict: await judgePackage(file, verifier, requestFor, call) };
  } catch (error) {
    if (error instanceof TransportError) return { path: file.shown, error };
    throw error;
  }
}
