import type { IssuerAttempt } from "../check.js";
import type { Purpose } from "../words.js";
import { authenticity, integrity, nu, type Rows } from "./row.js";
import { quoted, shown } from "./show.js";
import { counted, dayOf, fetchText, fileNameOf, fileWord, listed, named, type Named, windowOf } from "./words.js";

const SEND_OR_FETCH =
  "Ask the signer to put the CA’s certificates into the signature; --fetch-issuers fetches them from where the certificate says that they are; if its issuer is a root that you know, add that:";
const GET_ROOT = "If you know this CA, get its root certificate from the CA itself and add it:";
const NOT_CA = {
  "no-basic-constraints": "it has no basic constraints",
  "ca-false": "its basic constraints say so",
  version: "it is not of version 3",
} as const;
const CONSTRAINT = {
  excluded: "it excludes",
  "not-permitted": "it permits only",
  unsupported: "it constrains a kind of name that is not understood,",
} as const;

/** The chain: rows of the catalogue. */
export const chainRows: Rows<
  | "chain-incomplete"
  | "chain-root-untrusted"
  | "chain-anchor-purpose"
  | "chain-anchor-window"
  | "chain-signature-invalid"
  | "chain-issuer-not-ca"
  | "chain-issuer-key-usage"
  | "chain-path-length"
  | "chain-name-constraint"
  | "chain-policy"
  | "chain-budget"
> = {
  "chain-incomplete": {
    code: "chain-incomplete",
    ...authenticity("untrusted"),
    meaning: "No certificate was found that issued this one.",
    remedy: `${SEND_OR_FETCH} countersign trust add ROOT.pem (with --purpose timestamping for the root of a timestamp authority).`,
    rule: "RFC 5280 §6.1; RFC 4158 §2",
    ...nu("NU3012", { timestamp: "NU3028", also: ["NU3018", "NU3035"] }),
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "author",
    message: ({ certificate, issuer, candidatesTried, fetched }) =>
      `No certificate was found that issued ${named(certificate)}: its issuer is ${quoted(issuer)}${noneFits(candidatesTried)}${notFetched(fetched)}.`,
    mend: ({ fetched, issuer }, { subject }) =>
      mendFetch(fetched) ??
      `${SEND_OR_FETCH} ${trustAdd({ subject: issuer }, subject?.timestamp === true ? "timestamping" : undefined)}`,
  },
  "chain-root-untrusted": {
    code: "chain-root-untrusted",
    ...authenticity("untrusted"),
    meaning: "The chain is whole but ends at a root that is not trusted.",
    remedy: `${GET_ROOT} countersign trust add ROOT.pem (with --purpose timestamping for the root of a timestamp authority); or, if you know the signer alone by its certificate’s fingerprint: countersign trust add FILE --allow-untrusted-root`,
    rule: "RFC 5280 §6.1.1(d)",
    ...nu("NU3018", { timestamp: "NU3028", also: ["NU3042"] }),
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    message: ({ certificate, root, trustList }) =>
      `The chain of ${named(certificate)} ends at ${named(root)}, which is not in the trust list ${quoted(trustList)}.`,
    mend: ({ certificate, root }, { subject, file }) =>
      subject?.timestamp === true
        ? `${GET_ROOT} ${trustAdd(root, "timestamping")}`
        : `${GET_ROOT} ${trustAdd(root, undefined)}; or, if you know the signer alone by its certificate’s SHA-256 ${certificate.fingerprint.replace("sha256:", "")}: countersign trust add ${fileWord(file)}${subject?.kind === "repository" ? " --by repository" : ""} --allow-untrusted-root`,
  },
  "chain-anchor-purpose": {
    code: "chain-anchor-purpose",
    ...authenticity("untrusted"),
    meaning: "The root is trusted, but for another purpose.",
    remedy:
      "If this CA is to be trusted for this purpose too: countersign trust add ROOT.pem --purpose code-signing (or timestamping).",
    rule: "trust list row",
    ...nu("NU3018", { timestamp: "NU3028" }),
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    message: ({ anchor, purpose, trustedFor }) =>
      `The root ${named(anchor)} is trusted for ${listed(trustedFor)}, not for ${purpose}.`,
    mend: ({ anchor, purpose }) => `If this CA is to be trusted for ${purpose} too: ${trustAdd(anchor, purpose)}`,
  },
  "chain-anchor-window": {
    code: "chain-anchor-window",
    ...authenticity("untrusted"),
    meaning: "The root is trusted, but not for this time.",
    remedy: "Use a newer release, or one with a timestamp from the time in which the root was trusted.",
    rule: "trust list row",
    ...nu("NU3018", { timestamp: "NU3028" }),
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "user",
    message: ({ anchor, at, trustedFrom, trustedUntil }) =>
      `The root ${named(anchor)} is not trusted for ${dayOf(at)}: the trust list trusts it ${windowOf(trustedFrom, trustedUntil)}.`,
  },
  "chain-signature-invalid": {
    code: "chain-signature-invalid",
    ...integrity("untrusted"),
    meaning: "A certificate’s signature does not verify under its issuer’s key.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "RFC 5280 §6.1.3(a)(1)",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "repository",
    message: ({ certificate, issuer, algorithm }) =>
      `The ${shown(algorithm)} signature on the certificate ${named(certificate)} was not made with the key of ${named(issuer)}.`,
  },
  "chain-issuer-not-ca": {
    code: "chain-issuer-not-ca",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning: "An issuer is not a CA.",
    remedy: "Don’t use the package: a certificate that may not issue others has issued one.",
    rule: "RFC 5280 §6.1.4(k)",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, problem }) =>
      `The certificate ${named(certificate)} issued another and is no CA: ${NOT_CA[problem]}.`,
  },
  "chain-issuer-key-usage": {
    code: "chain-issuer-key-usage",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning: "An issuer lacks keyCertSign.",
    remedy: "Don’t use the package: a certificate that may not issue others has issued one.",
    rule: "RFC 5280 §6.1.4(n)",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate }) =>
      `The CA ${named(certificate)} issued a certificate though its key usage lacks keyCertSign.`,
  },
  "chain-path-length": {
    code: "chain-path-length",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning: "More CAs below an issuer than its pathLenConstraint allows.",
    remedy: "Ask the signer’s CA: it issued more levels below this certificate than allowed.",
    rule: "RFC 5280 §6.1.4(l),(m)",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, allowed, actual }) =>
      `The CA ${named(certificate)} may have ${counted(allowed, "CA")} below it, and ${actual === 1 ? "there is one" : `there are ${actual}`}.`,
  },
  "chain-name-constraint": {
    code: "chain-name-constraint",
    ...authenticity("untrusted", ["error", "error", "error"]),
    meaning: "A name is outside what an issuer may certify.",
    remedy: "Don’t use the package unless the CA can say why it named somebody whom it may not certify.",
    rule: "RFC 5280 §6.1.3(b),(c)",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CERTIFICATE_CHAIN_GENERAL_FAILURE",
    actor: "author",
    message: ({ certificate, name, constraint, by, kind }) =>
      `The certificate ${named(certificate)} has the name ${quoted(name)}, which the CA ${named(by)} may not certify: ${CONSTRAINT[kind]} ${quoted(constraint)}.`,
  },
  "chain-policy": {
    code: "chain-policy",
    ...authenticity("untrusted"),
    meaning: "No acceptable certificate policy is left.",
    remedy: "Ask the signer to use a certificate issued under one of the policies that are required.",
    rule: "RFC 5280 §6.1.5(g); RFC 9618",
    ...nu("NU3012", { timestamp: "NU3028" }),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ certificate, required, valid }) =>
      `No certificate policy that is required holds for the chain of ${named(certificate)}: required ${required.length === 0 ? "any" : listed(required)}, valid ${valid.length === 0 ? "none" : listed(valid)}.`,
  },
  "chain-budget": {
    code: "chain-budget",
    ...authenticity("inconclusive"),
    meaning: "The search was stopped by a budget before it found a path.",
    remedy: "If the package is from somebody you know, ask for one with fewer certificates; else don’t use it.",
    rule: "RFC 4158; budgets",
    ...nu(),
    etsi: "NO_CERTIFICATE_CHAIN_FOUND",
    actor: "author",
    message: ({ budget, limit }) =>
      `The search for a chain was stopped at its limit of ${limit} (${budget}) before a path was found.`,
    mend: ({ budget }) =>
      `If the package is from somebody you know, ask for one with fewer certificates, or raise budgets.${budget} in the policy.`,
  },
};

/** The command that trusts a root; without a purpose it is for signing code. */
function trustAdd(root: Named, purpose: Purpose | undefined): string {
  return `countersign trust add ${fileNameOf(root)}${purpose === undefined ? "" : ` --purpose ${purpose}`}`;
}

/** Why fetching the issuer did not help. */
function notFetched(fetched: readonly IssuerAttempt[] = []): string {
  const all = fetched.slice(0, 4).map((attempt) => `; ${fetchText(attempt)}`);
  return all.join("") + (fetched.length > 4 ? `; and ${fetched.length - 4} more addresses` : "");
}

/** Where the issuer was to be fetched already, that is no advice any more. */
function mendFetch(fetched: readonly IssuerAttempt[] | undefined): string | undefined {
  if (fetched === undefined) return undefined;
  const instead = "ask the signer to put the CA’s certificates into the signature";
  if (fetched.some(({ result }) => result === "blocked"))
    return `If that server is yours, allow its address (--allow-address); else ${instead}.`;
  const mayAnswer = fetched.some(({ result }) => result === "timeout" || result === "unavailable");
  return mayAnswer ? `Try again when the server answers, or ${instead}.` : `A${instead.slice(1)}.`;
}

function noneFits(candidates: number): string {
  if (candidates === 0) return "";
  return candidates === 1
    ? ", and the one candidate that was tried does not fit"
    : `, and none of the ${candidates} candidates that were tried fits`;
}
