import assert from "node:assert/strict";
import fc from "fast-check";
import { type CryptoProvider, defaultProvider } from "../../lib/crypto/index.js";
import { SignatureCache } from "../../lib/path/index.js";
import { contextOf, judge, type Question, told } from "./judge.js";
import { authority, intermediate, leaf, newKey, root } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const roots = [root(top)];
const bag = [intermediate(ca, top)];
const question: Question = { leaf: leaf(signer, ca), bag, roots };

/** Counts signature checks that are really made. */
function counting(): { readonly provider: CryptoProvider; readonly made: () => number } {
  let count = 0;
  const verify: CryptoProvider["verify"] = (...input) => {
    count++;
    return defaultProvider.verify(...input);
  };
  return { provider: { ...defaultProvider, verify }, made: () => count };
}

describe("the cache of certificate signatures", () => {
  it("spares the second run the work, and charges it all the same", async () => {
    const { provider, made } = counting();
    const cache = new SignatureCache(10);
    const used: number[] = [];
    for (let run = 0; run < 3; run++) {
      const context = contextOf({ provider, cache });
      assert.equal(await told({ ...question, context }), "validated");
      used.push(context.budget.used("signatureChecks"));
    }
    assert.equal(made(), 2);
    assert.deepEqual(used, [2, 2, 2]);
  });

  it("refuses by the budget warm as it does cold", async () => {
    const cache = new SignatureCache(10);
    const budgets = { signatureChecks: 1 };
    const cold = await told({ ...question, cache, budgets });
    assert.equal(await told({ ...question, cache }), "validated");
    assert.equal(await told({ ...question, cache, budgets }), cold);
    assert.equal(cold, "failed chain-budget");
  });

  it("keeps no bad result: a signature that was false is verified again", async () => {
    const { provider, made } = counting();
    const cache = new SignatureCache(10);
    const forged = leaf(signer, ca, { signature: newKey().sign(new Uint8Array(4)) });
    for (let run = 0; run < 2; run++)
      assert.equal(await told({ leaf: forged, bag, roots, provider, cache }), "failed chain-signature-invalid");
    assert.equal(made(), 3, "the forged one twice, the CA's once");
  });

  it("goes by the bytes of certificate and key: no other name, signature or key profits", async () => {
    const cache = new SignatureCache(10);
    assert.equal(await told({ ...question, cache }), "validated");
    const twin = { name: ca.name, key: newKey() };
    const identifiers = { subject: ca.key.identifier };
    const copied = [intermediate(twin, top, { identifiers })];
    assert.equal(await told({ ...question, bag: copied, cache }), "failed chain-signature-invalid");
    const altered = Uint8Array.from(question.leaf);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    assert.equal(await told({ ...question, leaf: altered, cache }), "failed chain-signature-invalid");
  });

  it("turns no other rule: time, trust and purpose are judged anew", async () => {
    const cache = new SignatureCache(10);
    assert.equal(await told({ ...question, cache }), "validated");
    assert.equal(
      await told({ ...question, cache, at: Date.parse("2050-01-01T00:00:00Z") }),
      await told({ ...question, at: Date.parse("2050-01-01T00:00:00Z") }),
    );
    assert.equal(await told({ ...question, cache, roots: [] }), "failed chain-incomplete");
    assert.equal(await told({ ...question, cache, purpose: "timestamping" }), "failed certificate-eku");
  });

  it("holds so many pairs and drops the one used longest ago", () => {
    const cache = new SignatureCache(2);
    for (const pair of ["a", "b"]) cache.add(pair, "key");
    assert.ok(cache.has("a", "key"));
    cache.add("c", "key");
    assert.deepEqual([cache.has("a", "key"), cache.has("b", "key"), cache.has("c", "key")], [true, false, true]);
    const none = new SignatureCache(0);
    none.add("a", "key");
    assert.equal(none.has("a", "key"), false);
  });

  it("changes no verdict, whatever was judged before (property)", async () => {
    const names = ["A", "B", "C"].map((name) => authority(name));
    const certificates = names.flatMap((below) => names.map((above) => intermediate(below, above)));
    const forged = certificates.map((der) => {
      const copy = Uint8Array.from(der);
      copy[copy.length - 2] = (copy[copy.length - 2] ?? 0) ^ 1;
      return copy;
    });
    const pool = [...certificates, ...forged];
    const questions = fc.record({
      leaf: fc.constantFrom(...pool),
      bag: fc.array(fc.constantFrom(...pool), { maxLength: 6 }),
      roots: fc.array(fc.constantFrom(...certificates), { maxLength: 2 }),
      checks: fc.integer({ min: 1, max: 20 }),
    });
    const cache = new SignatureCache(8);
    await fc.assert(
      fc.asyncProperty(questions, async ({ checks, ...asked }) => {
        const plain: Question = { ...asked, budgets: { signatureChecks: checks } };
        const summary = async (one: Question): Promise<unknown> => {
          const outcome = await judge(one);
          return [outcome.kind, outcome.findings];
        };
        assert.deepEqual(await summary({ ...plain, cache }), await summary(plain));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
