import { isSound, type Policy, rulesOf, type Vouching } from "../../policy/index.js";
import type { PathOutcome, PathTimes, UnanchoredChain, ValidatedChain } from "../../path/index.js";
import type { Finding } from "../../report/index.js";
import {
  buildSignerPath,
  timesOf,
  type CheckContext,
  type CheckedSignature,
  type PackageSignature,
} from "../../signature/index.js";
import { SignerProof } from "../../verdict/index.js";

/** A countersignature that stands in for the author's unknown root or expiry, and the proof that follows from it. */
export interface Vouched {
  readonly vouching: Vouching;
  readonly proof: SignerProof;
}

/**
 * NuGet's rule, within limits: a countersignature that is good in itself may stand in for an author's unknown root, or for
 * an expiry that came after the countersignature's timestamp, and for nothing else.
 *
 * @param by the countersignature's own proof; without one it vouches for nothing.
 */
export async function vouch(
  signature: PackageSignature,
  primary: CheckedSignature,
  countersignature: CheckedSignature,
  by: SignerProof | undefined,
  policy: Policy,
  context: CheckContext,
): Promise<Vouched | undefined> {
  const { signer, path, element } = primary;
  const isAuthor = element.commitment.kind === "known" && element.commitment.value === "author";
  if (
    signer === undefined ||
    path === undefined ||
    by === undefined ||
    !isAuthor ||
    !isSound(countersignature.facts, policy)
  )
    return undefined;
  const chain = await vouchedChain(signature, primary, path, countersignature, policy, context);
  const proof = chain === undefined ? undefined : SignerProof.vouched(signer, chain, by);
  return proof === undefined
    ? undefined
    : { vouching: { by: countersignature.element.ref, findings: new Set(path.findings) }, proof };
}

/** The author's chain, right but for what may be vouched for. */
async function vouchedChain(
  signature: PackageSignature,
  primary: CheckedSignature,
  path: PathOutcome,
  countersignature: CheckedSignature,
  policy: Policy,
  context: CheckContext,
): Promise<ValidatedChain | UnanchoredChain | undefined> {
  const row = rulesOf(policy).signatures.countersignatureVouches;
  const forRoot = row.includes("untrusted-root") && context.profile.id === "nuget-v1";
  if (path.kind === "unanchored")
    return forRoot ? unrevoked(path.chain, signature, primary, primary.times, context) : undefined;
  if (path.kind === "validated" || !row.includes("expiry") || !onlyExpired(path.findings)) return undefined;
  if (countersignature.timestamp === undefined) return undefined;
  const times = timesOf(countersignature.timestamp, context.now);
  const earlier = await judgeEarlier(signature, primary, times, context);
  if (earlier?.kind === "validated") return earlier.chain;
  return earlier?.kind === "unanchored" && forRoot
    ? unrevoked(earlier.chain, signature, primary, times, context)
    : undefined;
}

/** The chain, unless what is above its certificates says that one is revoked: the search asks only where it found an anchor. */
async function unrevoked(
  chain: UnanchoredChain,
  { bag }: PackageSignature,
  { element }: CheckedSignature,
  { at, origin }: PathTimes,
  { revocation }: CheckContext,
): Promise<UnanchoredChain | undefined> {
  const accept = revocation?.forSigner(element, bag, origin === "timestamp" ? at : undefined);
  const objections = accept === undefined ? [] : await accept(chain);
  return objections.length === 0 ? chain : undefined;
}

function onlyExpired(findings: readonly Finding[]): boolean {
  return (
    findings.length > 0 &&
    findings.every(({ code }) => code === "certificate-expired" || code === "chain-root-untrusted")
  );
}

/** The author's chain at the time that the countersignature's timestamp proves, if that lies inside the author's certificate. */
async function judgeEarlier(
  signature: PackageSignature,
  { certificate, element }: CheckedSignature,
  times: PathTimes,
  context: CheckContext,
): Promise<PathOutcome | undefined> {
  if (certificate === undefined) return undefined;
  return buildSignerPath(element, certificate, signature.bag, times, context);
}
