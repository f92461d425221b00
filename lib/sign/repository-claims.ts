import { ConfigError, type Finding, found, requireOnly } from "../report/index.js";
import { isAbsoluteHttps } from "../signature/index.js";
import type { RepositoryClaims } from "./options.js";

/** The claims as they are written into a signature. */
export interface CompleteClaims {
  readonly serviceIndex: string;
  readonly owners: readonly string[];
}

/** @throws {ConfigError} a repository signature is asked for without its claims. */
export function requireClaims(claims: RepositoryClaims | undefined): CompleteClaims {
  if (claims !== undefined) {
    requireOnly(claims, "options.repository", { serviceIndex: "text", owners: "text[]?" });
    return { serviceIndex: claims.serviceIndex, owners: [...(claims.owners ?? [])] };
  }
  throw new ConfigError({
    at: "options.repository",
    expected: "serviceIndex and owners, since the signature is a repository's",
    received: "nothing",
    remedy:
      'Pass repository: { serviceIndex: "https://…/index.json", owners: […] }, or leave kind out to sign as the author.',
  });
}

/** What a reader would refuse of these claims: nothing that can't be read back is written. */
export function claimFindings({ serviceIndex, owners }: CompleteClaims): readonly Finding[] {
  const findings: Finding[] = [];
  if (!isPlainHttps(serviceIndex)) {
    const problem = "is no absolute https URL in ASCII";
    findings.push(found("repository-service-index-invalid", { problem, value: serviceIndex }));
  }
  for (const owner of owners) {
    if (owner.trim() === "") findings.push(found("repository-owners-malformed", { problem: "has a blank owner" }));
    else if (!isWellFormed(owner))
      findings.push(found("repository-owners-malformed", { problem: "has an owner with half a surrogate pair" }));
  }
  return findings;
}

/** The attribute is an IA5String and is compared octet for octet: what a URL parser would mend is not written. */
function isPlainHttps(text: string): boolean {
  const isPlain = Array.from(text).every((character) => character > " " && character <= "~");
  return isPlain && text.startsWith("https://") && isAbsoluteHttps(text);
}

/** A lone surrogate has no UTF-8: encoding would put another character in its place. */
function isWellFormed(text: string): boolean {
  return new TextDecoder().decode(new TextEncoder().encode(text)) === text;
}
