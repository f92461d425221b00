import { releaseHeld } from "../../bytes/index.js";
import { type ContentDigests, hashSegments, VerifiedContent } from "../../crypto/index.js";
import { type CheckFacts, type HashName, sourceChanged } from "../../report/index.js";
import { compareContent, expectedDigests, notRun, type PackageSignature, ran } from "../../signature/index.js";
import type { OpenRun } from "../run.js";

/** What became of the comparison of the package's bytes with what was signed. */
export interface ContentCheck {
  readonly facts: CheckFacts;
  readonly verified: VerifiedContent | undefined;
  readonly digests: ContentDigests | undefined;
}

/**
 * Hashes the package as if it had never been signed and compares it with the primary signature (RFC 5652
 * §11.2). SHA-256 is computed whatever was signed: a verdict says which bytes it is about. So is what the caller expects.
 *
 * @throws {TransportError} the source changed while it was read.
 */
export async function checkContent(run: OpenRun, signature: PackageSignature): Promise<ContentCheck> {
  const expected = expectedDigests(signature, run.format.profile);
  if (!expected.ok)
    return { facts: ran("content-integrity", undefined, [expected.fault]), verified: undefined, digests: undefined };
  if (run.opened.signedContent.length === 0) {
    return {
      facts: notRun("content-integrity", undefined, "the package's structure does not tell which bytes were signed"),
      verified: undefined,
      digests: undefined,
    };
  }
  const digests = await hashContent(
    run,
    expected.value.map(({ algorithm }) => algorithm),
  );
  const compared = compareContent(digests, expected.value);
  if (compared instanceof VerifiedContent)
    return { facts: ran("content-integrity", undefined), verified: compared, digests };
  return { facts: ran("content-integrity", undefined, compared), verified: undefined, digests };
}

/**
 * Hashes what is counted as content in one pass.
 *
 * @param signed by which the signature names it. @throws {TransportError} the source changed while it was read.
 */
export async function hashContent(
  { settings, source, opened, request, hash, expectedContent }: OpenRun,
  signed: readonly HashName[] = [],
): Promise<ContentDigests> {
  const all = new Set<HashName>(["sha256", ...signed]);
  if (expectedContent !== undefined) all.add(expectedContent.algorithm);
  const algorithms = [...all];
  const elsewhere = await hash?.(opened.signedContent, algorithms);
  if (elsewhere !== undefined) return elsewhere;
  const digests = await hashSegments(settings.crypto, source, opened.signedContent, algorithms, {
    signal: request.signal,
  });
  // It was read for this: what comes next may wait for others.
  releaseHeld(source);
  if (digests === undefined) throw sourceChanged(request.name ?? "the package");
  return digests;
}
