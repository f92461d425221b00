import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { defaultProvider } from "../../lib/crypto/index.js";
import type { Budgets } from "../../lib/report/index.js";
import { nameConstraints } from "../../lib/testing/index.js";
import { contextOf, detailsOf, judge, type Question, told } from "./judge.js";
import {
  type Authority,
  authority,
  CA,
  commonName,
  FROM,
  intermediate,
  type Key,
  leaf,
  newKey,
  root,
  rsaKey,
} from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const roots = [root(top)];
const caCertificate = intermediate(ca, top);
const signerCertificate = leaf(signer, ca);

/** The certificate with other keys, made by writing over the key's octets: nobody signs decoys. */
function withOtherKeys(certificate: Uint8Array, key: Key, count: number): Uint8Array[] {
  const at = Buffer.from(certificate).indexOf(key.publicKeyInfo) + key.publicKeyInfo.length - 64;
  const points = Array.from({ length: Math.min(count, 32) }, () => newKey().publicKeyInfo.subarray(-64));
  return Array.from({ length: count }, (_, index) => {
    const copy = Uint8Array.from(certificate);
    const point = points[index];
    if (point === undefined) new DataView(copy.buffer).setUint32(at, index);
    else copy.set(point, at);
    return copy;
  });
}

/** Certificates with the CA's name, its key identifier and its issuer, in everything but the key. */
function decoys(count: number): Uint8Array[] {
  return withOtherKeys(caCertificate, ca.key, count);
}

/** Steps and signature checks that a question takes. */
async function cost(
  question: Question,
): Promise<{ readonly says: string } & Pick<Budgets, "signatureChecks" | "pathBuildSteps">> {
  const context = contextOf(question);
  const says = await told({ ...question, context });
  const { budget } = context;
  return { says, signatureChecks: budget.used("signatureChecks"), pathBuildSteps: budget.used("pathBuildSteps") };
}

describe("decoys: foreign certificates with the issuer's name and key identifier", () => {
  it("change no verdict and cost no signature check, first in the bag and ten thousand of them", async () => {
    const bag = [...decoys(10_000), caCertificate];
    const { says, signatureChecks, pathBuildSteps } = await cost({ leaf: signerCertificate, bag, roots });
    assert.equal(says, "validated");
    assert.equal(signatureChecks, 2);
    assert.ok(pathBuildSteps < 2 * 10_001 + 10, `${pathBuildSteps} steps`);
  });

  it("change no verdict on a provider that has to be waited for", async () => {
    const provider = {
      ...defaultProvider,
      digestSha1: async (bytes: Uint8Array) => defaultProvider.digestSha1(bytes),
      verify: async (...input: Parameters<typeof defaultProvider.verify>) => defaultProvider.verify(...input),
    };
    const bag = [...decoys(50), caCertificate];
    assert.equal((await cost({ leaf: signerCertificate, bag, roots, provider })).signatureChecks, 2);
  });

  it("are told apart by one check for each key where the CA's identifier is not the digest of its key", async () => {
    const identifiers = { subject: Uint8Array.of(1, 2, 3, 4), authority: top.key.identifier };
    const odd = intermediate(ca, top, { identifiers });
    const issued = leaf(signer, ca, { identifiers: { authority: identifiers.subject } });
    const found = await cost({ leaf: issued, bag: [...withOtherKeys(odd, ca.key, 30), odd], roots });
    assert.deepEqual([found.says, found.signatureChecks], ["validated", 32]);
  });

  it("that share one key cost one check, however many they are", async () => {
    const key = newKey();
    const forger = { name: top.name, key };
    const identifiers = { subject: Uint8Array.of(9), authority: top.key.identifier };
    const odd = intermediate(ca, top, { identifiers });
    const issued = leaf(signer, ca, { identifiers: { authority: identifiers.subject } });
    const copies = Array.from({ length: 300 }, (_, index) =>
      intermediate({ name: ca.name, key }, forger, { identifiers, serial: Uint8Array.of(1, index >> 8, index & 255) }),
    );
    const { says, signatureChecks } = await cost({ leaf: issued, bag: [...copies, odd], roots });
    assert.deepEqual([says, signatureChecks], ["validated", 3]);
  });

  it("that could not have made the signature cost none: another kind of key, another length", async () => {
    const rsa = rsaKey(readFileSync(new URL("../../test-certs/keys/foreign.pem", import.meta.url), "utf8"));
    const other = intermediate({ name: ca.name, key: rsa }, top, { identifiers: { subject: ca.key.identifier } });
    const { says, signatureChecks } = await cost({ leaf: signerCertificate, bag: [other, caCertificate], roots });
    assert.deepEqual([says, signatureChecks], ["validated", 2]);
    const alone = await cost({ leaf: signerCertificate, bag: [other], roots });
    assert.equal(alone.says, "failed chain-signature-invalid");
    assert.equal(alone.signatureChecks, 1, "that of the foreign certificate under the root");
  });

  it("above the CA change nothing: the anchor is tried first", async () => {
    const names = withOtherKeys(root(top, { until: FROM }), top.key, 500);
    const { says, signatureChecks } = await cost({ leaf: signerCertificate, bag: [...names, caCertificate], roots });
    assert.deepEqual([says, signatureChecks], ["validated", 2]);
  });

  it("with the very name leave the CA to be found that writes its name otherwise", async () => {
    const written = { name: commonName("ca"), key: ca.key };
    const bag = [...withOtherKeys(caCertificate, ca.key, 200), intermediate(written, top)];
    const { says, signatureChecks } = await cost({ leaf: signerCertificate, bag, roots });
    assert.deepEqual([says, signatureChecks], ["validated", 2]);
  });

  it("leave a revoked chain revoked, though the budget is spent on them", async () => {
    const revoked = {
      code: "certificate-revoked",
      details: {
        certificate: { subject: "CN=Signer", fingerprint: "sha256:00" },
        revokedAt: "2026-01-01T00:00:00.000Z",
        reason: "keyCompromise",
        relativeTo: "no-timestamp",
        origin: "test",
      },
    } as const;
    const bag = [caCertificate, ...decoys(20)];
    const budgets = { signatureChecks: 10 };
    const outcome = await judge({ leaf: signerCertificate, bag, roots, budgets, accept: async () => [revoked] });
    assert.equal(outcome.kind, "failed");
    assert.deepEqual(
      outcome.findings.map(({ code }) => code),
      ["chain-budget", "certificate-revoked"],
    );
  });
});

/** Every CA certifies every other; the end entity is below the first. */
function mesh(size: number): { readonly members: readonly Authority[]; readonly bag: readonly Uint8Array[] } {
  const members = Array.from({ length: size }, (_, index) => authority(`Mesh ${index}`));
  const bag = members.flatMap((issuer) =>
    members.filter((other) => other !== issuer).map((other) => intermediate(other, issuer)),
  );
  return { members, bag };
}

describe("graphs made to explode", () => {
  it("end after each certificate was looked at once, if no anchor is above", async () => {
    for (const size of [5, 9]) {
      const { members, bag } = mesh(size);
      const issued = leaf(signer, members[0] ?? top);
      const { says, signatureChecks, pathBuildSteps } = await cost({ leaf: issued, bag, roots });
      assert.equal(says, "failed chain-incomplete");
      // Each certificate is verified under its issuer's key, whichever of the issuer's certificates brings it.
      assert.ok(signatureChecks <= bag.length + 1, `${signatureChecks} checks`);
      assert.ok(pathBuildSteps < bag.length * (size - 1) * 8, `${pathBuildSteps} steps`);
    }
  });

  it("let the one way out be found", async () => {
    const { members, bag } = mesh(8);
    const issued = leaf(signer, members[0] ?? top);
    const exit = intermediate(members[7] ?? ca, top);
    const { says, pathBuildSteps } = await cost({ leaf: issued, bag: [...bag, exit], roots });
    assert.equal(says, "validated");
    assert.ok(pathBuildSteps < 56 * 7 * 8, `${pathBuildSteps} steps`);
  });

  it("end when levels of parallel CAs lead nowhere: twice as many levels take twice the steps", async () => {
    const ladder = (levels: number): Question => {
      const rungs = Array.from({ length: levels }, (_, index) => authority(`Level ${index}`));
      const bag = rungs.slice(1).flatMap((above, index) => {
        const below = rungs[index] ?? above;
        return [intermediate(below, above), intermediate(below, above)];
      });
      return { leaf: leaf(signer, rungs[0] ?? top), bag, roots, budgets: { pathDepth: 100, signatureChecks: 1000 } };
    };
    const short = await cost(ladder(10));
    const long = await cost(ladder(20));
    assert.deepEqual([short.says, long.says], ["failed chain-incomplete", "failed chain-incomplete"]);
    assert.ok(long.pathBuildSteps < 2.5 * short.pathBuildSteps, `${short.pathBuildSteps}, ${long.pathBuildSteps}`);
  });

  it("end within the budget, and say so, when every one of exponentially many paths is refused as a whole", async () => {
    const rungs = Array.from({ length: 11 }, (_, index) => authority(`Level ${index}`));
    const constrained = root(top, {
      extensions: [...CA, nameConstraints({ excluded: [{ kind: "directory", value: commonName("Level 0") }] })],
    });
    const bag = rungs.flatMap((below, index) => {
      const above = rungs[index + 1] ?? top;
      return [intermediate(below, above), intermediate(below, above)];
    });
    const { says, pathBuildSteps } = await cost({
      leaf: leaf(signer, rungs[0] ?? top),
      bag,
      roots: [constrained],
      budgets: { pathBuildSteps: 3_000, policyNodes: 1e9 },
    });
    assert.equal(says, "failed chain-budget chain-name-constraint");
    assert.ok(pathBuildSteps < 3_100, `${pathBuildSteps} steps`);
  });

  it("stop at the depth of the budget, to the certificate", async () => {
    const line = (intermediates: number): Question => {
      const members = Array.from({ length: intermediates }, (_, index) => authority(`Step ${index}`));
      const bag = members.map((below, index) => intermediate(below, members[index + 1] ?? top));
      return { leaf: leaf(signer, members[0] ?? top), bag, roots, budgets: { pathDepth: 5 } };
    };
    assert.equal(await told(line(5)), "validated");
    const outcome = await judge(line(6));
    assert.deepEqual(detailsOf(outcome, "chain-budget"), { budget: "pathDepth", limit: 5, used: 6 });
  });

  it("find the short way to a CA that was first reached by one too long", async () => {
    const detour = Array.from({ length: 4 }, (_, index) => authority(`Detour ${index}`));
    const bag = [
      ...detour.map((below, index) => intermediate(below, detour[index + 1] ?? ca, { identifiers: "none" })),
      caCertificate,
    ];
    // The end entity's issuer is known under its own name and, by a cross-certificate, below the detour.
    const first = authority("First");
    const issued = leaf(signer, first, { identifiers: "none" });
    const question = {
      leaf: issued,
      bag: [
        intermediate(first, detour[0] ?? ca, { identifiers: "none" }),
        ...bag,
        intermediate(first, ca, { identifiers: "none" }),
      ],
      roots,
      budgets: { pathDepth: 3 },
    };
    assert.equal(await told(question), "validated");
  });

  it("stop when the signature checks are spent, and say how many there were", async () => {
    const { members, bag } = mesh(6);
    const issued = leaf(signer, members[0] ?? top);
    const outcome = await judge({ leaf: issued, bag, roots, budgets: { signatureChecks: 10 } });
    assert.deepEqual(detailsOf(outcome, "chain-budget"), { budget: "signatureChecks", limit: 10, used: 11 });
  });

  it("leave alone whom they don't concern: a bag of ten thousand strangers costs nothing", async () => {
    const stranger = authority("Stranger");
    const strangers = withOtherKeys(root(stranger), stranger.key, 10_000);
    const { says, signatureChecks, pathBuildSteps } = await cost({
      leaf: signerCertificate,
      bag: [...strangers, caCertificate],
      roots,
    });
    assert.deepEqual([says, signatureChecks], ["validated", 2]);
    assert.ok(pathBuildSteps < 10, `${pathBuildSteps} steps`);
  });
});
