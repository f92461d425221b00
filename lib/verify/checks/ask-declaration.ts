import { clauseOf, CountersignError, TransportError, untilAborted } from "../../report/index.js";
import type { RepositoryDeclaration, RepositoryDeclarationSource } from "../../signature/index.js";

/**
 * Asks the source of declarations, which may be anybody's: whatever it throws, and an answer that is no declaration, means
 * that nobody answered. A signature names the service index, so that a package could else choose where a batch ends.
 *
 * @returns why there is no answer, as an error; `undefined` if the repository declares nothing.
 * @throws what the caller's signal carries, once it has fired.
 */
export async function askDeclaration(
  source: RepositoryDeclarationSource,
  serviceIndex: string,
  signal: AbortSignal | undefined,
): Promise<RepositoryDeclaration | TransportError | undefined> {
  const find = async (): Promise<unknown> => source.find(serviceIndex, signal === undefined ? {} : { signal });
  try {
    const answer = await untilAborted(find(), signal);
    signal?.throwIfAborted();
    return answer === undefined || isDeclaration(answer) ? answer : unanswered(serviceIndex, "gave no declaration");
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TransportError) return error;
    const why = error instanceof CountersignError ? `failed (${clauseOf(error)})` : "failed with an error of its own";
    return unanswered(serviceIndex, why, error);
  }
}

function isDeclaration(answer: unknown): answer is RepositoryDeclaration {
  if (typeof answer !== "object" || answer === null) return false;
  const { allRepositorySigned, certificates } = answer as Partial<RepositoryDeclaration>;
  return typeof allRepositorySigned === "boolean" && Array.isArray(certificates) && certificates.every(hasFingerprints);
}

function hasFingerprints(certificate: unknown): boolean {
  if (typeof certificate !== "object" || certificate === null || !("fingerprints" in certificate)) return false;
  const { fingerprints } = certificate;
  return Array.isArray(fingerprints) && fingerprints.every((one) => typeof one === "string");
}

function unanswered(serviceIndex: string, why: string, cause?: unknown): TransportError {
  return new TransportError({
    reason: "wrong-content",
    target: serviceIndex,
    retryable: false,
    message: `The source of what repositories declare was asked for ${serviceIndex}: it ${why}.`,
    remedy: "Check the source that was given as options.repositories.",
    cause,
  });
}
