import { andThen, type Eventual } from "../../bytes/index.js";
import type { PathOutcome } from "../../path/index.js";
import { type Policy, rulesOf, type SignerMatches } from "../../policy/index.js";
import {
  type AskedChain,
  type CheckContext,
  type CheckedSignature,
  isFault,
  type PackageSignature,
} from "../../signature/index.js";
import type { RevocationLog } from "../revocation-log.js";

/**
 * Asks about the revocation of a chain that was not validated, where an entry or the policy lets pass what is wrong with it: what
 * is known of its certificates must not be lost with a root that nobody named, or with a date. Nobody is asked about a chain that
 * is refused anyway, nor a second time about one that was refused for this very reason.
 *
 * @returns the same with what was found; one that is revoked has no chain any more that a proof could be made of.
 */
export function askOfLetPass(
  checked: CheckedSignature,
  { bag }: PackageSignature,
  context: CheckContext,
  log: RevocationLog,
): Eventual<CheckedSignature> {
  const { element, path, times } = checked;
  const chain = path && chainToAsk(path);
  if (path === undefined || chain === undefined || log.hasAnswer(element)) return checked;
  const accept = context.revocation?.forSigner(element, bag, times.origin === "timestamp" ? times.at : undefined);
  if (accept === undefined) return checked;
  return andThen(accept(chain), (objections) => {
    const asked = withRevocation(checked, log);
    if (objections.length === 0 || path.kind !== "unanchored") return asked;
    const { findings, otherFailures } = path;
    const { certificates } = chain;
    return { ...asked, path: { kind: "failed", certificates, findings: [...objections, ...findings], otherFailures } };
  });
}

/** The same signature with what is known of its revocation by now. */
export function withRevocation(checked: CheckedSignature, log: RevocationLog): CheckedSignature {
  return {
    ...checked,
    facts: [...checked.facts.filter(({ check }) => check !== "revocation"), ...log.factsOf(checked)],
  };
}

/** Whether nothing that is wrong with this chain refuses: an entry forgives it, or the policy waives it or reports it and no more. */
export function isLetPass(
  { element: { ref }, path }: CheckedSignature,
  matches: SignerMatches | undefined,
  policy: Policy,
): boolean {
  if (path === undefined || path.kind === "validated") return false;
  const byEntry = matches?.listed.has(ref) === true || matches?.forgiving.has(ref) === true;
  const rules = rulesOf(policy);
  return path.findings.every((finding) => {
    if (!isFault(finding) || (byEntry && FORGIVEN.includes(finding.code))) return true;
    return (
      rules.severityBeforeLevel(finding.code) !== "error" || rules.waivers.some(({ code }) => code === finding.code)
    );
  });
}

/** What an entry forgives; of an expiry only one by NuGet's rules. */
const FORGIVEN: readonly string[] = ["certificate-expired", "chain-root-untrusted"];

/** Where no anchor was reached, the last certificate speaks of those below it: whoever issued that one is not known. */
function chainToAsk(path: PathOutcome): AskedChain | undefined {
  if (path.kind !== "failed") return path.chain;
  const { certificates, anchor } = path;
  if (anchor !== undefined) return { certificates, anchor };
  const root = certificates[certificates.length - 1];
  return root && { certificates, root };
}
