/** Why a difference from a peer is right: what it must say, and what must have been done to the chain for it to count. */
export interface Explanation {
  readonly says: RegExp;
  /** One of these mutations must be among the chain's; absent: any chain. */
  readonly after?: readonly string[];
  readonly because: string;
}

const NO_BACKTRACKING = [
  "decoy",
  "cross-certificate",
  "loop",
  "key identifier of another",
  "root among the intermediates",
  "name written otherwise",
];

/** Errors of `openssl verify -x509_strict` on chains that we take. */
export const opensslIsStricter: readonly Explanation[] = [
  {
    says: /^(Basic Constraints of CA cert not marked critical|CA cert does not include key usage extension|Missing (Authority|Subject) Key Identifier|Subject empty and Subject Alt Name extension not critical|Subject name empty|Path length given without key usage keyCertSign)$/,
    because: "a duty of CAs that -x509_strict holds certificates to; no step of RFC 5280 §6.1 asks for it",
  },
  {
    says: /^invalid CA certificate$/,
    after: ["root of version 1"],
    because:
      "a version 1 anchor is known to be a CA by being one (RFC 5280 §6.1.4(k)); openssl without -x509_strict agrees",
  },
  {
    says: /^(certificate signature failure|unable to get local issuer certificate|self-signed certificate in certificate chain|self-signed certificate|certificate has expired|certificate is not yet valid|authority and subject key identifier mismatch|no explicit policy)$/,
    after: NO_BACKTRACKING,
    because:
      "openssl takes the first candidate by name and key identifier and tries no other (RFC 4158 asks builders to)",
  },
];

/** Codes of ours on chains that `openssl verify -x509_strict` takes. */
export const weAreStricterThanOpenssl: readonly Explanation[] = [
  {
    says: /^(certificate-extension-invalid|chain-issuer-not-ca)$/,
    after: ["bytes after basic constraints"],
    because: "an extension is DER of one value (RFC 5280 §4.2, X.690 §10); openssl reads the first and drops the rest",
  },
  {
    says: /^certificate-algorithm-unsupported$/,
    after: ["signed with SHA-1"],
    because: "signatures with SHA-1 are not verified at all; openssl does at -auth_level 0",
  },
  {
    says: /^(certificate-algorithm-mismatch)$/,
    after: ["algorithms differ"],
    because: "RFC 5280 §4.1.1.2: the two must be the same",
  },
  {
    says: /^certificate-extension-invalid$/,
    after: ["unreadable alternative names", "extension twice"],
    because: "RFC 5280 §4.2: an extension is well-formed and comes once",
  },
  {
    says: /^certificate-extension-invalid$/,
    after: ["anyPolicy mapped"],
    because:
      "RFC 5280 §6.1.4(a) refuses the mapping whether or not a policy is left; openssl stops looking when none is",
  },
];

/** What X509Chain says of chains that we take. */
export const dotnetIsStricter: readonly Explanation[] = [
  {
    says: /^(NotSignatureValid|PartialChain|UntrustedRoot|NotTimeValid)$/,
    after: NO_BACKTRACKING,
    because: ".NET on Linux builds by openssl, which takes the first candidate and tries no other",
  },
  {
    says: /^(InvalidBasicConstraints|PartialChain)$/,
    after: ["root of version 1"],
    because: "a version 1 anchor is known to be a CA by being one (RFC 5280 §6.1.4(k))",
  },
];

/** Codes of ours on chains that X509Chain takes. */
export const weAreStricterThanDotnet: readonly Explanation[] = [
  ...weAreStricterThanOpenssl,
  {
    says: /^(chain-policy|certificate-extension-invalid)$/,
    after: ["policies", "policies required", "policies mapped", "anyPolicy mapped", "anyPolicy inhibited"],
    because: "X509Chain processes certificate policies only if it is asked for one; RFC 5280 §6.1 always",
  },
  {
    says: /^chain-issuer-not-ca$/,
    after: ["no basic constraints", "version 1"],
    because: "RFC 5280 §6.1.4(k): a CA has basic constraints; .NET makes do with its key usage",
  },
];

/** Everything that is said must be explained; a difference may have several causes, each with its own explanation. */
export function explain(
  said: readonly string[],
  mutations: readonly string[],
  explanations: readonly Explanation[],
): string | undefined {
  const unexplained = said.filter(
    (one) =>
      !explanations.some(
        ({ says, after }) => says.test(one) && (after === undefined || after.some((name) => mutations.includes(name))),
      ),
  );
  return said.length > 0 && unexplained.length === 0
    ? undefined
    : `${unexplained.join("; ")} after ${mutations.join(", ") || "nothing"}`;
}
