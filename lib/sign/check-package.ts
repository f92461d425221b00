import { equalBytes } from "../bytes/index.js";
import { type ContentDigests, VerifiedContent } from "../crypto/index.js";
import type { OpenedPackage } from "../formats/index.js";
import { isSound, policies, type Vouching } from "../policy/index.js";
import type { CheckFacts, Finding, HashName, SignatureRef } from "../report/index.js";
import {
  type CheckContext,
  type CheckedSignature,
  checkSignature,
  compareContent,
  expectedDigests,
  type PackageSignature,
  placementFindings,
  ran,
  readPackageSignature,
} from "../signature/index.js";
import { refusal } from "./refusal.js";

/** A signed package as the shared checks of its signatures see it. */
export interface CheckedPackage {
  readonly signature: PackageSignature;
  readonly primary: CheckedSignature;
  readonly countersignatures: readonly CheckedSignature[];
  /** In the order of verification. */
  readonly facts: readonly CheckFacts[];
  readonly vouching: Vouching | undefined;
}

/** What is checked: an opened package, and the digests of its content by each hash that its signature names. */
export interface CheckRequest {
  readonly opened: OpenedPackage;
  readonly signature: PackageSignature;
  readonly digests: ContentDigests;
  readonly manifest?: MadeManifest | undefined;
  readonly context: CheckContext;
}

/** A manifest that was just made, of the digest by this hash. */
export interface MadeManifest {
  readonly hash: HashName;
  readonly octets: Uint8Array;
}

/** Reads a package's signature. @throws {SignRefusedError} it can't be read. */
export function requireSignature(der: Uint8Array, context: CheckContext, file: string | undefined): PackageSignature {
  const read = readPackageSignature(der, context.limits, context.path.certificates);
  if (read.ok) return read.value;
  throw refusal([ran("cms-structure", undefined, [read.fault])], file);
}

/** Runs the checks that verification runs, in its order. */
export async function checkPackage(request: CheckRequest): Promise<CheckedPackage> {
  const { opened, signature, context } = request;
  const primary = await checkSignature(signature, signature.primary, context);
  const countersignatures: CheckedSignature[] = [];
  for (const element of signature.countersignatures)
    countersignatures.push(await checkSignature(signature, element, context));
  const facts = [
    ran("container", undefined, opened.findings),
    ran("cms-structure", undefined, signature.findings),
    ran("content-integrity", undefined, contentFindings(request)),
    ...primary.facts,
    ran("countersignature", undefined, placementFindings(signature)),
    ...countersignatures.flatMap((checked) => checked.facts),
  ];
  return { signature, primary, countersignatures, facts, vouching: vouchingFor(primary, countersignatures, context) };
}

function contentFindings({ signature, digests, manifest, context: { profile } }: CheckRequest): readonly Finding[] {
  if (manifest !== undefined && holds(signature, manifest, profile.hashes)) return [];
  const expected = expectedDigests(signature, profile);
  if (!expected.ok) return [expected.fault];
  const compared = compareContent(digests, expected.value);
  return compared instanceof VerifiedContent ? [] : compared;
}

/**
 * Whether the content is the very octets that were made of the digest: nothing else can be read in them, and to read them
 * takes as long as three digests.
 */
function holds(
  { signedData: { content } }: PackageSignature,
  { hash, octets }: MadeManifest,
  hashes: readonly HashName[],
): boolean {
  return content !== undefined && equalBytes(content, octets) && hashes.includes(hash);
}

/** By the one countersignature that is there, if it is sound. */
function vouchingFor(
  primary: CheckedSignature,
  [only, second]: readonly CheckedSignature[],
  context: CheckContext,
): Vouching | undefined {
  if (only?.signer === undefined || second !== undefined || only.path?.kind !== "validated") return undefined;
  const vouching = vouchingBy(only.element.ref, primary, context);
  return vouching !== undefined && isSound(only.facts, policies.standard) ? vouching : undefined;
}

/**
 * What a sound countersignature would stand in for: an author's unknown root, under the profile that knows this
 * (`nuget-v1`). For an expired author it would have to be stamped before the expiry: one that is being made comes too late.
 */
export function vouchingBy(
  by: SignatureRef,
  { path, signer, element }: CheckedSignature,
  { profile }: CheckContext,
): Vouching | undefined {
  const mayStandIn = profile.id === "nuget-v1" && element.ref.kind === "author" && signer !== undefined;
  if (!mayStandIn || path?.kind !== "unanchored") return undefined;
  return { by, findings: new Set(path.findings.filter(({ code }) => code === "chain-root-untrusted")) };
}
