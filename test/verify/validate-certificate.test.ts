import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import {
  type ChainPurpose,
  type ChainVerdict,
  ConfigError,
  createTrustStore,
  parseCertificates,
  type RevocationEvidence,
  type RevocationSource,
  validateCertificate,
  type ValidateCertificateOptions,
} from "../../lib/index.js";
import { defaultBudgets } from "../../lib/policy/index.js";
import { createDevelopmentPki } from "../../lib/testing/index.js";
import { testCertificate, testDevelopmentKeys } from "../../test-certs/index.js";
import { hasShared, sharedPath } from "../shared.js";

interface PathCase {
  readonly id: string;
  readonly purpose: "codeSigning" | "timeStamping";
  readonly time: string;
  readonly signatureTime?: string;
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
  readonly leaf: string;
  readonly revocation?: { readonly mode: "off" | "hard" | "soft" };
  readonly crls?: readonly string[];
  readonly ocsp?: readonly string[];
  readonly expected: "valid" | "invalid";
  readonly disputed?: string;
}

function cases(): readonly PathCase[] {
  if (!hasShared("corpora", "paths", "cases")) return [];
  const folder = sharedPath("corpora", "paths", "cases");
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as PathCase);
}

const derOf = (pem: string): Uint8Array => Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64"));

async function judge(one: PathCase): Promise<ChainVerdict> {
  const roots = (await Promise.all(one.roots.map((pem) => parseCertificates(pem)))).flat();
  const mode = one.revocation?.mode ?? "off";
  return validateCertificate(derOf(one.leaf), {
    trust: await createTrustStore(
      one.id,
      roots.map(({ der }) => ({ certificate: der, purposes: ["code-signing", "timestamping"], origin: one.id })),
    ),
    purpose: one.purpose === "codeSigning" ? "code-signing" : "timestamping",
    at: new Date(one.time),
    ...(one.signatureTime === undefined ? {} : { signatureTime: new Date(one.signatureTime) }),
    intermediates: one.intermediates.map(derOf),
    crls: (one.crls ?? []).map(derOf),
    ocsp: (one.ocsp ?? []).map((base64) => Uint8Array.from(Buffer.from(base64, "base64"))),
    revocation: {
      policy:
        mode === "off"
          ? { mode: "off", need: "prefer" }
          : { mode: "offline", need: mode === "hard" ? "require" : "prefer" },
    },
    profile: "cms-detached",
  });
}

/** Disputed cases that ours decides otherwise than the file, and why. */
const DECIDED: ReadonlyMap<string, boolean> = new Map([
  // A certificate that does not say what it is for may be for anything: package profiles ask for code signing in so many words.
  ["d-eku-leaf-absent", false],
]);

describe("validateCertificate on the path cases", () => {
  for (const one of cases()) {
    it(`${one.id}: ${one.expected}${one.disputed === undefined ? "" : " (disputed)"}`, async () => {
      const verdict = await judge(one);
      const expected = DECIDED.get(one.id) ?? one.expected === "valid";
      assert.ok(!DECIDED.has(one.id) || one.disputed !== undefined, "only what is disputed is ours to decide");
      assert.equal(verdict.valid, expected, verdict.issues.map(({ code }) => code).join());
      if (!verdict.valid) assert.ok(verdict.issues.some(({ severity }) => severity === "error"));
    });
  }
});

describe("validateCertificate on what callers without types give", () => {
  const at = new Date("2027-01-01T00:00:00Z");
  let leaf: Uint8Array;
  let options: ValidateCertificateOptions;

  before(async () => {
    const pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const [own, ...intermediates] = pki.author.certificates;
    assert.ok(own !== undefined);
    leaf = own;
    options = { trust: pki.trust, purpose: "code-signing", at, intermediates };
  });

  it("refuses a proven time after the time of judging, but for what clocks may differ by", async () => {
    const later = (ms: number) => validateCertificate(leaf, { ...options, signatureTime: new Date(at.getTime() + ms) });
    assert.ok((await later(300_000)).valid);
    await assert.rejects(later(300_001), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.at, "options.signatureTime");
      assert.match(error.message, /expected a time not after options\.at, 2027-01-01T00:00:00\.000Z/);
      return true;
    });
  });

  it("judges an anchor's window at the proven time, but for timestamping, whose authorities could choose it", async () => {
    const ended = { trustedUntil: new Date("2026-12-10T00:00:00Z"), origin: "test-certs" };
    const trust = await createTrustStore("ended", [
      { certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], ...ended },
      { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], ...ended },
    ]);
    const judged = (name: string, purpose: ChainPurpose, time: string): Promise<ChainVerdict> =>
      validateCertificate(testCertificate(name), {
        trust,
        purpose,
        at: new Date(time),
        signatureTime: new Date("2026-12-01T00:00:00Z"),
        intermediates: [testCertificate("code-signing-issuer")],
      });
    assert.ok((await judged("author-rsa-2048", "code-signing", "2026-12-20T00:00:00Z")).valid);
    assert.ok((await judged("timestamp-authority", "timestamping", "2026-12-09T00:00:00Z")).valid);
    const { valid, issues } = await judged("timestamp-authority", "timestamping", "2026-12-20T00:00:00Z");
    assert.deepEqual([valid, issues[0]?.code], [false, "chain-anchor-window"]);
  });

  it("takes what a source of issuers throws for no answer", async () => {
    const alone = { ...options, intermediates: [] };
    const thrown = new TypeError("a fault of the source’s own");
    for (const find of [
      () => Promise.reject(thrown),
      () => {
        throw thrown;
      },
    ]) {
      const { valid, issues } = await validateCertificate(leaf, { ...alone, issuers: { find } });
      assert.deepEqual([valid, issues.map(({ code }) => code)], [false, ["chain-incomplete"]]);
    }
    const signal = AbortSignal.abort(new RangeError("enough"));
    await assert.rejects(validateCertificate(leaf, { ...alone, issuers: { find: async () => [] }, signal }), /enough/);
  });

  it("reads each option once", async () => {
    const reads = new Map<string, number>();
    const counted = <T extends object>(path: string, given: T): T =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          Object.entries(given).map(([name, value]: [string, unknown]) => {
            const get = (): unknown => {
              reads.set(`${path}${name}`, (reads.get(`${path}${name}`) ?? 0) + 1);
              return value;
            };
            return [name, { get, enumerable: true }];
          }),
        ),
      ) as T;
    const sources: readonly RevocationSource[] = [];
    const { valid } = await validateCertificate(
      leaf,
      counted("", {
        ...options,
        signatureTime: at,
        profile: "nuget-v1",
        crls: [],
        policies: counted("policies.", { initial: [], requireExplicit: false }),
        revocation: counted("revocation.", { policy: { mode: "off", need: "prefer" } as const, sources }),
        budgets: counted("budgets.", { signatureChecks: 50 }),
      }),
    );
    assert.ok(valid);
    assert.deepEqual(
      [...reads].filter(([, count]) => count !== 1),
      [],
    );
    assert.equal(reads.size, 15);
  });

  it("takes a budget that is undefined for one that was left out", async () => {
    for (const name of Object.keys(defaultBudgets)) {
      const { valid, issues } = await validateCertificate(leaf, { ...options, budgets: { [name]: undefined } });
      assert.ok(valid, `${name}: ${issues.map(({ code }) => code).join()}`);
    }
  });

  it("names evidence that it was given by its number, and says once what it is", async () => {
    const { issues } = await validateCertificate(leaf, {
      ...options,
      crls: [new Uint8Array(9)],
      ocsp: [new Uint8Array(9)],
    });
    const messages = issues.map(({ message }) => message).join("\n");
    assert.match(messages, /The CRL given as number 1 cannot be used: /);
    assert.match(messages, /The OCSP answer given as number 1 cannot be used: /);
    assert.match(messages, /[:;] the CRL given as number 1 gave an answer that cannot be used/);
    assert.doesNotMatch(messages, /CRL (?:from )?the CRL|OCSP (?:answer|responder) (?:from )?the OCSP/);
  });

  it("names a source without a label as one", async () => {
    const policy = { mode: "online", need: "require" } as const;
    for (const label of [undefined, null, 5, {}, Symbol("own")]) {
      const source = { label, find: () => Promise.reject(new Error("down")) } as unknown as RevocationSource;
      const { issues } = await validateCertificate(leaf, { ...options, revocation: { policy, sources: [source] } });
      assert.match(issues[0]?.message ?? "", /that has no label did not answer/, typeof label);
    }
  });

  it("takes the answer of a source that is no evidence for none", async () => {
    const data = new Uint8Array(3);
    const throwing = Object.defineProperty({}, "kind", {
      get: () => {
        throw new Error("no kind");
      },
    });
    const answers = [
      ["text", "abc"],
      ["a list of null", [null]],
      ["a list with a hole", new Array(1)],
      ["a piece without data", [{ kind: "crl", origin: "x" }]],
      ["a piece whose data is text", [{ kind: "ocsp", origin: "x", data: "abc" }]],
      ["a piece of no kind", [{ kind: "x", origin: "x", data }]],
      ["a piece of no origin", [{ kind: "crl", data }]],
      ["a piece that throws", [throwing]],
    ] as const;
    const policy = { mode: "online", need: "require" } as const;
    for (const [what, answer] of answers) {
      const source = { label: "own source", find: async () => answer as unknown as readonly RevocationEvidence[] };
      const { issues } = await validateCertificate(leaf, { ...options, revocation: { policy, sources: [source] } });
      assert.deepEqual(new Set(issues.map(({ code }) => code)), new Set(["revocation-unknown"]), what);
      assert.match(issues[0]?.message ?? "", /own source did not answer/, what);
    }
  });
});
