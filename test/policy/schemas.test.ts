import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { defaultBudgets, definePolicy, policies } from "../../lib/policy/index.js";
import { checkIds, ConfigError, issueCatalogue, issueCodes } from "../../lib/report/index.js";
import { explain } from "../../lib/verdict/index.js";
import { root } from "../shared.js";
import { everything, tampered, trusted, waived } from "../verdict/verdicts.js";
import { anyDocument } from "./documents.js";

interface Schema {
  readonly properties: Readonly<Record<string, { readonly properties?: object }>>;
  readonly $defs: Readonly<
    Record<
      string,
      {
        readonly enum?: readonly string[];
        readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
      }
    >
  >;
}
const schema = (name: string): Schema =>
  JSON.parse(readFileSync(join(root, "lib", "schemas", `${name}.json`), "utf8")) as Schema;
const [policySchema, trustSchema, resultsSchema] = [schema("policy-1"), schema("trust-1"), schema("results-1")];
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
const validatePolicy = ajv.compile(policySchema);
const validateTrust = ajv.compile(trustSchema);
const validateResults = ajv.compile(resultsSchema);
const minimal = { version: 1, name: "mine" } as const;

describe("the policy's schema", () => {
  it("takes every document that is right, as written and as completed", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const complete: unknown = JSON.parse(JSON.stringify(definePolicy(document).toDocument()));
        assert.ok(
          validatePolicy(JSON.parse(JSON.stringify(document))),
          JSON.stringify([document, validatePolicy.errors]),
        );
        assert.ok(validatePolicy(complete), JSON.stringify(validatePolicy.errors));
      }),
      { numRuns: 300 },
    );
    for (const policy of Object.values(policies)) assert.ok(validatePolicy(policy.toDocument()));
  });

  it("refuses what definePolicy refuses", () => {
    const print = `sha256:${"0a".repeat(32)}`;
    const waiver = { id: "W", code: "certificate-expired", reason: "r", packages: ["A"] };
    const entry = { id: "a", by: "certificate", fingerprint: print };
    const signers = (one: object) => ({ ...minimal, signers: { version: 1, mode: "listed", entries: [one] } });
    const wrong = [
      {},
      { ...minimal, version: 2 },
      { ...minimal, name: " " },
      { ...minimal, level: "none" },
      { ...minimal, severities: { "content-digest-mismatch": "info" } },
      { ...minimal, severities: { "revocation-unknown": "info" } },
      { ...minimal, severities: { "timestamp-missing": "fatal" } },
      { ...minimal, unknown: true },
      { ...minimal, signatures: { primary: [] } },
      { ...minimal, revocation: { mode: "off" } },
      { ...minimal, budgets: { derDepth: 257 } },
      { ...minimal, budgets: { wishes: 1 } },
      { ...minimal, waivers: [{ ...waiver, packages: ["*"] }] },
      { ...minimal, waivers: [{ ...waiver, packages: undefined }] },
      { ...minimal, waivers: [{ ...waiver, code: "signature-malformed" }] },
      signers({ ...entry, fingerprint: "sha256:00" }),
      signers({ ...entry, oid: "1.2.3" }),
      signers({ ...entry, packages: ["A*"] }),
      signers({ ...entry, until: "tomorrow" }),
      signers({ id: "a", by: "public-key", fingerprint: print, allowUntrustedRoot: true }),
      signers({ id: "a", by: "repository", certificates: "declared" }),
      signers({ id: "a", by: "repository", certificates: [print], serviceIndex: "http://r.example" }),
      signers({ id: "a", by: "subject", subject: "CN=a" }),
    ].map((document) => JSON.parse(JSON.stringify(document)) as object);
    for (const document of wrong) {
      assert.throws(() => definePolicy(document as typeof minimal), ConfigError, JSON.stringify(document));
      assert.equal(validatePolicy(document), false, JSON.stringify(document));
    }
  });

  it("knows the catalogue's codes and the budgets, no more and no fewer", () => {
    const gradable = issueCodes.filter((code) => issueCatalogue.get(code)?.class !== "integrity");
    assert.deepEqual(policySchema.$defs["gradableCode"]?.enum, gradable);
    assert.deepEqual(
      policySchema.$defs["severityCode"]?.enum,
      gradable.filter((code) => !/^revocation-(unknown|stale)$/.test(code)),
    );
    assert.deepEqual(Object.keys(policySchema.properties["budgets"]?.properties ?? {}), Object.keys(defaultBudgets));
  });
});

describe("the trust file's schema", () => {
  it("says of entries what the policy's schema says", () => {
    for (const [name, definition] of Object.entries(trustSchema.$defs))
      assert.deepEqual(definition, policySchema.$defs[name], name);
  });

  it("takes entries and roots, and nothing else", () => {
    const file = {
      version: 1,
      mode: "listed",
      entries: [],
      roots: [{ id: "house", certificate: "MIIB", purposes: ["code-signing"] }],
    };
    assert.ok(validateTrust(file));
    assert.equal(validateTrust({ ...file, roots: [{ id: "house" }] }), false);
    assert.equal(validateTrust({ ...file, more: 1 }), false);
  });
});

describe("the results' schema", () => {
  const results = (...entries: object[]) => ({ schema: "countersign.results/1", results: entries });

  it("takes verdicts of every kind with their path, and files that could not be read", () => {
    const entries = [trusted, tampered, waived, everything].map((verdict) => ({
      path: "a.nupkg",
      ...(JSON.parse(explain(verdict, { as: "json" })) as object),
    }));
    const unread = {
      path: "b.nupkg",
      error: { code: "transport", reason: "source-unreadable", message: "m", remedy: "r" },
    };
    assert.ok(validateResults(results(...entries, unread)), JSON.stringify(validateResults.errors?.slice(0, 3)));
  });

  it("refuses a verdict that lacks a part, or has one that nobody knows", () => {
    const entry = { path: "a.nupkg", ...(JSON.parse(explain(trusted, { as: "json" })) as object) };
    assert.ok(validateResults(results(entry)));
    assert.equal(validateResults(results({ ...entry, outcome: "fine" })), false);
    assert.equal(validateResults(results({ ...entry, more: 1 })), false);
    assert.equal(
      validateResults(results(JSON.parse(JSON.stringify({ ...entry, accepted: undefined })) as object)),
      false,
    );
  });

  it("knows the catalogue's codes and the checks, no more and no fewer", () => {
    assert.deepEqual(resultsSchema.$defs["issue"]?.properties?.["code"]?.enum, [...issueCodes]);
    assert.deepEqual(resultsSchema.$defs["checkId"]?.enum, [...checkIds]);
  });
});
