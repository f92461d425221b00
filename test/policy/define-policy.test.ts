import assert from "node:assert/strict";
import { canonicalJson } from "../../lib/policy/canonical-json.js";
import { textDigest } from "../../lib/policy/digest.js";
import { definePolicy, policies, rulesOf, toPolicy } from "../../lib/policy/index.js";
import { ConfigError, issueCatalogue } from "../../lib/report/index.js";

const minimal = { version: 1, name: "mine" } as const;
const fingerprint = `sha256:${"0a".repeat(32)}` as const;

function refusal(document: unknown): ConfigError {
  try {
    definePolicy(document as string);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "the document was taken" });
}

describe("the named policies", () => {
  it("have the severities of the catalogue", () => {
    for (const entry of issueCatalogue.values()) {
      for (const name of ["strict", "standard", "audit"] as const) {
        assert.equal(policies[name].severityOf(entry.code), entry.severities[name], `${name} ${entry.code}`);
      }
    }
  });

  it("have the digests that their documents have", () => {
    for (const policy of Object.values(policies)) {
      assert.equal(policy.digest, textDigest(canonicalJson(policy.toDocument())), policy.name);
    }
  });

  it("differ in revocation and vouching as the documentation's table says", () => {
    const rows = Object.values(policies).map((policy) => {
      const { revocation, signatures } = rulesOf(policy);
      return [
        policy.name,
        revocation.mode,
        revocation.need,
        revocation.afterTimestamp,
        ...signatures.countersignatureVouches,
      ];
    });
    assert.deepEqual(rows, [
      ["strict", "online", "require", "refuse", "expiry"],
      ["standard", "offline", "prefer", "by-reason", "expiry", "untrusted-root"],
      ["audit", "offline", "prefer", "by-reason", "expiry", "untrusted-root"],
    ]);
  });
});

describe("definePolicy", () => {
  it("takes what toDocument gives, and makes the same policy of it", () => {
    const policy = definePolicy({
      ...minimal,
      extends: "strict",
      level: "warn",
      severities: { "timestamp-missing": "info" },
      revocation: { mode: "off", need: "prefer" },
      waivers: [{ id: "W", code: "certificate-expired", reason: "r", certificate: fingerprint }],
      signers: {
        version: 1,
        mode: "listed",
        entries: [{ id: "us", by: "public-key", fingerprint, packages: ["Contoso.*"] }],
      },
    });
    for (const one of [policy, ...Object.values(policies)]) {
      assert.equal(definePolicy(one.toDocument()).digest, textDigest(canonicalJson(one.toDocument())));
      assert.equal(definePolicy(JSON.stringify(one.toDocument())).digest, one.digest);
    }
  });

  it("has a digest that any change of the document changes, and no order of its fields", () => {
    const digest = definePolicy({ ...minimal, level: "warn" }).digest;
    assert.notEqual(definePolicy({ ...minimal, level: "ignore" }).digest, digest);
    assert.equal(definePolicy('{"level":"warn","name":"mine","version":1}').digest, digest);
  });

  it("reads the document once: a later change has no effect", () => {
    const document = { ...minimal, severities: { "timestamp-missing": "error" as "error" | "info" } };
    const policy = definePolicy(document);
    document.severities["timestamp-missing"] = "info";
    assert.equal(policy.severityOf("timestamp-missing"), "error");
    assert.ok(Object.isFrozen(policy));
  });

  it("refuses to grade a code of class integrity, with path and line", () => {
    const text = '{\n  "version": 1, "name": "mine",\n  "severities": {\n    "content-digest-mismatch": "info"\n  }\n}';
    const error = refusal(text);
    assert.equal(
      error.message,
      'policy.severities["content-digest-mismatch"]: expected a code of class authenticity, assurance or advice, received an integrity code.',
    );
    assert.equal(error.line, 4);
    assert.equal(error.remedy, "Remove the line; integrity can’t be graded.");
  });

  it("refuses to waive a code of class integrity", () => {
    const waiver = { id: "W", code: "signature-value-invalid", reason: "r", packages: ["A"] };
    assert.equal(refusal({ ...minimal, waivers: [waiver] }).at, "policy.waivers[0].code");
  });

  it("refuses a waiver for everything, and takes one for packages or a certificate", () => {
    const waiver = { id: "W", code: "certificate-expired", reason: "r" } as const;
    assert.equal(refusal({ ...minimal, waivers: [waiver] }).at, "policy.waivers[0]");
    assert.equal(
      refusal({ ...minimal, waivers: [{ ...waiver, packages: ["*"] }] }).at,
      "policy.waivers[0].packages[0]",
    );
    assert.equal(refusal({ ...minimal, waivers: [{ ...waiver, packages: [] }] }).at, "policy.waivers[0].packages");
    definePolicy({ ...minimal, waivers: [{ ...waiver, packages: ["A.*"] }] });
    definePolicy({ ...minimal, waivers: [{ ...waiver, certificate: fingerprint }] });
  });

  it("refuses a waiver without a reason, one of invisible characters included", () => {
    const waiver = { id: "W", code: "certificate-expired", packages: ["A"] } as const;
    for (const reason of ["", " \u00a0", "\u200b\u2060"])
      assert.equal(refusal({ ...minimal, waivers: [{ ...waiver, reason }] }).at, "policy.waivers[0].reason");
    definePolicy({ ...minimal, waivers: [{ ...waiver, reason: "理由" }] });
  });

  it("refuses severities for what revocation.need sets", () => {
    const severities = { "revocation-unknown": "info" };
    assert.equal(refusal({ ...minimal, severities }).at, 'policy.severities["revocation-unknown"]');
    const revocation = { mode: "offline", need: "require" } as const;
    assert.equal(definePolicy({ ...minimal, revocation }).severityOf("revocation-unknown"), "error");
    assert.equal(
      definePolicy({ ...minimal, extends: "strict", revocation: { ...revocation, need: "prefer" } }).severityOf(
        "revocation-stale",
      ),
      "warning",
    );
  });

  it("refuses unknown fields, wrong words and a newer version, and names them", () => {
    assert.match(refusal({ ...minimal, serverities: {} }).message, /received the field "serverities"/);
    assert.equal(refusal({ ...minimal, level: "none" }).at, "policy.level");
    assert.equal(refusal({ ...minimal, version: 2 }).at, "policy.version");
    assert.equal(refusal({ version: 1 }).at, "policy.name");
    assert.match(
      refusal({ ...minimal, severities: { "timestamp-mising": "info" } }).message,
      /a code of the catalogue/,
    );
  });

  it("refuses a name that is given twice in one object, with its line", () => {
    const error = refusal('{"version": 1,\n "name": "a",\n "name": "b"}');
    assert.match(error.message, /each name once, received "name" a second time/);
    assert.equal(error.line, 3);
  });

  it("takes __proto__ for a field like others, which it does not know", () => {
    assert.match(refusal('{"version":1,"name":"a","__proto__":{"level":"ignore"}}').message, /the field "__proto__"/);
    assert.equal(({} as { level?: string }).level, undefined);
  });

  it("says where text stops to be JSON", () => {
    for (const [text, line] of [
      ['{"version":1,\n}', 2],
      ['{"version":01}', 1],
      ["", 1],
      ["{} {}", 1],
      ['{"name":"\\x"}', 1],
      ['["\t"]', 1],
      ["[1,]", 1],
      ["nul", 1],
    ] as const) {
      assert.equal(refusal(text).line, line, text);
    }
  });

  it("refuses nesting that no policy needs, without running out of stack", () => {
    assert.match(refusal("[".repeat(100_000)).message, /at most 32 levels/);
  });

  it("refuses what is no document at all", () => {
    for (const document of [null, 7, [], undefined]) assert.equal(refusal(document).at, "policy");
  });

  it("refuses budgets that are no whole numbers of one or more, or that are none", () => {
    assert.equal(refusal({ ...minimal, budgets: { signatureChecks: 0 } }).at, "policy.budgets.signatureChecks");
    assert.equal(refusal({ ...minimal, budgets: { derDepth: 10_000 } }).at, "policy.budgets.derDepth");
    assert.equal(refusal({ ...minimal, budgets: { wishes: 3 } }).at, "policy.budgets.wishes");
    assert.equal(rulesOf(definePolicy({ ...minimal, budgets: { signatureChecks: 7 } })).budgets.signatureChecks, 7);
  });

  it("refuses entries of trusted signers that are not whole", () => {
    const signers = (entry: object) => ({ ...minimal, signers: { version: 1, mode: "listed", entries: [entry] } });
    const at = "policy.signers.entries[0]";
    assert.equal(refusal(signers({ id: "a", by: "certificate" })).at, `${at}.fingerprint`);
    assert.equal(
      refusal(signers({ id: "a", by: "public-key", fingerprint, allowUntrustedRoot: true })).at,
      `${at}.allowUntrustedRoot`,
    );
    assert.equal(refusal(signers({ id: "a", by: "certificate", fingerprint: "sha1:00" })).at, `${at}.fingerprint`);
    assert.equal(refusal(signers({ id: "a", by: "repository", certificates: "declared" })).at, `${at}.serviceIndex`);
    assert.equal(
      refusal(signers({ id: "a", by: "public-key", fingerprint, packages: ["A*"] })).at,
      `${at}.packages[0]`,
    );
    assert.equal(
      refusal(signers({ id: "a", by: "public-key", fingerprint, until: "2027-02-30T00:00:00Z" })).at,
      `${at}.until`,
    );
    assert.equal(
      refusal(
        signers({
          id: "a",
          by: "public-key",
          fingerprint,
          from: "2027-01-01T00:00:00Z",
          until: "2027-01-01T00:00:00Z",
        }),
      ).at,
      at,
    );
  });

  it("refuses what is said twice: an id of a waiver or of an entry, a value of a list", () => {
    const waiver = { id: "W", code: "timestamp-missing", reason: "r", packages: ["A"] };
    const entry = { id: "a", by: "public-key", fingerprint };
    const signers = (...entries: object[]) => ({ ...minimal, signers: { version: 1, mode: "listed", entries } });
    const other = { ...waiver, id: "V", code: "chain-root-untrusted" };
    assert.equal(refusal({ ...minimal, waivers: [waiver, other, waiver] }).at, "policy.waivers[2]");
    assert.equal(refusal(signers(entry, { ...entry, id: "b" }, entry)).at, "policy.signers.entries[2]");
    const primary = ["author", "author"];
    assert.equal(refusal({ ...minimal, signatures: { primary } }).at, "policy.signatures.primary[1]");
    definePolicy({ ...minimal, waivers: [waiver, other] } as never);
    definePolicy(signers(entry, { ...entry, id: "b" }) as never);
  });

  it("lowers a fingerprint's case, so that one certificate is one text", () => {
    const entry = { id: "a", by: "certificate", fingerprint: `sha256:${"0A".repeat(32)}` } as const;
    const policy = definePolicy({ ...minimal, signers: { version: 1, mode: "listed", entries: [entry] } });
    assert.deepEqual(policy.toDocument().signers?.entries[0], { ...entry, fingerprint });
  });
});

describe("toPolicy", () => {
  it("takes a policy, a document or a name, and nothing else", () => {
    assert.equal(toPolicy(undefined), policies.standard);
    assert.equal(toPolicy("audit"), policies.audit);
    assert.equal(toPolicy(policies.strict), policies.strict);
    assert.equal(toPolicy(minimal).name, "mine");
    assert.throws(() => toPolicy("lenient" as never), ConfigError);
    assert.throws(() => toPolicy({ ...policies.audit }), ConfigError);
  });
});
