import fc from "fast-check";
import { defaultBudgets, type PolicyDocument } from "../../lib/policy/index.js";
import { issueCatalogue, issueCodes } from "../../lib/report/index.js";

const print = (pair: string) => `sha256:${pair.repeat(32)}`;
const words = fc.constantFrom("a", "Contoso Ltd", "SEC-1 | x", "é");
const times = fc.constantFrom("2026-01-01T00:00:00Z", "2027-01-01T00:00:00.5+01:00");
const patterns = fc.uniqueArray(fc.constantFrom("Contoso.*", "Contoso", "a.b.c", "é.*"), {
  minLength: 1,
  maxLength: 2,
});
const prints = fc.constantFrom(print("0a"), print("0B"), `sha512:${"1c".repeat(64)}`);
const kinds = fc.subarray(["author", "repository"] as const, { minLength: 1 });
const index = fc.constant("https://packages.example/v3/index.json");
const rules = [
  fc.record(
    {
      by: fc.constant("certificate"),
      fingerprint: prints,
      placement: fc.constant("primary"),
      allowUntrustedRoot: fc.boolean(),
    },
    { requiredKeys: ["by", "fingerprint"] },
  ),
  fc.record({ by: fc.constant("public-key"), fingerprint: prints }),
  fc.record({ by: fc.constant("subject"), subject: fc.constantFrom("CN=Contoso", "CN=a\\,b,O=c"), ca: prints }),
  fc.record({
    by: fc.constantFrom("extended-key-usage", "certificate-policy"),
    oid: fc.constantFrom("1.2.3", "2.999.1"),
    ca: prints,
  }),
  fc.record(
    {
      by: fc.constant("repository"),
      serviceIndex: index,
      owners: fc.constant(["a"]),
      certificates: fc.constant([print("aa")]),
    },
    { requiredKeys: ["by", "certificates"] },
  ),
  fc.record(
    {
      by: fc.constant("repository"),
      serviceIndex: index,
      owners: fc.constant(["a"]),
      certificates: fc.constant("declared"),
    },
    { requiredKeys: ["by", "certificates", "serviceIndex"] },
  ),
  fc.record({ by: fc.constant("identity"), issuer: words, san: words }),
];
const commons = fc.record(
  {
    kinds,
    packages: patterns,
    from: fc.constant("2026-01-01T00:00:00Z"),
    until: fc.constant("2027-01-01T00:00:00Z"),
    note: words,
  },
  { requiredKeys: [] },
);
const entries = fc
  .array(fc.tuple(commons, fc.oneof(...rules)), { maxLength: 4 })
  .map((pairs) => pairs.map(([common, rule], place) => ({ id: `e${place}`, ...common, ...rule })));
const gradable = issueCodes.filter((code) => issueCatalogue.get(code)?.class !== "integrity");
const graded = gradable.filter((code) => code !== "revocation-unknown" && code !== "revocation-stale");
const waivers = fc
  .array(
    fc.record(
      { code: fc.constantFrom(...gradable), reason: words, expires: times, packages: patterns, certificate: prints },
      { requiredKeys: ["code", "reason", "packages"] },
    ),
    { maxLength: 3 },
  )
  .map((list) => list.map((waiver, place) => ({ id: `w${place}`, ...waiver })));

/** Policy documents of every shape that is right. */
export const anyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record(
    {
      version: fc.constant(1),
      name: words,
      extends: fc.constantFrom("strict", "standard", "audit"),
      level: fc.constantFrom("ignore", "warn", "require"),
      severities: fc.dictionary(fc.constantFrom(...graded), fc.constantFrom("error", "warning", "info"), {
        maxKeys: 8,
      }),
      signatures: fc.record(
        {
          primary: kinds,
          repository: fc.constantFrom("ignore", "verify-if-needed", "verify-if-present", "require"),
          countersignatureVouches: fc.subarray(["untrusted-root", "expiry"]),
        },
        { requiredKeys: [] },
      ),
      revocation: fc.record(
        {
          mode: fc.constantFrom("off", "offline", "online"),
          need: fc.constantFrom("require", "prefer"),
          checks: fc.subarray(["signer", "timestamp"]),
          afterTimestamp: fc.constantFrom("refuse", "by-reason"),
          skewMs: fc.nat(1000),
          deadlineMs: fc.integer({ min: 1, max: 1000 }),
        },
        { requiredKeys: ["mode", "need"] },
      ),
      signers: fc.record({ version: fc.constant(1), mode: fc.constantFrom("listed", "any-trusted"), entries }),
      waivers,
      budgets: fc.dictionary(fc.constantFrom(...Object.keys(defaultBudgets)), fc.integer({ min: 1, max: 200 }), {
        maxKeys: 3,
      }),
    },
    { requiredKeys: ["version", "name"] },
  )
  .map((document) => document as PolicyDocument);
