import assert from "node:assert/strict";
import fc from "fast-check";
import { processPolicies } from "../../lib/path/policy-graph.js";
import type { CertificateFacts } from "../../lib/path/certificate-facts.js";
import type { PathPolicies } from "../../lib/path/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget } from "../../lib/report/index.js";
import {
  certificatePolicies,
  type ExtensionInput,
  inhibitAnyPolicy,
  policyConstraints,
  policyMappings,
} from "../../lib/testing/index.js";
import { ANY_POLICY } from "../../lib/x509/index.js";
import { detailsOf, judge, type Question, told } from "./judge.js";
import { authority, CA, intermediate, leaf, root } from "./make.js";
import { policiesByTree, type PolicyFacts } from "./policy-tree.js";

const [GOLD, SILVER, TIN] = ["1.2.3.1", "1.2.3.2", "1.2.3.3"];
const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");

/** A signer and its CA with these extensions. */
function chain(above: readonly ExtensionInput[], own: readonly ExtensionInput[]): Question {
  return {
    leaf: leaf(signer, ca, { extensions: own }),
    bag: [intermediate(ca, top, { extensions: [...CA, ...above] })],
    roots: [root(top)],
  };
}

async function policiesOf(question: Question): Promise<readonly string[]> {
  const outcome = await judge(question);
  if (outcome.kind !== "validated") throw new Error(outcome.findings.map(({ code }) => code).join(", "));
  return outcome.chain.policies;
}

describe("certificate policies (RFC 5280 §6.1, RFC 9618)", () => {
  const gold = certificatePolicies([GOLD]);
  const any = certificatePolicies([ANY_POLICY]);

  it("ask nothing of a chain that has none, unless somebody requires one", async () => {
    assert.deepEqual(await policiesOf(chain([], [])), []);
    assert.equal(await told({ ...chain([], []), policies: { requireExplicit: true } }), "failed chain-policy");
    assert.equal(await told(chain([policyConstraints({ requireExplicit: 0 })], [])), "failed chain-policy");
    assert.equal(await told(chain([policyConstraints({ requireExplicit: 1 })], [])), "failed chain-policy");
    assert.equal(await told(chain([policyConstraints({ requireExplicit: 2 })], [])), "validated");
    assert.equal(await told(chain([], [policyConstraints({ requireExplicit: 0 })])), "failed chain-policy");
    assert.equal(await told(chain([], [policyConstraints({ requireExplicit: 1 })])), "validated");
  });

  it("are not asked for of a chain that is not whole: nobody knows what its missing CAs would have", async () => {
    const question = { ...chain([], []), policies: { requireExplicit: true } };
    assert.equal(await told({ ...question, bag: [] }), "failed chain-incomplete");
    assert.equal(await told({ ...question, roots: [] }), "failed chain-incomplete");
  });

  it("are those that every certificate has", async () => {
    assert.deepEqual(await policiesOf(chain([gold], [gold])), [GOLD]);
    assert.deepEqual(
      await policiesOf(chain([certificatePolicies([SILVER, GOLD])], [certificatePolicies([TIN, GOLD, SILVER])])),
      [GOLD, SILVER],
    );
    assert.deepEqual(await policiesOf(chain([gold], [certificatePolicies([SILVER])])), []);
  });

  it("are held against those that the caller wants only if one is required", async () => {
    const question = chain([gold], [gold]);
    const wanted = { initial: [SILVER] };
    assert.deepEqual(await policiesOf({ ...question, policies: wanted }), []);
    const outcome = await judge({ ...question, policies: { ...wanted, requireExplicit: true } });
    const { required, valid, certificate } = detailsOf(outcome, "chain-policy");
    assert.deepEqual([required, valid, certificate.subject], [[SILVER], [GOLD], "CN=Signer"]);
    assert.deepEqual(await policiesOf({ ...question, policies: { initial: [GOLD, SILVER], requireExplicit: true } }), [
      GOLD,
    ]);
  });

  it("take anyPolicy for all, until it is inhibited", async () => {
    assert.deepEqual(await policiesOf(chain([any], [gold])), [GOLD]);
    assert.deepEqual(await policiesOf(chain([any], [any])), [ANY_POLICY]);
    assert.deepEqual(await policiesOf({ ...chain([any], [any]), policies: { initial: [TIN] } }), [TIN]);
    assert.deepEqual(await policiesOf({ ...chain([any], [gold]), policies: { inhibitAny: true } }), []);
    assert.deepEqual(await policiesOf(chain([gold, inhibitAnyPolicy(0)], [any])), []);
    assert.deepEqual(await policiesOf(chain([gold, inhibitAnyPolicy(1)], [any])), [GOLD]);
  });

  it("are mapped in the issuer's terms, unless mapping is inhibited", async () => {
    const mapping = policyMappings([{ issuer: GOLD, subject: SILVER }]);
    const silver = certificatePolicies([SILVER]);
    assert.deepEqual(await policiesOf(chain([gold, mapping], [silver])), [GOLD]);
    assert.deepEqual(await policiesOf(chain([gold, mapping], [gold])), []);
    assert.deepEqual(await policiesOf({ ...chain([gold, mapping], [silver]), policies: { inhibitMapping: true } }), []);
    assert.deepEqual(await policiesOf(chain([any, mapping], [silver])), [GOLD]);
  });

  it("may not be mapped from or to anyPolicy (§6.1.4(a))", async () => {
    for (const mapping of [
      { issuer: ANY_POLICY, subject: GOLD },
      { issuer: GOLD, subject: ANY_POLICY },
    ]) {
      const outcome = await judge(chain([gold, policyMappings([mapping])], [gold]));
      assert.equal(detailsOf(outcome, "certificate-extension-invalid").oid, "2.5.29.33");
    }
    const atTheEnd = chain([gold], [gold, policyMappings([{ issuer: ANY_POLICY, subject: GOLD }])]);
    assert.equal(await told(atTheEnd), "validated");
  });

  it("of a root are not processed", async () => {
    const question = {
      ...chain([gold], [gold]),
      roots: [root(top, { extensions: [...CA, certificatePolicies([TIN])] })],
    };
    assert.deepEqual(await policiesOf(question), [GOLD]);
  });

  it("are the same as by the tree of RFC 5280, for all chains that are short enough for one", () => {
    const policy = fc.constantFrom(GOLD, SILVER, TIN);
    const skip = fc.option(fc.nat(3), { nil: undefined });
    const facts: fc.Arbitrary<PolicyFacts> = fc.record({
      isSelfIssued: fc.boolean(),
      policies: fc.option(
        fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: policy }, fc.constant(ANY_POLICY)), {
          minLength: 1,
          maxLength: 4,
        }),
        { nil: undefined, freq: 12 },
      ),
      policyMappings: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        fc.array(fc.record({ issuerDomain: policy, subjectDomain: policy }), { maxLength: 4 }),
      ),
      policyConstraints: fc.option(fc.record({ requireExplicitPolicy: skip, inhibitPolicyMapping: skip }), {
        nil: undefined,
      }),
      inhibitAnyPolicy: skip,
    });
    const inputs: fc.Arbitrary<PathPolicies> = fc.record({
      initial: fc.oneof(fc.constant([]), fc.uniqueArray(fc.oneof(policy, fc.constant(ANY_POLICY)), { maxLength: 3 })),
      requireExplicit: fc.boolean(),
      inhibitMapping: fc.boolean(),
      inhibitAny: fc.boolean(),
    });
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), inputs, (fromTop, input) => {
        const expected = policiesByTree(fromTop, input);
        const outcome = processPolicies(
          [...fromTop].reverse() as unknown as CertificateFacts[],
          input,
          new Budget(defaultBudgets),
        );
        assert.deepEqual(outcome.kind === "valid" ? outcome.policies : undefined, expected);
        reached.add(expected === undefined ? "refused" : expected.length === 0 ? "none" : expected.join());
      }),
      { numRuns: 5000, seed: 9618 },
    );
    assert.ok(reached.size > 10, `only ${[...reached].join("; ")}`);
  });

  it("grow with the certificates, not with the ways through them: 12 levels of policies that all map to all", () => {
    const names = Array.from({ length: 20 }, (_, index) => `1.2.3.${index}`);
    const all = names.flatMap((issuerDomain) => names.map((subjectDomain) => ({ issuerDomain, subjectDomain })));
    const level: PolicyFacts = {
      isSelfIssued: false,
      policies: names,
      policyMappings: all,
      policyConstraints: undefined,
      inhibitAnyPolicy: undefined,
    };
    const used = (length: number): number => {
      const budget = new Budget(defaultBudgets);
      const outcome = processPolicies(
        new Array<PolicyFacts>(length).fill(level) as unknown as CertificateFacts[],
        {},
        budget,
      );
      assert.deepEqual(outcome.kind === "valid" && outcome.policies.length, 20);
      return budget.used("policyNodes");
    };
    assert.deepEqual([used(6), used(12)], [6 * 20, 12 * 20]);
  });

  it("stop at the budget, to the node", async () => {
    const many = certificatePolicies(Array.from({ length: 30 }, (_, index) => `1.2.3.${index}`));
    const question = chain([many], [many]);
    assert.equal((await policiesOf({ ...question, budgets: { policyNodes: 60 } })).length, 30);
    const outcome = await judge({ ...question, budgets: { policyNodes: 59 } });
    assert.equal(detailsOf(outcome, "chain-budget").budget, "policyNodes");
  });
});
