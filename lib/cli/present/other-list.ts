import type { Issue } from "../../index.js";
import { catalogueEntry, fileWord, visible } from "../../report/index.js";
import type { Invocation } from "../invocation.js";

/**
 * Issues with remedies that fit where the trust file does not decide: an entry there would change nothing, nor a root where the
 * call does not read it at all.
 *
 * @param file the package, as this call names it.
 */
export function mendedWhereListed(issues: readonly Issue[], file: string, call: Invocation): readonly Issue[] {
  const remedyFor = remediesOf(call);
  if (remedyFor === undefined || issues.some(isTampering)) return issues;
  return issues.map((issue) => {
    const remedy = remedyFor(issue, file);
    return remedy === undefined ? issue : { ...issue, remedy };
  });
}

/** Nobody is to be trusted for such a file, wherever the list lies. */
function isTampering({ code, severity }: Issue): boolean {
  return severity === "error" && catalogueEntry(code).effect === "tampered";
}

/** `undefined`: what the finding itself advises helps here too. */
type RemedyFor = (issue: Issue, file: string) => string | undefined;

function remediesOf({ options, listingPolicy }: Invocation): RemedyFor | undefined {
  const given = options.all().map(({ name }) => name);
  const other = OTHERS.find((name) => given.includes(name));
  if (other !== undefined) return (issue, file) => remedyElsewhere(issue, other, file, listingPolicy);
  return listingPolicy === undefined ? undefined : (issue, file) => remedyInPolicy(issue, file, listingPolicy);
}

const OTHERS = ["certificate-fingerprint", "nuget-config", "no-trust-file"] as const;

function remedyElsewhere(
  issue: Issue,
  other: (typeof OTHERS)[number],
  file: string,
  policy: string | undefined,
): string | undefined {
  switch (issue.code) {
    case "chain-root-untrusted":
      return ROOT;
    case "signer-not-allowed":
      if (other === "certificate-fingerprint") return byFingerprint(issue.details.fingerprints, file);
      return listed(issue, other, file, policy);
    case "signer-pattern-not-covered":
    case "signer-owner-not-allowed":
    case "signer-entry-out-of-window":
    case "allowlist-empty":
      return other === "certificate-fingerprint" ? undefined : listed(issue, other, file, policy);
    default:
      return undefined;
  }
}

const ROOT =
  "If you know this CA, get its root certificate from the CA itself and name it: --code-signing-roots ROOT.pem (--timestamping-roots for a timestamp authority), in place of the bundled list";

function listed(
  issue: Issue,
  other: "nuget-config" | "no-trust-file",
  file: string,
  policy = "the policy",
): string | undefined {
  if (other === "no-trust-file") return remedyInPolicy(issue, file, policy);
  return `If you trust this signer, add it to the nuget.config: dotnet nuget trust author NAME ${fileWord(file)} --configfile FILE (dotnet nuget trust repository, if a repository signed it)`;
}

/** @param fingerprints of the signatures' certificates, the primary one's first. */
function byFingerprint([primary = "HEX"]: readonly string[], file: string): string {
  return `If you know this certificate to be the signer’s (countersign inspect ${fileWord(file)}), name it with the others: --certificate-fingerprint ${primary}`;
}

/** The entry that `trust add` would write, for the list that decides: that of the policy document. */
function remedyInPolicy({ remedy }: Issue, file: string, policy: string): string | undefined {
  const add = `countersign trust add ${fileWord(file)}`;
  // The longest first: each begins with the last.
  const words = [` --by repository ${FORGIVING}`, ` ${FORGIVING}`, " --by repository", ""];
  const line = words.map((more) => add + more).find((one) => remedy.includes(one));
  if (line === undefined) return undefined;
  const entry = `add to the signers of ${visible(policy)} the entry that ${line} --dry-run prints`;
  return `${remedy.replace(line, () => entry)}; ${MOVED}`;
}

const FORGIVING = "--allow-untrusted-root";

const MOVED =
  "or keep the list in countersign.trust.json in place of the policy’s, and name it: --trust-file countersign.trust.json";
