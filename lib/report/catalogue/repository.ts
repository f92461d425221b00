import type { IssueDetails } from "../details.js";
import { assurance, authenticity, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { counted, named } from "./words.js";

/** Repository signatures: rows of the catalogue. */
export const repositoryRows: Rows<
  | "repository-signature-missing"
  | "repository-countersignature-multiple"
  | "repository-countersignature-misplaced"
  | "repository-countersignature-invalid"
  | "repository-service-index-invalid"
  | "repository-owners-malformed"
  | "repository-certificate-undeclared"
  | "repository-declaration-unknown"
> = {
  "repository-signature-missing": {
    code: "repository-signature-missing",
    ...authenticity("untrusted"),
    meaning: "The policy asks for a repository signature. NU3038 for a countersignature.",
    remedy: "Get the package from a repository that signs, or change signatures.repository in the policy.",
    rule: "policy",
    ...nu(undefined, {
      also: ["NU3038", "NU3034", "NU3004"],
      except: ({ details }) => {
        if (details.serviceIndex !== undefined) return details.isSigned === true ? "NU3034" : "NU3004";
        return details.required === "countersignature" ? "NU3038" : undefined;
      },
    }),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: (details) => (details.serviceIndex === undefined ? missingByPolicy(details) : missingByOrigin(details)),
    mend: ({ serviceIndex }) =>
      serviceIndex === undefined
        ? undefined
        : `Download it again from there; if it came from elsewhere, say so: --service-index URL. If it recurs, ask the repository.`,
  },
  "repository-countersignature-multiple": {
    code: "repository-countersignature-multiple",
    ...integrity("tampered"),
    meaning: "More than one repository countersignature.",
    remedy: "Download it again from its repository.",
    rule: "NuGet signed packages reference",
    ...nu("NU3032"),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ count }, { isReaders = false }) =>
      `The package ${isReaders ? "would have" : "has"} ${counted(count, "repository countersignature")}; at most one is allowed.`,
  },
  "repository-countersignature-misplaced": {
    code: "repository-countersignature-misplaced",
    ...integrity("tampered"),
    meaning: "A countersignature on a repository’s own primary signature.",
    remedy: "Download it again from its repository.",
    rule: "NuGet signed packages reference",
    ...nu(undefined, { also: ["NU3033"] }),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ primary }) => `A countersignature stands on a ${primary} signature; it may stand on an author’s alone.`,
  },
  "repository-countersignature-invalid": {
    code: "repository-countersignature-invalid",
    ...integrity("tampered"),
    meaning: "The countersignature does not cover this primary signature.",
    remedy: "Download it again from its repository; if it recurs, report it there.",
    rule: "RFC 5652 §11.4",
    ...nu("NU3012", { also: ["NU3031"] }),
    etsi: "SIG_CRYPTO_FAILURE",
    actor: "repository",
    message: ({ problem }) => `The repository’s countersignature can’t be one of this signature: ${shown(problem)}.`,
  },
  "repository-service-index-invalid": {
    code: "repository-service-index-invalid",
    ...authenticity("untrusted"),
    meaning: "nuget-v3-service-index-url is absent or not an https URL.",
    remedy: "Ask the repository to sign with the https URL of its service index.",
    rule: "NuGet signed packages reference",
    ...nu("NU3000"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: ({ problem, value }) =>
      `The repository’s signature does not say which repository made it: its service index ${shown(problem)}${value === undefined ? "" : ` (${shown(value)})`}.`,
  },
  "repository-owners-malformed": {
    code: "repository-owners-malformed",
    ...authenticity("untrusted"),
    meaning: "nuget-package-owners cannot be read.",
    remedy: "Ask the repository to sign the package anew.",
    rule: "NuGet signed packages reference",
    ...nu("NU3000"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: ({ problem }) => `The package owners in the repository’s signature cannot be read: ${shown(problem)}.`,
  },
  "repository-certificate-undeclared": {
    code: "repository-certificate-undeclared",
    ...authenticity("untrusted"),
    meaning: "The repository has not declared this certificate as its own.",
    remedy: "Try again later: a new certificate may not be declared yet. If it stays so, ask the repository.",
    rule: "RepositorySignatures resource 4.7.0–5.0.0",
    ...nu("NU3034"),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: ({ serviceIndex, certificate, declared }) =>
      `The repository ${shown(serviceIndex)} has not declared the certificate ${named(certificate)} as its own (it declares ${counted(declared.length, "certificate")}).`,
  },
  "repository-declaration-unknown": {
    code: "repository-declaration-unknown",
    ...assurance("inconclusive", ["error", "error", "warning"]),
    meaning: "The repository that the package came from could not be asked what it declares.",
    remedy:
      "Retry, or run the same command where there is a network: what the repository answers is kept for --offline, as long as it says.",
    rule: "RepositorySignatures resource 4.7.0–5.0.0",
    ...nu(),
    etsi: "TRY_LATER",
    actor: "network",
    message: ({ serviceIndex, problem }) =>
      `Nobody could say what the repository ${shown(serviceIndex)}, where the package came from, declares: ${shown(problem)}.`,
  },
};

type Missing = IssueDetails["repository-signature-missing"];

function missingByPolicy({ required }: Missing): string {
  const what = required === "any" ? "signature" : required === "primary" ? "primary signature" : "countersignature";
  return `The policy asks for a repository’s ${what}, and the package has none.`;
}

function missingByOrigin({ serviceIndex = "", signsAll, isSigned }: Missing): string {
  const repository = `The repository ${shown(serviceIndex)}, where the package is said to come from,`;
  if (signsAll !== true)
    return `${repository} declares certificates, and none of the package’s signatures was made with one of them.`;
  const has = isSigned === true ? "has no signature of it that is proven" : "is not signed at all";
  return `${repository} signs every package, and this one ${has}.`;
}
