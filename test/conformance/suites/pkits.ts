import type { CryptoProvider } from "../../../lib/crypto/index.js";
import { ANY_POLICY, readCertificate } from "../../../lib/x509/index.js";
import { judgeCase, supplied } from "../../revocation/chain-with-revocation.js";
import { corpusJson, fromBase64 } from "../corpus.js";
import { providers } from "../providers.js";
import type { Case, Suite } from "../suite.js";

interface PkitsTest {
  readonly id: string;
  readonly path: readonly string[];
  readonly trustAnchor: string;
  readonly endEntity: string;
  readonly crls: readonly string[];
  readonly time: string;
  readonly inputs: {
    readonly initialPolicySet: readonly string[];
    readonly initialExplicitPolicy: boolean;
    readonly initialPolicyMappingInhibit: boolean;
    readonly initialInhibitAnyPolicy: boolean;
  };
  readonly expected: { readonly verdict: "valid" | "invalid"; readonly userConstrainedPolicySet?: readonly string[] };
}

/** NIST PKITS, CRLs and policy outputs included: `invalid`, or `valid` with the user-constrained policy set. */
export const pkits: readonly Suite[] = providers.map(({ name, provider }) => ({
  name: `pkits on ${name}`,
  folder: "pkits",
  *cases() {
    const { tests } = corpusJson<{ readonly tests: readonly PkitsTest[] }>("pkits", "manifest.json");
    const data = corpusJson<Record<"certs" | "crls", Record<string, string>>>("pkits", "data.json");
    for (const test of tests) yield caseOf(test, data, provider);
  },
}));

function caseOf(
  test: PkitsTest,
  data: Record<"certs" | "crls", Record<string, string>>,
  provider: CryptoProvider,
): Case {
  const certificate = (name: string): Uint8Array => fromBase64(data.certs[name] ?? "");
  const { verdict, userConstrainedPolicySet = [] } = test.expected;
  return {
    id: test.id,
    expected: [verdict === "valid" ? valid(userConstrainedPolicySet) : "invalid"],
    judge: async () => {
      if (!readCertificate(certificate(test.endEntity)).ok) return "invalid";
      const { outcome } = await judgeCase({
        provider,
        leaf: certificate(test.endEntity),
        intermediates: test.path.filter((name) => name !== test.trustAnchor).map(certificate),
        root: certificate(test.trustAnchor),
        at: Date.parse(test.time),
        evidence: supplied(
          "crl",
          test.crls.map((name) => fromBase64(data.crls[name] ?? "")),
        ),
        policies: {
          initial: test.inputs.initialPolicySet,
          requireExplicit: test.inputs.initialExplicitPolicy,
          inhibitMapping: test.inputs.initialPolicyMappingInhibit,
          inhibitAny: test.inputs.initialInhibitAnyPolicy,
        },
      });
      return outcome.kind === "validated" ? valid(outcome.chain.policies) : "invalid";
    },
  };
}

/** PKITS names its policies by the last arc. */
function valid(policies: readonly string[]): string {
  const names = policies.map((policy) => (policy === ANY_POLICY ? "any" : policy.slice(policy.lastIndexOf(".") + 1)));
  return `valid ${[...names].sort().join(" ")}`.trimEnd();
}
