import assert from "node:assert/strict";
import {
  createVerifier,
  type PolicyDocument,
  type RevocationSource,
  type TrustStore,
  type Verdict,
  type Verifier,
  type VerifyRequest,
} from "../../lib/index.js";
import { testFile, testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { Flipper } from "../support/flip.js";
import { signedPackage } from "../support/package.js";
import { seeded } from "../support/random.js";
import { countingProvider } from "./counting.js";
import { signed } from "./packages.js";

/** Signed by a certificate that no signing call of ours would take. */
function unsafelySigned(signer: string): Promise<Uint8Array> {
  return signedPackage({ primary: { signer: testIssued(signer) } });
}

/** The committed CRLs, for whoever asks. */
const crls: RevocationSource = {
  label: "test-certs/crls",
  find: async ({ methods }) =>
    methods.includes("crl")
      ? ["code-signing-issuer", "code-signing-root", "timestamping-root"].map((name) => ({
          kind: "crl",
          data: testFile("crls", `${name}.crl`),
          origin: name,
          fromCache: false,
        }))
      : [],
};

/**
 * Between its calls a verifier keeps which certificates verify under which keys, and nothing else. So a verdict must not
 * depend on what the verifier has judged before: these compare one that knows every chain with one that keeps nothing.
 */
describe("the chain cache of a verifier", function () {
  this.timeout(120_000);
  let trust: TrustStore;
  let genuine: Uint8Array;

  before(async () => {
    trust = await testTrust();
    genuine = (await signed({ countersigned: true })).bytes;
  });

  interface Setting {
    readonly policy?: PolicyDocument;
    readonly revocation?: readonly RevocationSource[];
  }

  /** One that has judged the genuine package, and one that keeps nothing. */
  async function warmAndCold(setting: Setting = {}): Promise<{ readonly warm: Verifier; readonly cold: Verifier }> {
    const warm = createVerifier({ trust, clock, ...setting });
    await warm.verify(genuine);
    return { warm, cold: createVerifier({ trust, clock, ...setting, chainCacheSize: 0 }) };
  }

  /** The whole verdict, warm and cold, and warm once more: for the first warm one may have been kept. */
  async function same(
    { warm, cold }: { readonly warm: Verifier; readonly cold: Verifier },
    bytes: Uint8Array,
    request: VerifyRequest = {},
  ): Promise<Verdict> {
    const expected = await cold.verify(bytes, request);
    for (let round = 0; round < 2; round++)
      assert.deepEqual(written(await warm.verify(bytes, request)), written(expected));
    return expected;
  }
  const written = (verdict: Verdict): unknown => JSON.parse(JSON.stringify(verdict));

  it("leaves a genuine package trusted, and spares it the chains", async () => {
    const { provider, taken } = countingProvider();
    const verifier = createVerifier({ trust, clock, crypto: provider });
    const first = await verifier.verify(genuine);
    const spent = taken().signatures;
    const again = await verifier.verify(genuine);
    assert.deepEqual(written(again), written(first));
    assert.equal(again.outcome, "trusted");
    assert.deepEqual([spent, taken().signatures], [8, 4]);
  });

  it("refuses after expiry what it trusted before", async () => {
    const plain = (await signed({ timestamp: false })).bytes;
    const both = await warmAndCold();
    assert.equal((await same(both, plain)).outcome, "trusted");
    const later = await same(both, plain, { at: new Date("2061-01-01T00:00:00Z") });
    assert.equal(later.accepted, false);
    assert.ok(later.issues.some(({ code }) => code === "certificate-expired"));
  });

  it("refuses a certificate of an untrusted root, and one without a right to sign, whoever was judged before", async () => {
    const both = await warmAndCold();
    for (const signer of ["author-foreign", "author-wrong-eku", "author-expired"]) {
      const bytes = await unsafelySigned(signer);
      assert.equal((await same(both, bytes)).accepted, false, signer);
    }
  });

  it("refuses a revoked certificate whose signature it knows to be good", async () => {
    const policy = { version: 1, name: "revocation", revocation: { mode: "offline", need: "require" } } as const;
    const both = await warmAndCold({ policy, revocation: [crls] });
    const bytes = await unsafelySigned("author-revoked");
    const verdict = await same(both, bytes);
    assert.equal(verdict.accepted, false);
    assert.ok(verdict.issues.some(({ code }) => code === "certificate-revoked"));
    assert.ok((await same(both, genuine)).accepted, "its neighbour is not revoked");
  });

  it("refuses each altered copy as if it were the first that it saw", async () => {
    const { warm, cold } = await warmAndCold();
    const [hot, plain] = [new Flipper(Uint8Array.from(genuine), warm), new Flipper(Uint8Array.from(genuine), cold)];
    const { start, end } = hot.slot.signature;
    const next = seeded(5);
    let refused = 0;
    for (let count = 0; count < 80; count++) {
      // Mostly in the signature, where the certificates are.
      const place = count % 10 === 0 ? next(genuine.length) : start + next(end - start);
      const bit = next(8);
      const [one, other] = [await hot.judge(place, bit), await plain.judge(place, bit)];
      assert.deepEqual(written(one), written(other), `bit ${bit} of ${place}`);
      if (!one.accepted) refused++;
    }
    assert.ok(refused > 60, `${refused} of 80 were refused`);
  });

  it("charges the budget as if it knew nothing: each limit refuses and allows at the same figure", async () => {
    const outcomes: boolean[] = [];
    for (let limit = 1; limit <= 9; limit++) {
      const policy = { version: 1, name: "limited", budgets: { signatureChecks: limit } } as const;
      outcomes.push((await same(await warmAndCold({ policy }), genuine)).accepted);
    }
    assert.equal(outcomes[0], false);
    assert.equal(outcomes.at(-1), true);
    const first = outcomes.indexOf(true);
    assert.ok(outcomes.slice(first).every(Boolean), outcomes.join());
  });

  it("is bounded: with room for one pair it still answers the same, and a size of 0 keeps nothing", async () => {
    for (const [chainCacheSize, second] of [
      [0, 8],
      [1, 8],
      [64, 4],
    ] as const) {
      const { provider, taken } = countingProvider();
      const verifier = createVerifier({ trust, clock, crypto: provider, chainCacheSize });
      await verifier.verify(genuine);
      taken();
      assert.equal((await verifier.verify(genuine)).outcome, "trusted");
      assert.ok(taken().signatures <= second, `size ${chainCacheSize}`);
    }
  });
});
