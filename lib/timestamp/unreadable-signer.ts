import { findOctets, latin1Text } from "../bytes/index.js";
import type { SignerInfo } from "../cms/index.js";
import type { CertificateBag, PathContext } from "../path/index.js";
import { type Finding, found } from "../report/index.js";

/** More than anybody reads. */
const MOST_TOLD = 4;

/**
 * Members of the bag that would be the signer whose certificate nobody found, and cannot be read: where in which bytes, and
 * why. Whatever holds what the signer is named by may be meant.
 */
export function unreadableSigners(
  { malformed, stepsThroughMalformed }: CertificateBag,
  { sid }: SignerInfo,
  { budget }: PathContext,
): readonly Finding[] {
  if (malformed.length === 0 || !budget.draw("pathBuildSteps", stepsThroughMalformed)) return [];
  const names = sid.kind === "issuer-serial" ? [sid.issuer, sid.serial] : [sid.identifier];
  const patterns = names.map((octets) => latin1Text(octets));
  return malformed
    .filter(({ der }) => patterns.every((pattern) => findOctets(der, pattern, 0) >= 0))
    .slice(0, MOST_TOLD)
    .map(({ fault: { structure: field, offset, problem } }) =>
      found("certificate-malformed", { field, offset, problem }, { part: "certificate", start: offset }),
    );
}
