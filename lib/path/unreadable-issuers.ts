import { findOctets, latin1Text, toHex } from "../bytes/index.js";
import { digestOf } from "../crypto/index.js";
import { type CertificateRef, found } from "../report/index.js";
import { type Certificate, sameNameAs, skimSubject } from "../x509/index.js";
import type { MalformedMember } from "./certificate-bag.js";
import type { ChainFault } from "./validate/chain.js";
import type { PathRequest } from "./request.js";

/** More than anybody reads. */
const MOST_TOLD = 4;

/**
 * Members of the bag that would be the issuer that nobody was found for, and cannot be read: where in which bytes, and why.
 *
 * @param depth of `certificate`.
 */
export async function unreadableIssuers(
  certificate: Certificate,
  depth: number,
  { bag, context }: PathRequest,
): Promise<readonly ChainFault[]> {
  if (bag.malformed.length === 0 || !context.budget.draw("pathBuildSteps", bag.stepsThroughMalformed)) return [];
  const issuers = bag.malformed.filter(isNamed(certificate.issuerName)).slice(0, MOST_TOLD);
  return Promise.all(
    issuers.map(async ({ der, fault: { structure: field, offset, problem } }): Promise<ChainFault> => {
      const digest = await digestOf(context.keys.provider, "sha256", der);
      const fingerprint = `sha256:${toHex(digest)}` as const;
      const issuer: CertificateRef = { subject: certificate.issuer, fingerprint, depth: depth + 1 };
      const evidence = { part: "certificate", start: offset, certificate: issuer } as const;
      return () => found("certificate-malformed", { certificate: issuer, field, offset, problem }, evidence);
    }),
  );
}

/** Where not even the subject can be made out, whatever holds the name somewhere may be meant. */
function isNamed(name: Uint8Array): (member: MalformedMember) => boolean {
  const pattern = latin1Text(name);
  // Prepared once, and not for each member: the name is as long as whoever wrote it liked.
  const isSame = sameNameAs(name);
  return ({ der }) => {
    const subject = skimSubject(der);
    return subject === undefined ? findOctets(der, pattern, 0) >= 0 : isSame(subject);
  };
}
