import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { hasShared, requireShared, sharedPath } from "../shared.js";
import { codesOf, judgeCase, supplied } from "./chain-with-revocation.js";

interface PkitsTest {
  readonly id: string;
  readonly name: string;
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
  readonly expected: { readonly verdict: "valid" | "invalid"; readonly reason?: string };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(sharedPath("corpora", "pkits", name), "utf8"));
}

/** DSA, which nobody signs with any more: none of our providers has it. */
const DSA = new Set(["4.1.4", "4.1.5", "4.1.6"]);

describe("PKITS with its CRLs", () => {
  before(function () {
    requireShared(this, "corpora", "pkits");
  });
  if (!hasShared("corpora", "pkits")) return;
  const { tests } = readJson("manifest.json") as { readonly tests: readonly PkitsTest[] };
  const data = readJson("data.json") as {
    readonly certs: Record<string, string>;
    readonly crls: Record<string, string>;
  };
  const bytes = (text: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(text ?? "", "base64"));

  for (const test of tests) {
    if (DSA.has(test.id)) continue;
    it(`${test.id} ${test.name}: ${test.expected.verdict}`, async () => {
      const judged = await judgeCase({
        leaf: bytes(data.certs[test.endEntity]),
        intermediates: test.path.filter((name) => name !== test.trustAnchor).map((name) => bytes(data.certs[name])),
        root: bytes(data.certs[test.trustAnchor]),
        at: Date.parse(test.time),
        evidence: supplied(
          "crl",
          test.crls.map((name) => bytes(data.crls[name])),
        ),
        policies: {
          initial: test.inputs.initialPolicySet,
          requireExplicit: test.inputs.initialExplicitPolicy,
          inhibitMapping: test.inputs.initialPolicyMappingInhibit,
          inhibitAny: test.inputs.initialInhibitAnyPolicy,
        },
      });
      const verdict = judged.outcome.kind === "validated" ? "valid" : "invalid";
      assert.equal(verdict, test.expected.verdict, codesOf(judged).join(", "));
    });
  }
});
