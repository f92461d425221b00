import type { Fingerprint } from "../../report/index.js";
import { oidcIdentityOf } from "../identity/oidc-identity.js";
import type { SignerRule } from "../trusted-signers.js";
import {
  type Aliases,
  anchoredChain,
  isSameFingerprint,
  isUnanchored,
  type SignerCandidate,
  signerOf,
} from "./candidate.js";
import { isWrittenName, readWrittenName } from "./subject-name.js";

/** How near a signature comes to an entry's rule. `near`: the same name or URL under other keys; never a match. */
export type Nearness = "fits" | "near" | "far";

/**
 * Whether a signature is by whom an entry names. Kinds, packages, owners and dates are looked at elsewhere; so is whether an
 * unknown root is forgiven: here a chain without anchor fits by certificate alone.
 */
export function ruleNearness(rule: SignerRule, candidate: SignerCandidate, aliases: Aliases): Nearness {
  switch (rule.by) {
    case "certificate":
      return fits(isSameFingerprint(rule.fingerprint, signerOf(candidate).fingerprint, aliases));
    case "public-key":
      return fits(
        !isUnanchored(candidate) &&
          isSameFingerprint(rule.fingerprint, signerOf(candidate).publicKeyFingerprint, aliases),
      );
    case "subject":
      return subjectNearness(rule.subject, rule.ca, candidate, aliases);
    case "extended-key-usage":
      return underCa(signerOf(candidate).extendedKeyUsage.includes(rule.oid), rule.ca, candidate, aliases);
    case "certificate-policy":
      return underCa(policiesOf(candidate).includes(rule.oid), rule.ca, candidate, aliases);
    case "repository":
      return repositoryNearness(rule, candidate, aliases);
    case "identity":
      return fits(!isUnanchored(candidate) && hasIdentity(rule.issuer, rule.san, candidate));
  }
}

function fits(does: boolean): Nearness {
  return does ? "fits" : "far";
}

function subjectNearness(subject: string, ca: Fingerprint, candidate: SignerCandidate, aliases: Aliases): Nearness {
  const written = readWrittenName(subject);
  return underCa(
    written !== undefined && isWrittenName(signerOf(candidate).subjectName, written),
    ca,
    candidate,
    aliases,
  );
}

/** What holds for the signer's certificate counts only under the CA that the entry names. */
function underCa(holds: boolean, ca: Fingerprint, candidate: SignerCandidate, aliases: Aliases): Nearness {
  if (!holds) return "far";
  const issuers = anchoredChain(candidate)?.certificates.slice(1) ?? [];
  return issuers.some(({ fingerprint }) => isSameFingerprint(ca, fingerprint, aliases)) ? "fits" : "near";
}

/** RFC 5280 §6.1.6: what the whole chain allows, and not what the signer's certificate alone says. */
function policiesOf(candidate: SignerCandidate): readonly string[] {
  return anchoredChain(candidate)?.policies ?? [];
}

function repositoryNearness(
  rule: SignerRule & { readonly by: "repository" },
  candidate: SignerCandidate,
  aliases: Aliases,
): Nearness {
  const { repository } = candidate;
  const namesIndex = rule.serviceIndex !== undefined && rule.serviceIndex === repository?.serviceIndex;
  if (rule.serviceIndex !== undefined && !namesIndex) return "far";
  const { fingerprint } = signerOf(candidate);
  const certificates =
    rule.certificates === "declared" ? (isUnanchored(candidate) ? [] : (candidate.declared ?? [])) : rule.certificates;
  if (certificates.some((listed) => isSameFingerprint(listed, fingerprint, aliases))) return "fits";
  return namesIndex ? "near" : "far";
}

/** The issuer and the name that Fulcio wrote, each compared exactly. */
function hasIdentity(issuer: string, san: string, candidate: SignerCandidate): boolean {
  const identity = oidcIdentityOf(signerOf(candidate));
  return identity !== undefined && identity.issuer === issuer && identity.san === san;
}
