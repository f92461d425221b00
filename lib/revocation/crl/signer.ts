import { equalBytes } from "../../bytes/index.js";
import { reading } from "../../der/index.js";
import { type Certificate, ExtensionId, nameKey, readKeyUsage, subjectKeyIdentifierOf } from "../../x509/index.js";
import type { Inquiry } from "../inquiry.js";
import type { Judging } from "../judging.js";
import { holderOf, type KeyHolder } from "../key-holder.js";
import type { OpenedCrl } from "./open.js";

/** Somebody whose name is on a CRL: validated by the chain that is asked about, or a certificate that says so. */
export type CrlSigner =
  | { readonly standing: "validated"; readonly holder: KeyHolder }
  | { readonly standing: "claimed"; readonly holder: KeyHolder; readonly certificate: Certificate };

/**
 * Those who may have signed a CRL, likeliest first: the issuer, other keys of its name in the chain (an authority that
 * changed its key), and then certificates of that name from anywhere, those with the CRL's key identifier before others.
 * Identifiers order and never exclude (RFC 5280 §5.2.1 is a hint). Each key comes once.
 *
 * Namesakes from anywhere are looked at only if asked for, and each costs a step of the run: a package may hold thousands of
 * them, and a hundred CRLs. `budget`: there are more than may be looked at.
 */
export function* crlSigners(crl: OpenedCrl, inquiry: Inquiry, judging: Judging): Generator<CrlSigner | "budget"> {
  const validated = inquiry.above.filter(({ subject }) => nameKey(subject) === crl.issuerKey);
  for (const holder of validated) yield { standing: "validated", holder };
  const namesakes = judging.delegates === undefined ? [] : judging.candidates.named(crl.issuerKey);
  if (judging.context.budget.draw("pathBuildSteps", namesakes.length))
    for (const certificate of likeliestFirst(namesakes, validated, crl))
      yield { standing: "claimed", holder: holderOf(certificate), certificate };
  else yield "budget";
}

function likeliestFirst(
  namesakes: readonly Certificate[],
  validated: readonly KeyHolder[],
  { facts }: OpenedCrl,
): readonly Certificate[] {
  const likely: Certificate[] = [];
  const others: Certificate[] = [];
  // A chain has few keys; an index would make a text of each of a thousand.
  for (const candidate of namesakes)
    if (!validated.some(({ publicKeyInfo }) => equalBytes(publicKeyInfo, candidate.publicKeyInfo)))
      (hasKeyIdentifier(candidate, facts.keyIdentifier) ? likely : others).push(candidate);
  return [...likely, ...others];
}

function hasKeyIdentifier(certificate: Certificate, identifier: Uint8Array | undefined): boolean {
  const own = identifier && subjectKeyIdentifierOf(certificate);
  return own !== undefined && identifier !== undefined && equalBytes(own, identifier);
}

/** RFC 5280 §6.3.3 (f): keyUsage, where the certificate has one, holds cRLSign. */
export function maySignCrls({ certificate }: KeyHolder): boolean {
  const extension = certificate?.extension(ExtensionId.keyUsage);
  if (extension === undefined) return true;
  const usages = reading(() => readKeyUsage(extension.value));
  return usages.ok && usages.value.has("cRLSign");
}
