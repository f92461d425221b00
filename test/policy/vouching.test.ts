import assert from "node:assert/strict";
import { definePolicy, isSound, policies } from "../../lib/policy/index.js";
import { found } from "../../lib/report/index.js";
import { countersignature, facts, otherPrint, signedFacts, signerPrint, signerRef } from "./facts.js";

const unknownRoot = found("chain-root-untrusted", {
  certificate: signerRef,
  root: { subject: "CN=R", fingerprint: otherPrint },
  trustList: "t",
});
const untimed = found("timestamp-missing", { signature: countersignature });
const notChecked = found("revocation-not-checked", { reason: "mode-off" });

describe("a countersignature that may vouch", () => {
  it("has no finding that counts", () => {
    assert.ok(isSound(signedFacts(), policies.standard));
    assert.ok(isSound(signedFacts({ ...facts("revocation", [notChecked]), status: "passed" }), policies.standard));
    assert.equal(isSound(signedFacts(facts("chain", [unknownRoot])), policies.standard), false);
  });

  it("may lack what the policy only reports, and not what it asks for", () => {
    const checks = signedFacts(facts("timestamp-structure", [untimed]));
    assert.ok(isSound(checks, policies.standard));
    assert.equal(isSound(checks, policies.strict), false);
  });

  it("is not made so by a level, a severity or a waiver", () => {
    const checks = signedFacts({ ...facts("chain", [unknownRoot]), status: "passed" });
    const lenient = definePolicy({
      version: 1,
      name: "p",
      level: "ignore",
      severities: { "chain-root-untrusted": "info" },
      waivers: [{ id: "W", code: "chain-root-untrusted", reason: "r", certificate: signerPrint }],
    });
    assert.equal(isSound(checks, lenient), false);
  });

  it("has no check that failed without a finding", () => {
    assert.equal(isSound([{ check: "chain", status: "failed", findings: [] }], policies.standard), false);
    assert.ok(isSound([{ check: "chain", status: "skipped", findings: [] }], policies.standard));
  });
});
