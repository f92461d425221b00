import { advice, assurance, nu, type Rows } from "./row.js";
import { quoted, shown } from "./show.js";
import { attempts, evidenceFrom, fileWord, instant, named } from "./words.js";

const NOT_ASKED = {
  "mode-off": "the policy says so",
  "no-source": "no source of answers was given",
  anchor: "a trust anchor is trusted by being listed",
  "no-check-extension": "the certificate says that it need not be asked about (id-pkix-ocsp-nocheck)",
} as const;

/** Revocation: rows of the catalogue. */
export const revocationRows: Rows<
  | "revocation-unknown"
  | "revocation-stale"
  | "revocation-evidence-invalid"
  | "revocation-responder-unauthorized"
  | "revocation-not-checked"
> = {
  "revocation-unknown": {
    code: "revocation-unknown",
    ...assurance("inconclusive"),
    meaning: "No usable answer for a certificate whose status was asked.",
    remedy: "Retry, or fetch it where there is a network, for offline use: countersign revocation prefetch FILE",
    rule: "RFC 5280 §6.3; RFC 6960 §2.2",
    ...nu("NU3018", { timestamp: "NU3028" }),
    etsi: "TRY_LATER",
    actor: "network",
    message: (details) => `Nobody could say whether ${named(details.certificate)} is revoked: ${attempts(details)}.`,
    mend: ({ names, tried }, { file }) => {
      const folder = "the certificate’s authority for its CRL and put it into a folder: --revocation-data DIR";
      if (tried.length === 0 && names.length === 0) return `Ask ${folder}`;
      // Asking again asks nobody. The address is the certificate's word, so it is not put into a command to be copied.
      if (tried.length > 0 && tried.every(({ result }) => result === "blocked"))
        return `If the address is one of your own network, allow it: --allow-address ADDRESS; if not, ask ${folder}`;
      return `Retry, or fetch it where there is a network, for offline use: countersign revocation prefetch ${fileWord(file)}`;
    },
  },
  "revocation-stale": {
    code: "revocation-stale",
    ...assurance("inconclusive"),
    meaning: "The best evidence is older than its nextUpdate.",
    remedy: "Retry when the responder is up, or fetch it anew: countersign revocation prefetch FILE",
    rule: "RFC 5280 §5.1.2.5; RFC 6960 §4.2.2.1",
    ...nu("NU3018", { timestamp: "NU3028" }),
    etsi: "TRY_LATER",
    actor: "network",
    message: ({ certificate, origin, nextUpdate, at }) =>
      `What is known of ${named(certificate)} is too old: ${shown(origin)} promised an update by ${instant(nextUpdate)}, and it was ${instant(at)}.`,
    mend: (_, { file }) =>
      `Retry when the responder is up, or fetch it anew: countersign revocation prefetch ${fileWord(file)}`,
  },
  "revocation-evidence-invalid": {
    code: "revocation-evidence-invalid",
    ...assurance("inconclusive"),
    meaning: "A CRL or OCSP answer is malformed, out of scope or badly signed.",
    remedy: "Retry; if it recurs, the responder or its cache is faulty.",
    rule: "RFC 5280 §5; RFC 6960 §3.2",
    ...nu(),
    etsi: "TRY_LATER",
    actor: "network",
    message: ({ origin, kind, problem }) => `${evidenceFrom(origin, kind)} cannot be used: ${shown(problem)}.`,
  },
  "revocation-responder-unauthorized": {
    code: "revocation-responder-unauthorized",
    ...assurance("inconclusive", ["error", "warning", "warning"]),
    meaning: "An OCSP answer signed by one who may not.",
    remedy: "Report it to the CA; until then the certificate’s status is not known.",
    rule: "RFC 6960 §4.2.2.2",
    ...nu(),
    etsi: "TRY_LATER",
    actor: "network",
    message: ({ origin, responder }) =>
      `${evidenceFrom(origin, "ocsp")} is signed by ${quoted(responder)}, who may not answer for this CA.`,
  },
  "revocation-not-checked": {
    code: "revocation-not-checked",
    ...advice(),
    meaning: "Revocation was not asked about, and why.",
    remedy: "To ask: set revocation.mode and revocation.need in the policy, and give a source.",
    rule: "policy",
    ...nu(),
    actor: "user",
    message: ({ reason }) => `Whether the certificates are revoked was not asked: ${NOT_ASKED[reason]}.`,
  },
};
