import { beginSigner } from "../cms/index.js";
import { beginChain } from "../path/index.js";
import type { Result } from "../report/index.js";
import { beginTimestamp, onlySignerCertificate, type OpenedToken } from "../timestamp/index.js";
import type { CheckContext } from "./check-context.js";
import { valueRequest } from "./checks/signature-value.js";
import type { PackageSignature, SignatureElement } from "./read.js";

/** Tokens that have been opened, by their DER. */
export type OpenedTokens = ReadonlyMap<Uint8Array, Result<OpenedToken>>;

/**
 * Begins the public-key operations that checking these signatures will likely ask for, in the order in which it will, where
 * the provider does them elsewhere while the caller goes on: what a package takes is then the longer of the two, not both.
 * Nothing is judged, and no budget is drawn on: whoever asks for an operation pays for it, and so many are begun at most.
 *
 * @returns the tokens that were opened for it: none where the provider answers at once, or has enough to do.
 */
export async function beginChecks(
  signature: PackageSignature,
  elements: readonly SignatureElement[],
  context: CheckContext,
): Promise<OpenedTokens> {
  const opened = new Map<Uint8Array, Result<OpenedToken>>();
  for (const element of elements) {
    await beginTimestamps(element, context, opened);
    await beginValue(signature, element, context);
  }
  return opened;
}

async function beginTimestamps(
  { timestamps }: SignatureElement,
  { limits, profile, trust, path }: CheckContext,
  opened: Map<Uint8Array, Result<OpenedToken>>,
): Promise<void> {
  for (const token of timestamps.slice(0, limits.timestamps))
    if (path.keys.mayBegin)
      opened.set(token, await beginTimestamp({ token, limits, hashes: profile.hashes, trust, context: path }));
}

async function beginValue(
  { bag }: PackageSignature,
  { signerInfo }: SignatureElement,
  { profile, trust, path }: CheckContext,
): Promise<void> {
  const certificate = path.keys.mayBegin ? onlySignerCertificate(bag, signerInfo) : undefined;
  if (certificate === undefined) return;
  beginSigner(valueRequest({ signerInfo }, certificate, profile, path.keys));
  await beginChain(certificate, { bag, trust, context: path });
}
