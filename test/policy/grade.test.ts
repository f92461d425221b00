import assert from "node:assert/strict";
import fc from "fast-check";
import {
  definePolicy,
  fingerprintHashes,
  grade,
  type Grading,
  needsDeclarations,
  needsIdentity,
  policies,
  type PolicyDocument,
} from "../../lib/policy/index.js";
import { type Finding, found, foundLater, issueCatalogue, type Severity } from "../../lib/report/index.js";
import { anyDocument } from "./documents.js";
import { exampleFindings } from "../report/examples.js";
import { countersignature, facts, otherPrint, primary, signerPrint, signerRef } from "./facts.js";

const now = new Date("2026-11-23T00:00:00Z");
const minimal = { version: 1, name: "mine" } as const;
const expired = found("certificate-expired", {
  certificate: signerRef,
  notAfter: "2026-01-01T00:00:00Z",
  at: "2026-11-23T00:00:00Z",
  timeFrom: "clock",
});
const unknownRoot = found("chain-root-untrusted", {
  certificate: signerRef,
  root: { subject: "CN=R", fingerprint: otherPrint },
  trustList: "t",
});
const noTimestamp = found("timestamp-missing", { signature: primary });
const tampered = found("content-digest-mismatch", { algorithm: "sha256", expected: "00", actual: "11" });
const unsigned = found("package-unsigned", { expectedAt: ".signature.p7s" });
const unknownStatus = found("revocation-unknown", { certificate: signerRef, names: [], tried: [] });
const outOfBudget = found("chain-budget", { budget: "pathDepth", limit: 12, used: 13 });

function gradeOne(
  finding: Finding,
  document: Partial<PolicyDocument> = {},
  more: Partial<Parameters<typeof grade>[1]> = {},
): Grading {
  return grade([facts("chain", [finding], primary)], {
    policy: definePolicy({ ...minimal, ...document }),
    now,
    ...more,
  });
}
const severityOf = (grading: Grading): Severity | undefined => grading.issues[0]?.issue.severity;

describe("grade", () => {
  it("takes the preset's severity, then the document's", () => {
    assert.equal(severityOf(gradeOne(noTimestamp)), "warning");
    assert.equal(severityOf(gradeOne(noTimestamp, { extends: "strict" })), "error");
    assert.equal(severityOf(gradeOne(noTimestamp, { severities: { "timestamp-missing": "error" } })), "error");
  });

  it("gives an issue the catalogue's rule, class and NuGet code, and texts on request", () => {
    const [graded] = gradeOne(expired).issues;
    const { code, class: kind, rule, nuget, check, subject, message, details } = graded!.issue;
    assert.deepEqual(
      [code, kind, rule, nuget, check, subject],
      ["certificate-expired", "authenticity", "RFC 5280 §6.1.3(a)(2)", "NU3037", "chain", primary],
    );
    assert.match(message, /"Contoso Ltd" expired on 2026-01-01/);
    assert.ok(JSON.stringify(graded!.issue).includes(JSON.stringify(message)));
    assert.ok(Object.isFrozen(graded!.issue) && Object.isFrozen(details));
  });

  it("makes details that can wait when they are read, once, frozen and in their place", () => {
    let made = 0;
    const certificate = { ...signerRef, depth: 2 };
    const later = foundLater("revocation-unknown", 2, () => (made++, { certificate, names: ["crl"], tried: [] }));
    const [graded] = gradeOne(later).issues;
    assert.deepEqual([made, graded!.depth], [0, 2]);
    const [atOnce] = gradeOne(found("revocation-unknown", { certificate, names: ["crl"], tried: [] })).issues;
    assert.equal(JSON.stringify(graded!.issue), JSON.stringify(atOnce!.issue));
    assert.deepEqual(structuredClone({ ...graded!.issue }), structuredClone({ ...atOnce!.issue }));
    const { details } = graded!.issue;
    assert.ok(made === 1 && details === graded!.issue.details && Object.isFrozen(details));
    assert.ok("names" in details && Object.isFrozen(details.tried) && Object.isFrozen(details.certificate));
    assert.equal(graded!.depth, atOnce!.depth);
  });

  it("lays the level over all but integrity: ignore to info, warn over unsigned and revocation alone", () => {
    const under = (level: "ignore" | "warn") =>
      [tampered, unsigned, unknownRoot, outOfBudget, unknownStatus].map((finding) =>
        severityOf(gradeOne(finding, { level, extends: "strict" })),
      );
    assert.deepEqual(under("ignore"), ["error", "info", "info", "info", "info"]);
    assert.deepEqual(under("warn"), ["error", "warning", "error", "error", "warning"]);
  });

  it("names the outcome by the facts, whatever the level: only an unsigned package reads otherwise", () => {
    const effect = (finding: Finding) => gradeOne(finding, { level: "ignore", extends: "strict" }).issues[0]?.effect;
    assert.deepEqual([unknownRoot, unknownStatus, unsigned].map(effect), [
      "untrusted",
      "inconclusive",
      "unsigned-allowed",
    ]);
  });
});

describe("a waiver", () => {
  const waiver = { id: "W", code: "chain-root-untrusted", reason: "r", packages: ["Contoso.*"] } as const;
  const identity = { id: "contoso.json", version: "1.0.0" };

  it("sets a finding aside for its packages alone, and leaves the outcome's name", () => {
    const [graded] = gradeOne(unknownRoot, { waivers: [waiver] }, { identity }).issues;
    assert.deepEqual([graded!.issue.severity, graded!.issue.waivedBy?.id, graded!.effect], ["info", "W", "untrusted"]);
    assert.equal(
      severityOf(gradeOne(unknownRoot, { waivers: [waiver] }, { identity: { id: "Contosox", version: "1" } })),
      "error",
    );
    assert.equal(severityOf(gradeOne(unknownRoot, { waivers: [waiver] })), "error");
  });

  it("is for the certificate at fault, or its root or anchor, or where a finding names none, the signer", () => {
    const byCertificate = { id: "W", code: "chain-root-untrusted", reason: "r", certificate: otherPrint } as const;
    assert.equal(severityOf(gradeOne(unknownRoot, { waivers: [byCertificate] })), "info");
    assert.equal(
      severityOf(gradeOne(unknownRoot, { waivers: [{ ...byCertificate, certificate: signerPrint }] })),
      "info",
    );
    const foreign = { ...byCertificate, certificate: `sha256:${"cc".repeat(32)}` } as const;
    assert.equal(severityOf(gradeOne(unknownRoot, { waivers: [foreign] })), "error");
    const anchor = { subject: "CN=R", fingerprint: otherPrint };
    const ended = found("chain-anchor-window", { anchor, at: "2026-11-23T00:00:00Z" });
    const byAnchor = { ...byCertificate, code: ended.code } as const;
    const bySigner = { ...byAnchor, certificate: signerPrint } as const;
    assert.equal(severityOf(gradeOne(ended, { waivers: [byAnchor] }, { signerOf: () => signerPrint })), "info");
    assert.equal(severityOf(gradeOne(ended, { waivers: [bySigner] }, { signerOf: () => signerPrint })), "error");
    const untimed = { id: "W", code: "timestamp-missing", reason: "r", certificate: signerPrint } as const;
    const strict = { extends: "strict", waivers: [untimed] } as const;
    assert.equal(severityOf(gradeOne(noTimestamp, strict, { signerOf: () => signerPrint })), "info");
    assert.equal(severityOf(gradeOne(noTimestamp, strict, { signerOf: () => otherPrint })), "error");
  });

  it("ends at its hour by the clock, and says so", () => {
    const until = (expires: string) => gradeOne(unknownRoot, { waivers: [{ ...waiver, expires }] }, { identity });
    assert.equal(severityOf(until("2026-11-23T00:00:01Z")), "info");
    const ended = until("2026-11-23T00:00:00Z");
    assert.equal(severityOf(ended), "error");
    assert.deepEqual(
      ended.issues.map(({ issue }) => issue.code),
      ["chain-root-untrusted", "waiver-expired"],
    );
    assert.deepEqual(ended.waivers, []);
  });

  it("that had nothing to waive is reported for its packages, as info", () => {
    const grading = gradeOne(noTimestamp, { waivers: [waiver] }, { identity });
    assert.deepEqual(
      grading.issues.map(({ issue }) => [issue.code, issue.severity]),
      [
        ["timestamp-missing", "warning"],
        ["waiver-unused", "info"],
      ],
    );
    assert.equal(gradeOne(noTimestamp, { waivers: [waiver] }).issues.length, 1);
  });
});

describe("a countersignature that vouches", () => {
  const vouching = (finding: Finding) => ({ vouching: { by: countersignature, findings: new Set([finding]) } });

  it("stands in for an unknown root under standard, and the finding stays", () => {
    const [graded] = gradeOne(unknownRoot, {}, vouching(unknownRoot)).issues;
    assert.deepEqual(
      [graded!.issue.severity, graded!.issue.vouchedBy, graded!.effect],
      ["info", countersignature, "none"],
    );
  });

  it("stands in for expiry alone under strict", () => {
    assert.equal(gradeOne(unknownRoot, { extends: "strict" }, vouching(unknownRoot)).issues[0]?.effect, "untrusted");
    assert.equal(gradeOne(expired, { extends: "strict" }, vouching(expired)).issues[0]?.effect, "none");
  });

  it("stands in for nothing where the policy's row is empty", () => {
    const none = { signatures: { countersignatureVouches: [] } };
    for (const finding of [unknownRoot, expired])
      assert.equal(gradeOne(finding, none, vouching(finding)).issues[0]?.effect, "untrusted");
  });

  it("stands in for nothing else, whatever it is handed, and for that very finding alone", () => {
    assert.equal(severityOf(gradeOne(tampered, {}, vouching(tampered))), "error");
    assert.equal(severityOf(gradeOne(outOfBudget, {}, vouching(outOfBudget))), "error");
    assert.equal(severityOf(gradeOne({ ...unknownRoot }, {}, vouching(unknownRoot))), "error");
  });
});

describe("a policy weaker than its base", () => {
  it("says in which codes", () => {
    const grading = gradeOne(noTimestamp, {
      extends: "strict",
      level: "warn",
      severities: { "timestamp-missing": "info", "package-unsigned": "error" },
    });
    const [, weaker] = grading.issues;
    assert.deepEqual(weaker?.issue.details, { changed: ["level", "timestamp-missing"] });
    assert.equal(grading.checks.at(-1)?.check, "policy-requirements");
  });

  it("says that a countersignature stands in for more", () => {
    const signatures = { countersignatureVouches: ["expiry", "untrusted-root"] } as const;
    const [, weaker] = gradeOne(noTimestamp, { extends: "strict", signatures }).issues;
    assert.deepEqual(weaker?.issue.details, { changed: ["signatures.countersignatureVouches"] });
    assert.equal(gradeOne(noTimestamp, { extends: "standard", signatures }).issues.length, 1);
  });

  const revocation = { mode: "online", need: "require" } as const;
  const milder: readonly (readonly [Partial<PolicyDocument>, readonly string[]])[] = [
    [{ signatures: { repository: "ignore" } }, ["signatures.repository"]],
    [{ signatures: { repository: "verify-if-needed" } }, ["signatures.repository"]],
    [{ revocation: { ...revocation, mode: "offline" } }, ["revocation.mode"]],
    [{ revocation: { ...revocation, mode: "off" } }, ["revocation.mode"]],
    [{ revocation: { ...revocation, need: "prefer" } }, ["revocation-unknown", "revocation-stale"]],
    [{ revocation: { ...revocation, checks: ["signer"] } }, ["revocation.checks"]],
    [{ revocation: { ...revocation, checks: ["timestamp", "signer"] } }, []],
    [{ revocation: { ...revocation, afterTimestamp: "by-reason" } }, ["revocation.afterTimestamp"]],
    [{ revocation: { ...revocation, skewMs: 300_001 } }, ["revocation.skewMs"]],
    [{ revocation: { ...revocation, skewMs: 0, deadlineMs: 1 } }, []],
    [{ budgets: { signatureChecks: 101, pathDepth: 11 } }, ["budgets.signatureChecks"]],
  ];
  for (const [document, changed] of milder)
    it(`says in which rows: ${JSON.stringify(document)}`, () => {
      const issues = gradeOne(noTimestamp, { extends: "strict", ...document }).issues.slice(1);
      assert.deepEqual(
        issues.map(({ issue }) => issue.details),
        changed.length === 0 ? [] : [{ changed }],
      );
    });

  it("is not one that only asks for more", () => {
    assert.equal(gradeOne(noTimestamp, { severities: { "timestamp-missing": "error" } }).issues.length, 1);
    assert.equal(gradeOne(noTimestamp, { signatures: { countersignatureVouches: [] } }).issues.length, 1);
    assert.equal(gradeOne(noTimestamp, { signatures: { repository: "require" }, revocation }).issues.length, 1);
  });
});

describe("under any policy that can be written", () => {
  it("integrity is an error, and is waived and vouched for by nothing", () => {
    const integrity = exampleFindings.filter(({ code }) => issueCatalogue.get(code)!.class === "integrity");
    fc.assert(
      fc.property(anyDocument, (document) => {
        const policy = definePolicy(document);
        const vouching = { by: countersignature, findings: new Set(exampleFindings) };
        const { issues } = grade([facts("container", integrity)], {
          policy,
          now,
          identity: { id: "Contoso.b", version: "1" },
          vouching,
        });
        for (const { issue } of issues.filter(({ issue: { class: kind } }) => kind === "integrity")) {
          assert.deepEqual([issue.severity, issue.waivedBy, issue.vouchedBy], ["error", undefined, undefined]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("the named policies", () => {
  it("need no name of the package and no other digest", () => {
    for (const policy of Object.values(policies)) {
      assert.deepEqual(
        [needsIdentity(policy), needsDeclarations(policy), fingerprintHashes(policy)],
        [false, false, []],
      );
    }
  });
});
