import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { definePolicy, grade, policies, type Policy } from "../../lib/policy/index.js";
import { type CheckFacts, ConfigError, type Finding, found, issueCatalogue } from "../../lib/report/index.js";
import {
  decide,
  type DecideInput,
  NotAcceptedError,
  outcomeRank,
  requireAccepted,
  SignerProof,
  type Verdict,
} from "../../lib/verdict/index.js";
import { exampleFindings } from "../report/examples.js";
import { facts, otherPrint, primary, signedFacts, signerRef } from "../policy/facts.js";
import { validatedChain, verifiedContent, verifiedSigner } from "./proofs.js";

const at = new Date("2026-11-23T00:00:00Z");
const content = verifiedContent();
const signer = SignerProof.validated(
  verifiedSigner("author-rsa-2048"),
  validatedChain("author-rsa-2048", "code-signing-root"),
);
const trust = { name: "t", digest: otherPrint };

function judge(
  checks: readonly CheckFacts[],
  policy: Policy = policies.standard,
  more: Partial<DecideInput> = {},
): Verdict {
  const grading = grade(checks, { policy, now: at });
  return decide({ grading, content, signer, policy, trust, at, atFrom: "clock", signatures: [], ...more });
}
const judgeOne = (finding: Finding, policy?: Policy): Verdict =>
  judge(signedFacts(facts("chain", [finding], primary)), policy);

const tampered = found("content-digest-mismatch", { algorithm: "sha256", expected: "00", actual: "11" });
const unknownRoot = found("chain-root-untrusted", {
  certificate: signerRef,
  root: { subject: "CN=R", fingerprint: otherPrint },
  trustList: "t",
});
const unsigned = found("package-unsigned", { expectedAt: ".signature.p7s" });
const unknownStatus = found("revocation-unknown", { certificate: signerRef, names: [], tried: [] });
const noTimestamp = found("timestamp-missing", { signature: primary });

describe("decide", () => {
  it("calls a package trusted only with content, signature and chain in hand", () => {
    assert.deepEqual(outcomeOf(judge(signedFacts())), ["trusted", true, "TOTAL-PASSED"]);
    assert.deepEqual(outcomeOf(judge(signedFacts(), undefined, { content: undefined })), [
      "inconclusive",
      false,
      "INDETERMINATE",
    ]);
    assert.deepEqual(outcomeOf(judge(signedFacts(), undefined, { signer: undefined })), [
      "inconclusive",
      false,
      "INDETERMINATE",
    ]);
  });

  it("names the outcome by the strictest finding and accepts by severity alone", () => {
    assert.deepEqual(outcomeOf(judgeOne(tampered, policies.audit)), ["tampered", false, "TOTAL-FAILED"]);
    assert.deepEqual(outcomeOf(judgeOne(unknownRoot)), ["untrusted", false, "INDETERMINATE"]);
    assert.deepEqual(outcomeOf(judgeOne(unknownRoot, policies.audit)), ["untrusted", true, "INDETERMINATE"]);
    assert.deepEqual(outcomeOf(judgeOne(unknownStatus)), ["trusted", true, "TOTAL-PASSED"]);
    assert.deepEqual(outcomeOf(judgeOne(unknownStatus, policies.strict)), ["inconclusive", false, "INDETERMINATE"]);
  });

  it("tells unsigned from unsigned and allowed", () => {
    const bare = [facts("signature-entry", [unsigned])];
    assert.deepEqual(outcomeOf(judge(bare, policies.standard, { content: undefined, signer: undefined })), [
      "unsigned",
      false,
      "INDETERMINATE",
    ]);
    assert.deepEqual(outcomeOf(judge(bare, policies.audit, { content: undefined, signer: undefined })), [
      "unsigned-allowed",
      true,
      "INDETERMINATE",
    ]);
  });

  it("keeps the outcome's name under a waiver: accepted, and still called untrusted", () => {
    const certificate = signerRef.fingerprint;
    const policy = definePolicy({
      version: 1,
      name: "p",
      waivers: [{ id: "W", code: "chain-root-untrusted", reason: "r", certificate }],
    });
    const verdict = judgeOne(unknownRoot, policy);
    assert.deepEqual(outcomeOf(verdict), ["untrusted", true, "INDETERMINATE"]);
    assert.deepEqual(
      verdict.waivers.map(({ id }) => id),
      ["W"],
    );
    assert.equal(requireAccepted(verdict).outcome, "reported");
  });

  it("accepts nothing signed unless content-integrity and the primary's signature-value passed, findings or none", () => {
    const skipped = (check: CheckFacts): CheckFacts => ({ ...check, status: "skipped", reason: "r" });
    const [integrity, value] = signedFacts() as [CheckFacts, CheckFacts];
    for (const checks of [[skipped(integrity), value], [integrity, skipped(value)], [integrity], [value], []]) {
      assert.equal(judge(checks, definePolicy({ version: 1, name: "p", level: "ignore" })).accepted, false);
      assert.equal(judge([...checks, facts("chain", [unknownRoot], primary)], policies.audit).accepted, false);
    }
    const foreign = { ...value, subject: { kind: "repository", placement: "countersignature" } } as const;
    assert.equal(judge([integrity, foreign, facts("chain", [unknownRoot], primary)], policies.audit).accepted, false);
  });

  it("puts the deciding finding first, then severity, the order of the checks and the depth in the chain", () => {
    const deeper = found("chain-issuer-key-usage", { certificate: { ...signerRef, depth: 2 } });
    const nearer = found("chain-issuer-key-usage", { certificate: { ...signerRef, depth: 1 } });
    const verdict = judge(
      signedFacts(
        facts("timestamp-structure", [noTimestamp]),
        facts("revocation", [unknownStatus]),
        facts("chain", [deeper, nearer]),
        facts("content-integrity", [tampered]),
      ),
      definePolicy({ version: 1, name: "p", extends: "strict", severities: { "timestamp-missing": "warning" } }),
    );
    assert.deepEqual(
      verdict.issues.map(({ code, details }) => [
        code,
        "certificate" in details ? details.certificate.depth : undefined,
      ]),
      [
        ["content-digest-mismatch", undefined],
        ["chain-issuer-key-usage", 1],
        ["chain-issuer-key-usage", 2],
        ["revocation-unknown", 0],
        ["timestamp-missing", undefined],
        ["policy-weaker-than-base", undefined],
      ],
    );
  });

  it("hands out what to pin only of a good outcome without a step back", () => {
    const observed = {
      version: 1,
      id: "A",
      packageVersion: "1",
      content: otherPrint,
      signers: [],
      seen: "2026-11-23T00:00:00Z",
    } as const;
    const signature = { kind: "author", certificate: otherPrint, publicKey: otherPrint } as const;
    const firstUse = found("pin-first-use", { current: signature });
    const changed = found("pin-signer-changed", { previous: signature, current: signature, announced: false });
    const ignoring = definePolicy({ version: 1, name: "p", level: "ignore" });
    const judgePin = (finding: Finding, policy: Policy) =>
      judge(signedFacts(facts("pin", [finding])), policy, { observed }).observed;
    assert.equal(judgePin(firstUse, policies.standard), observed);
    assert.equal(judgePin(changed, ignoring), undefined);
    assert.equal(judgePin(unknownRoot, policies.audit), undefined);
  });

  it("is frozen through and through", () => {
    const verdict = judgeOne(unknownRoot);
    for (const part of [
      verdict,
      verdict.issues,
      verdict.issues[0],
      verdict.issues[0]!.details,
      verdict.checks,
      verdict.policy,
      verdict.etsi,
    ]) {
      assert.ok(Object.isFrozen(part));
    }
  });
});

describe("any finding more, any proof less", () => {
  const anyChecks = fc.array(fc.constantFrom(...exampleFindings), { maxLength: 6 });
  const anyPolicy = fc.constantFrom(
    ...Object.values(policies),
    definePolicy({ version: 1, name: "warn", level: "warn" }),
    definePolicy({ version: 1, name: "ignore", extends: "strict", level: "ignore" }),
  );

  it("never improves an outcome, and never turns a refusal into acceptance", () => {
    fc.assert(
      fc.property(anyChecks, fc.constantFrom(...exampleFindings), anyPolicy, (some, more, policy) => {
        const before = judge(signedFacts(facts("chain", some)), policy);
        const after = judge(signedFacts(facts("chain", [...some, more])), policy);
        assert.ok(outcomeRank(after.outcome) <= outcomeRank(before.outcome));
        if (!before.accepted) assert.equal(after.accepted, false);
      }),
      { numRuns: 1000 },
    );
  });

  it("never leaves trusted without one of its proofs, or while authenticity or integrity stands", () => {
    fc.assert(
      fc.property(anyChecks, anyPolicy, fc.constantFrom("content", "signer", "neither"), (some, policy, lost) => {
        const missing = lost === "neither" ? {} : { [lost]: undefined };
        const verdict = judge(signedFacts(facts("chain", some)), policy, missing);
        const stands = some.some(({ code }) => {
          const { class: kind, effect } = issueCatalogue.get(code)!;
          return effect !== "none" && (kind === "integrity" || kind === "authenticity");
        });
        if (lost !== "neither" || stands) assert.notEqual(verdict.outcome, "trusted");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("requireAccepted", () => {
  it("gives proof of a verdict that accepts, and throws the short explanation of one that refuses", () => {
    assert.equal(requireAccepted(judge(signedFacts())).outcome, "trusted");
    assert.throws(
      () => requireAccepted(judgeOne(tampered)),
      (error: unknown) =>
        error instanceof NotAcceptedError &&
        /^the package: tampered, refused: The package’s SHA-256/.test(error.message) &&
        error.verdict.outcome === "tampered",
    );
  });

  it("throws what Node prints in a few lines where nobody catches it: what failed and what to do, not the verdict", () => {
    const error = new NotAcceptedError(judgeOne(tampered));
    const lines = inspect(error).split("\n");
    assert.ok(lines.length < 30, String(lines.length));
    assert.match(inspect(error), /remedy: 'Delete it/);
  });

  it("takes no verdict that was parsed, copied or made up", () => {
    const verdict = judge(signedFacts());
    for (const fake of [
      JSON.parse(JSON.stringify(verdict)) as Verdict,
      { ...verdict },
      Object.create(verdict) as Verdict,
    ]) {
      assert.throws(() => requireAccepted(fake), ConfigError);
    }
  });
});

function outcomeOf({ outcome, accepted, etsi }: Verdict): [string, boolean, string] {
  return [outcome, accepted, etsi.indication];
}
