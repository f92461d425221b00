import type { ContentDigests } from "../crypto/index.js";
import type { Vouching } from "../policy/index.js";
import { type CheckFacts, type Finding, found, type HashName } from "../report/index.js";
import { type CheckContext, expectedDigests, type PackageSignature, ran } from "../signature/index.js";
import { type CheckedPackage, checkPackage, requireSignature, vouchingBy } from "./check-package.js";
import { hashContent } from "./content.js";
import { refusal } from "./refusal.js";
import type { Session } from "./session.js";

/** A signed package that is to get more: a countersignature, or a timestamp. */
export interface ExistingSignature {
  /** DER of the ContentInfo. */
  readonly der: Uint8Array;
  readonly signature: PackageSignature;
  readonly digests: ContentDigests;
  readonly checked: CheckedPackage;
}

/**
 * Reads the package's signature, hashes its content and runs the shared checks over both. Nothing is graded yet.
 *
 * @param also hashes that the caller wants of the content besides those that the signature names, in the same pass.
 * @throws {SignRefusedError} there is no signature, or it can't be read.
 */
export async function readExisting(
  session: Session,
  context: CheckContext,
  also: readonly HashName[] = [],
): Promise<ExistingSignature> {
  const { opened, file } = session;
  const der = opened.signature;
  if (der === undefined) throw refusal([ran("container", undefined, opened.findings)], file);
  const signature = requireSignature(der, context, file);
  const expected = expectedDigests(signature, context.profile);
  const named = expected.ok ? expected.value.map(({ algorithm }) => algorithm) : [];
  const digests = await hashContent(session, [...new Set([...named, ...also])]);
  return { der, signature, digests, checked: await checkPackage({ opened, signature, digests, context }) };
}

/** What keeps a repository from countersigning: it must be the first, and the primary an author's, as NuGet reads them. */
export function countersignableFacts({ signature }: ExistingSignature): CheckFacts {
  const findings: Finding[] = [];
  const { primary, countersignatures } = signature;
  if (primary.ref.kind === "repository")
    findings.push(found("repository-countersignature-misplaced", { primary: "repository" }));
  if (countersignatures.length > 0)
    findings.push(found("repository-countersignature-multiple", { count: countersignatures.length + 1 }));
  return ran("countersignature", undefined, findings);
}

/**
 * An author's unknown root does not keep a repository from countersigning where its countersignature will stand in for it.
 * Whether it does is judged on the result.
 */
export function vouchingToCome({ checked }: ExistingSignature, context: CheckContext): Vouching | undefined {
  return vouchingBy({ kind: "repository", placement: "countersignature" }, checked.primary, context);
}
