import { andThen, type Eventual } from "../../bytes/index.js";
import type { PathOutcome } from "../../path/index.js";
import { type Policy, rulesOf, type SignerMatches } from "../../policy/index.js";
import type { CheckedSignature, CheckContext, PackageSignature, RootedChain } from "../../signature/index.js";
import type { RevocationLog } from "../revocation-log.js";

/**
 * Asks about the revocation of a chain that ends at a root which nobody named, where an entry or the policy lets that pass:
 * what the root says of its certificates must not be lost with the root. Nobody is asked about a chain that is refused anyway.
 *
 * @returns the same with what was found; one that is revoked has no chain any more that a proof could be made of.
 */
export function askOfUnknownRoot(
  checked: CheckedSignature,
  { bag }: PackageSignature,
  context: CheckContext,
  log: RevocationLog,
): Eventual<CheckedSignature> {
  const { element, path, times } = checked;
  const chain = path && rootedChain(path);
  const signedAt = times.origin === "timestamp" ? times.at : undefined;
  const accept = chain && context.revocation?.forSigner(element, bag, signedAt);
  if (path === undefined || chain === undefined || accept === undefined) return checked;
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

/** Whether an unknown root does not refuse this signature: an entry forgives it, or the policy reports it and no more. */
export function isRootForgiven(
  { element, path }: CheckedSignature,
  matches: SignerMatches | undefined,
  policy: Policy,
): boolean {
  if (path === undefined || path.kind === "validated") return false;
  if (matches?.listed.has(element.ref) === true || matches?.forgiving.has(element.ref) === true) return true;
  const rules = rulesOf(policy);
  const isMild = rules.severityBeforeLevel("chain-root-untrusted") !== "error";
  return path.kind === "unanchored" && (isMild || rules.waivers.some(({ code }) => code === "chain-root-untrusted"));
}

/** Of a chain that is right but for its root, or for that and dates that an entry by NuGet's rules forgives with it. */
function rootedChain(path: PathOutcome): RootedChain | undefined {
  if (path.kind === "validated") return undefined;
  if (path.kind === "unanchored") return path.chain;
  const isWhole = path.findings.every(({ code }) => FORGIVABLE.includes(code));
  const root = path.certificates[path.certificates.length - 1];
  return isWhole && root !== undefined ? { certificates: path.certificates, root } : undefined;
}

/** `certificate-serial-invalid` is advice. */
const FORGIVABLE: readonly string[] = ["certificate-expired", "chain-root-untrusted", "certificate-serial-invalid"];
