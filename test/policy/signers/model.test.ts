import assert from "node:assert/strict";
import fc from "fast-check";
import { matchSigners, type SignerCandidate, type TrustedSigner } from "../../../lib/policy/index.js";
import type { SignatureKind } from "../../../lib/report/index.js";
import { rootedChain, validatedChain } from "../../verdict/proofs.js";
import { at, author, repository, serviceIndex } from "./candidates.js";

// What signed, as plain facts that the model alone looks at, beside the candidate that the library looks at.
interface Signer {
  readonly kind: SignatureKind;
  readonly certificate: string;
  readonly key: string;
  readonly subject: string;
  readonly cas: readonly string[];
  readonly usages: readonly string[];
  readonly rooted: boolean;
  readonly owners: readonly string[] | undefined;
  readonly candidate: SignerCandidate;
}
const otherIndex = "https://other.example/v3/index.json";
const names = ["author-rsa-2048", "author-renewed", "author-rsa-3072", "repository", "author-foreign"] as const;
const people = new Map(
  names.map((name) => {
    const rooted = name === "author-foreign";
    const chain = rooted
      ? rootedChain(name, "foreign-root")
      : validatedChain(name, "code-signing-issuer", "code-signing-root");
    const { fingerprint: certificate, publicKeyFingerprint: key, subject, extendedKeyUsage: usages } = chain.endEntity;
    const cas = rooted ? [] : chain.certificates.slice(1).map((one) => one.fingerprint);
    return [name, { chain, rooted, certificate, key, subject, usages, cas }];
  }),
);

function signer(name: (typeof names)[number], kind: SignatureKind, owners: readonly string[]): Signer {
  const { chain, ...person } = people.get(name)!;
  const isRepository = kind === "repository";
  const ref = isRepository ? repository : author;
  const candidate = { ref, chain, ...(isRepository ? { repository: { serviceIndex, owners } } : {}) };
  return { kind, ...person, owners: isRepository ? owners : undefined, candidate };
}

// ── The model: each rule of the documentation said once, slowly, with no regard for the library's own ways.
interface Answer {
  readonly trusted: readonly string[];
  readonly refused: boolean;
}

function model(entries: readonly TrustedSigner[], signers: readonly Signer[], id: string | undefined): Answer {
  const widths = entries.map((entry) => closeness(entry.packages, id));
  const closest = Math.max(0, ...widths);
  const deciding = entries.filter((_, index) => closest > 0 && widths[index] === closest);
  const trusted = signers
    .filter((one) => deciding.some((entry) => trusts(entry, one, deciding)))
    .map((one) => one.kind);
  return { trusted, refused: trusted.length === 0 };
}

/** 0: does not speak for it; 1: for every package; then by how many segments it fixes; the whole id beats all. */
function closeness(patterns: readonly string[] | undefined, id: string | undefined): number {
  if (patterns === undefined) return 1;
  if (id === undefined) return 0;
  const parts = id.toLowerCase().split(".");
  const close = patterns.map((pattern) => {
    const wanted = pattern.toLowerCase().split(".");
    const star = wanted.at(-1) === "*";
    const fixed = star ? wanted.slice(0, -1) : wanted;
    if (fixed.some((part, index) => parts[index] !== part)) return 0;
    if (!star) return fixed.length === parts.length ? 1000 : 0;
    return parts.length > fixed.length ? 1 + fixed.length : 0;
  });
  return Math.max(0, ...close);
}

function trusts(entry: TrustedSigner, one: Signer, deciding: readonly TrustedSigner[]): boolean {
  if (!inForce(entry)) return false;
  if (entry.kinds !== undefined && !entry.kinds.includes(one.kind)) return false;
  if (one.rooted) {
    const about = deciding.filter((other) => inForce(other) && lists(other, one));
    if (!lists(entry, one) || about.some((other) => !("allowUntrustedRoot" in other) || !other.allowUntrustedRoot))
      return false;
  }
  switch (entry.by) {
    case "certificate":
      if (entry.placement === "primary" && one.candidate.ref.placement !== "primary") return false;
      return entry.fingerprint === one.certificate;
    case "public-key":
      return entry.fingerprint === one.key;
    case "subject":
      return entry.subject === one.subject && one.cas.includes(entry.ca);
    case "extended-key-usage":
      return one.usages.includes(entry.oid) && one.cas.includes(entry.ca);
    case "repository": {
      if (one.kind !== "repository" || entry.certificates === "declared") return false;
      if (entry.serviceIndex !== undefined && entry.serviceIndex !== serviceIndex) return false;
      if (entry.owners !== undefined && !entry.owners.some((owner) => one.owners?.includes(owner))) return false;
      return entry.certificates.some((listed) => listed === one.certificate);
    }
    default:
      return false;
  }
}

function lists(entry: TrustedSigner, one: Signer): boolean {
  if (entry.by === "certificate") return entry.fingerprint === one.certificate;
  return (
    entry.by === "repository" &&
    entry.certificates !== "declared" &&
    entry.certificates.some((listed) => listed === one.certificate)
  );
}

function inForce({ from, until }: TrustedSigner): boolean {
  return !(from !== undefined && new Date(from) > at) && !(until !== undefined && new Date(until) <= at);
}

// ── Random lists and packages.
const everyone = [...people.values()];
const anyPrint = fc.constantFrom(...everyone.map(({ certificate }) => certificate));
const anyCa = fc.constantFrom(...everyone.flatMap(({ cas }) => cas));
const ids = ["Contoso", "contoso.json", "Contoso.Json.Net", "Fabrikam.Json", "Contosox.Json"];
const anyPattern = fc.constantFrom(
  "*",
  "*",
  "Contoso.*",
  "*",
  "Contoso.*",
  "contoso.json.*",
  "CONTOSO.JSON",
  "Contoso",
  "Fabrikam.*",
  "Contoso.Json.Net",
);
const anyOwners = fc.subarray(["contoso", "Contoso", "fabrikam"]);
const rule = fc.oneof(
  fc.record(
    {
      by: fc.constant("certificate"),
      fingerprint: anyPrint,
      placement: fc.constant("primary"),
      allowUntrustedRoot: fc.boolean(),
    },
    { requiredKeys: ["by", "fingerprint"] },
  ),
  fc.record({
    by: fc.constant("public-key"),
    fingerprint: fc.constantFrom(...everyone.map(({ key }) => key)),
  }),
  fc.record({
    by: fc.constant("subject"),
    subject: fc.constantFrom(...everyone.map(({ subject }) => subject)),
    ca: anyCa,
  }),
  fc.record({
    by: fc.constant("extended-key-usage"),
    oid: fc.constantFrom("1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8"),
    ca: anyCa,
  }),
  fc.record(
    {
      by: fc.constant("repository"),
      serviceIndex: fc.constantFrom(serviceIndex, otherIndex),
      owners: fc.subarray(["contoso", "fabrikam"], { minLength: 1 }),
      certificates: fc.uniqueArray(anyPrint, { minLength: 1, maxLength: 2 }),
      allowUntrustedRoot: fc.boolean(),
    },
    { requiredKeys: ["by", "certificates"] },
  ),
);
const common = fc.record(
  {
    kinds: fc.subarray(["author", "repository"], { minLength: 1 }),
    packages: fc.uniqueArray(anyPattern, { minLength: 1, maxLength: 2 }),
    from: fc.constantFrom(
      "2026-11-22T23:59:59Z",
      "2026-11-23T00:00:00Z",
      "2026-11-23T00:00:00Z",
      "2026-11-23T00:00:01Z",
    ),
    until: fc.constantFrom("2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z", "2027-11-23T00:00:00Z"),
  },
  { requiredKeys: [] },
);
const anyEntries = fc
  .array(fc.tuple(common, rule), { maxLength: 6 })
  .map((pairs) => pairs.map(([shared, own], index) => ({ id: `e${index}`, ...shared, ...own }) as TrustedSigner));
const anySigners = fc.tuple(
  fc.option(
    fc.constantFrom(...names, ...names, "author-rsa-2048" as const).map((name) => signer(name, "author", [])),
    { nil: undefined },
  ),
  fc.option(
    fc
      .tuple(fc.constantFrom("repository" as const, "repository" as const, "author-foreign" as const), anyOwners)
      .map(([name, owners]) => signer(name, "repository", owners)),
    { nil: undefined },
  ),
);

describe("ten thousand random allowlists", () => {
  it("answer as an independent model of the rules answers", function () {
    this.timeout(120_000);
    const seen = { trusted: 0, refused: 0 };
    fc.assert(
      fc.property(
        anyEntries,
        anySigners,
        fc.option(fc.constantFrom(...ids), { nil: undefined }),
        (entries, present, packageId) => {
          const signers = present.filter((one) => one !== undefined);
          const expected = model(entries, signers, packageId);
          const question = {
            signers: { version: 1, mode: "listed", entries },
            candidates: signers.map(({ candidate }) => candidate),
            packageId,
            at,
          } as const;
          const { findings, matched } = matchSigners(question);
          assert.deepEqual(
            [...matched.keys()].map(({ kind }) => kind),
            expected.trusted,
          );
          assert.equal(
            findings.some(({ code }) => code !== "allowlist-conflict"),
            expected.refused,
          );
          seen[expected.refused ? "refused" : "trusted"]++;
        },
      ),
      { numRuns: 10_000 },
    );
    assert.ok(seen.trusted > 1000 && seen.refused > 1000, JSON.stringify(seen));
  });
});
