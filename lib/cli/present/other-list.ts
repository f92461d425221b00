import type { Issue } from "../../index.js";
import { fileWord } from "../../report/index.js";
import type { Invocation } from "../invocation.js";

/**
 * Issues with remedies that fit where a call does not read the trust file: an entry or a root there would change nothing.
 *
 * @param file the package, as this call names it.
 */
export function mendedWhereListed(issues: readonly Issue[], file: string, call: Invocation): readonly Issue[] {
  const given = call.options.all().map(({ name }) => name);
  const other = OTHERS.find((name) => given.includes(name));
  if (other === undefined) return issues;
  return issues.map((issue) => {
    const remedy = remedyElsewhere(issue, other, file);
    return remedy === undefined ? issue : { ...issue, remedy };
  });
}

const OTHERS = ["certificate-fingerprint", "nuget-config", "no-trust-file"] as const;

/** `undefined`: what the finding itself advises helps here too. */
function remedyElsewhere(issue: Issue, other: (typeof OTHERS)[number], file: string): string | undefined {
  switch (issue.code) {
    case "chain-root-untrusted":
      return ROOT;
    case "signer-not-allowed":
      return other === "certificate-fingerprint" ? byFingerprint(issue.details.fingerprints, file) : LISTS[other](file);
    case "signer-pattern-not-covered":
    case "signer-owner-not-allowed":
    case "signer-entry-out-of-window":
    case "allowlist-empty":
      return other === "certificate-fingerprint" ? undefined : LISTS[other](file);
    default:
      return undefined;
  }
}

const ROOT =
  "If you know this CA, get its root certificate from the CA itself and name it: --code-signing-roots ROOT.pem (--timestamping-roots for a timestamp authority), in place of the bundled list";

const LISTS = {
  "nuget-config": (file: string) =>
    `If you trust this signer, add it to the nuget.config: dotnet nuget trust author NAME ${fileWord(file)} --configfile FILE (dotnet nuget trust repository, if a repository signed it)`,
  "no-trust-file": () =>
    "If you trust this signer, add it to the signers of the policy; or leave --no-trust-file out and add it to the trust file",
} as const;

/** @param fingerprints of the signatures' certificates, the primary one's first. */
function byFingerprint([primary = "HEX"]: readonly string[], file: string): string {
  return `If you know this certificate to be the signer’s (countersign inspect ${fileWord(file)}), name it with the others: --certificate-fingerprint ${primary}`;
}
