import assert from "node:assert/strict";
import {
  certificatePolicies,
  type GeneralNameInput,
  nameConstraints,
  subjectAltNames,
} from "../../lib/testing/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { anchorOf, contextOf, judge, type Question, told } from "./judge.js";
import { authority, CA, commonName, intermediate, leaf, root } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const topCertificate = root(top);

/** What a question draws on the budget. */
async function drawn(
  question: Question,
): Promise<{ readonly steps: number; readonly checks: number; readonly comparisons: number; readonly nodes: number }> {
  const context = contextOf({ budgets: { policyNodes: 1e9, nameConstraintComparisons: 1e9, pathBuildSteps: 1e9 } });
  assert.equal((await judge({ ...question, context })).kind, "validated");
  const { budget } = context;
  return {
    steps: budget.used("pathBuildSteps"),
    checks: budget.used("signatureChecks"),
    comparisons: budget.used("nameConstraintComparisons"),
    nodes: budget.used("policyNodes"),
  };
}

describe("the work of a validation, counted", () => {
  it("does not grow with the roots of the list", async () => {
    const anchors = Array.from({ length: 400 }, (_, index) =>
      anchorOf(root({ name: commonName(`Root ${index}`), key: top.key })),
    );
    const question = { leaf: leaf(signer, ca), bag: [intermediate(ca, top)] };
    const few = await drawn({ ...question, trust: await createTrustStore("few", [anchorOf(topCertificate)]) });
    const many = await drawn({
      ...question,
      trust: await createTrustStore("many", [...anchors, anchorOf(topCertificate)]),
    });
    assert.deepEqual(many, few);
  });

  it("grows with name constraints and names as their product, and with nothing else", async () => {
    const under = (constraints: number, names: number): Question => {
      const subtrees = Array.from(
        { length: constraints },
        (_, index): GeneralNameInput => ({ kind: "dns", value: `h${index}.example` }),
      );
      const own = Array.from(
        { length: names },
        (_, index): GeneralNameInput => ({ kind: "dns", value: `n${index}.test` }),
      );
      return {
        leaf: leaf(signer, ca, { extensions: [subjectAltNames(own)] }),
        bag: [intermediate(ca, top, { extensions: [...CA, nameConstraints({ excluded: subtrees })] })],
        roots: [topCertificate],
      };
    };
    for (const [constraints, names] of [
      [10, 10],
      [100, 10],
      [10, 100],
      [1000, 10],
    ] as const)
      assert.equal((await drawn(under(constraints, names))).comparisons, constraints * names);
  });

  it("grows with policies as their number", async () => {
    const having = (policies: number): Question => {
      const all = certificatePolicies(Array.from({ length: policies }, (_, index) => `1.2.3.${index}`));
      return {
        leaf: leaf(signer, ca, { extensions: [all] }),
        bag: [intermediate(ca, top, { extensions: [...CA, all] })],
        roots: [topCertificate],
      };
    };
    for (const policies of [10, 100, 1000]) assert.equal((await drawn(having(policies))).nodes, 2 * policies);
  });

  it("grows with the length of a chain as its certificates", async () => {
    const line = (intermediates: number): Question => {
      const members = Array.from({ length: intermediates }, (_, index) => authority(`Step ${index}`));
      const bag = members.map((one, index) => intermediate(one, members[index + 1] ?? top));
      return { leaf: leaf(signer, members[0] ?? top), bag, roots: [topCertificate] };
    };
    const [short, long] = [await drawn(line(4)), await drawn(line(8))];
    assert.deepEqual([short.checks, long.checks], [5, 9]);
    assert.ok(long.steps <= 2 * short.steps, `${short.steps}, ${long.steps}`);
  });

  it("of an end entity with thousands of extensions is that of reading them once", async () => {
    const extensions = Array.from({ length: 3000 }, (_, index) => ({
      oid: `1.2.3.4.${index}`,
      critical: false,
      value: Uint8Array.of(5, 0),
    }));
    const question = { leaf: leaf(signer, top, { extensions }), roots: [topCertificate] };
    assert.equal(await told(question), "validated");
    assert.equal((await drawn(question)).steps, 2);
  });
});
