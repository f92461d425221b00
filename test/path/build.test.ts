import assert from "node:assert/strict";
import { defaultProvider } from "../../lib/crypto/index.js";
import { bitString, oid, sequence } from "../../lib/testing/encode.js";
import { issuersForRun, type IssuerSource } from "../../lib/path/index.js";
import { authorityInformationAccess, basicConstraints, keyUsage } from "../../lib/testing/index.js";
import { anchorOf, chainOf, codes, contextOf, detailsOf, judge, told } from "./judge.js";
import { authority, CA, certify, commonName, intermediate, leaf, newKey, NOW, root, UNTIL } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const signer = authority("Signer");
const topCertificate = root(top);
const caCertificate = intermediate(ca, top);
const signerCertificate = leaf(signer, ca);
const PAST = new Date("2021-01-01T00:00:00Z");

describe("the search for a path", () => {
  it("validates a chain whose certificates come in any order, with strangers among them", async () => {
    const stranger = root(authority("Stranger"));
    for (const bag of [
      [caCertificate, stranger, topCertificate, signerCertificate],
      [topCertificate, stranger, signerCertificate, caCertificate, caCertificate],
    ]) {
      const names = await chainOf({ leaf: signerCertificate, bag, roots: [topCertificate] });
      assert.deepEqual(names, ["CN=Signer", "CN=CA", "CN=Root"]);
    }
  });

  it("ends at an anchor that is pointed to, however the issuer's name is written", async () => {
    const shouted = authority("  ROOT", top.key);
    for (const issuer of [top, shouted]) {
      const bag = [intermediate(ca, issuer)];
      const names = await chainOf({ leaf: signerCertificate, bag, roots: [topCertificate] });
      assert.deepEqual(names, ["CN=Signer", "CN=CA", "CN=Root"]);
    }
  });

  it("says whose issuer is missing", async () => {
    const outcome = await judge({ leaf: signerCertificate, bag: [], roots: [topCertificate] });
    assert.equal(outcome.kind, "failed");
    const { certificate, issuer, candidatesTried } = detailsOf(outcome, "chain-incomplete");
    assert.deepEqual([certificate.subject, certificate.depth, issuer, candidatesTried], ["CN=Signer", 0, "CN=CA", 0]);
  });

  it("takes a root outside the list for what it is, and no more", async () => {
    const outcome = await judge({ leaf: signerCertificate, bag: [caCertificate, topCertificate], roots: [] });
    assert.ok(outcome.kind === "unanchored");
    assert.equal(outcome.chain.root.subject, "CN=Root");
    assert.equal(detailsOf(outcome, "chain-root-untrusted").root.depth, 2);
    const expired = intermediate(ca, top, { until: PAST });
    assert.equal(
      await told({ leaf: signerCertificate, bag: [expired, topCertificate] }),
      "failed chain-root-untrusted certificate-expired",
    );
  });

  it("takes an anchor that is trusted for something else, or not now, for known", async () => {
    const bag = [caCertificate, topCertificate];
    const question = { leaf: signerCertificate, bag, purpose: "code-signing" } as const;
    const other = { certificate: topCertificate, purposes: ["timestamping"], origin: "test" } as const;
    assert.equal(await told({ ...question, anchors: [other] }), "failed chain-anchor-purpose");
    const ended = { ...anchorOf(topCertificate), trustedUntil: new Date(NOW - 1) };
    assert.equal(await told({ ...question, anchors: [ended] }), "failed chain-anchor-window");
    const lasting = { ...anchorOf(topCertificate), trustedFrom: new Date(NOW), trustedUntil: new Date(NOW) };
    assert.equal(await told({ ...question, anchors: [lasting] }), "validated");
    assert.equal(await told({ ...question, anchors: [other, lasting] }), "validated");
    assert.equal(await told({ ...question, anchors: [ended], times: { anchorAt: NOW - 1 } }), "validated");
  });

  it("serves purposes that derive from the issuer by an anchor of any purpose", async () => {
    const timestamping = { certificate: topCertificate, purposes: ["timestamping"], origin: "test" } as const;
    const question = { leaf: signerCertificate, bag: [caCertificate], anchors: [timestamping] };
    assert.equal(await told(question), "validated");
    assert.equal(await told({ ...question, purpose: "timestamping" }), "failed certificate-eku");
  });

  it("finds the way past an expired cross-certificate of the same CA", async () => {
    const other = authority("Other root");
    const expired = intermediate(ca, other, { until: PAST });
    for (const bag of [
      [expired, caCertificate],
      [caCertificate, expired],
    ])
      assert.equal(await told({ leaf: signerCertificate, bag, roots: [root(other), topCertificate] }), "validated");
  });

  it("finds the way past an expired certificate of the right key, first in the bag", async () => {
    const expired = intermediate(ca, top, { until: PAST });
    const bag = [expired, caCertificate];
    assert.equal(await told({ leaf: signerCertificate, bag, roots: [topCertificate] }), "validated");
    assert.equal(
      await told({ leaf: signerCertificate, bag: [expired], roots: [topCertificate] }),
      "failed certificate-expired",
    );
  });

  it("prefers an anchor to the same CA certified by another", async () => {
    const other = authority("Other root");
    const caRoot = root(ca);
    const bag = [intermediate(ca, other)];
    assert.deepEqual(await chainOf({ leaf: signerCertificate, bag, roots: [caRoot, root(other)] }), [
      "CN=Signer",
      "CN=CA",
    ]);
  });

  it("ends at an anchor given as name and key, which has no dates and no extensions", async () => {
    const anchor = {
      nameAndKey: { subject: top.name, publicKeyInfo: top.key.publicKeyInfo },
      purposes: ["code-signing"],
      origin: "test",
    } as const;
    const names = await chainOf({ leaf: signerCertificate, bag: [caCertificate], anchors: [anchor] });
    assert.deepEqual(names, ["CN=Signer", "CN=CA"]);
    const wrongKey = { ...anchor, nameAndKey: { ...anchor.nameAndKey, publicKeyInfo: ca.key.publicKeyInfo } };
    assert.equal(
      await told({ leaf: signerCertificate, bag: [caCertificate], anchors: [wrongKey] }),
      "failed chain-signature-invalid",
    );
  });

  it("follows a CA through its change of keys (RFC 5280 §4.2.1.1, self-issued)", async () => {
    const renewed = authority("CA");
    const newWithOld = intermediate(renewed, ca);
    const issuedByNew = leaf(signer, renewed);
    const bag = [newWithOld, caCertificate];
    assert.equal(await told({ leaf: issuedByNew, bag, roots: [topCertificate] }), "validated");
  });

  it("compares names after preparation when the bytes differ, and only then (RFC 5280 §7.1)", async () => {
    const shouting = { name: commonName("  ca "), key: ca.key };
    const issued = leaf(signer, shouting);
    assert.equal(await told({ leaf: issued, bag: [caCertificate], roots: [topCertificate] }), "validated");
    const other = leaf(signer, { name: commonName("C A"), key: ca.key });
    assert.equal(await told({ leaf: other, bag: [caCertificate], roots: [topCertificate] }), "failed chain-incomplete");
  });

  it("never excludes an issuer for its key identifier", async () => {
    const wrong = leaf(signer, ca, { identifiers: { authority: newKey().identifier } });
    assert.equal(await told({ leaf: wrong, bag: [caCertificate], roots: [topCertificate] }), "validated");
  });

  it("takes a self-signed end entity that is an anchor itself", async () => {
    const own = certify({ ...signer, issuer: signer, extensions: [keyUsage(["digitalSignature"])] });
    assert.deepEqual(await chainOf({ leaf: own, roots: [own] }), ["CN=Signer"]);
    assert.equal(await told({ leaf: own }), "unanchored chain-root-untrusted");
    // Listing a certificate that somebody else issued is not how it becomes trusted: that is what allowlists are for.
    assert.equal(await told({ leaf: signerCertificate, roots: [signerCertificate] }), "failed chain-incomplete");
  });

  it("does not let such an anchor issue others, being no CA", async () => {
    const own = certify({ ...ca, issuer: ca, extensions: [keyUsage(["digitalSignature"])] });
    const outcome = await judge({ leaf: signerCertificate, roots: [own] });
    assert.equal(detailsOf(outcome, "chain-issuer-not-ca").problem, "no-basic-constraints");
  });

  it("asks an issuer source for what is missing, level by level, and takes its answers for candidates", async () => {
    const lower = authority("Lower CA");
    const issued = leaf(signer, lower);
    const known = new Map([
      ["CN=Signer", [intermediate(authority("Lower CA"), top), intermediate(lower, ca)]],
      ["CN=Lower CA", [caCertificate, new Uint8Array(3)]],
    ]);
    const asked: string[] = [];
    const issuers = {
      find: async ({ subject }: { readonly subject: string }) => {
        asked.push(subject);
        return known.get(subject) ?? [];
      },
    };
    assert.equal(await told({ leaf: issued, roots: [topCertificate], issuers }), "validated");
    assert.deepEqual(asked, ["CN=Signer", "CN=Lower CA"]);
    assert.equal(await told({ leaf: issued, roots: [], issuers }), "failed chain-incomplete");
  });

  it("takes what a source throws, or gives that is no list of bytes, for no answer, and notes the address", async () => {
    const url = "http://ca.test/issuer.cer";
    const located = leaf(signer, ca, { extensions: [authorityInformationAccess({ caIssuers: [url] })] });
    const sources: readonly (readonly [string, () => unknown])[] = [
      ["throws", () => assert.fail("mine")],
      ["rejects", () => Promise.reject(new TypeError("mine"))],
      ["gives nothing", () => Promise.resolve(undefined)],
      ["gives text", () => Promise.resolve("abc")],
      ["gives a list of text", () => Promise.resolve(["abc"])],
      ["gives a hole", () => Promise.resolve(new Array(1))],
    ];
    for (const [what, find] of sources)
      for (const [whose, forRun] of [
        ["its own", undefined],
        ["for a run", () => ({ find }) as unknown as IssuerSource],
        ["broken", () => assert.fail("mine")],
      ] as const) {
        const source = { find, ...(forRun && { forRun }) } as unknown as IssuerSource;
        const issuers = issuersForRun(source, undefined);
        const outcome = await judge({ leaf: located, roots: [topCertificate], issuers });
        const { fetched } = detailsOf(outcome, "chain-incomplete");
        assert.deepEqual(fetched, [{ origin: url, result: "unavailable", certificates: 0 }], `${what}, ${whose}`);
        assert.equal(await told({ leaf: signerCertificate, roots: [], issuers }), "failed chain-incomplete");
      }
  });

  it("keeps what a source noted before it failed, and ends with the caller's signal", async () => {
    const attempt = { origin: "http://ca.test/a", result: "timeout", certificates: 0 } as const;
    const find: IssuerSource["find"] = async (_certificate, { note }) => {
      note?.(attempt);
      throw new TypeError("mine");
    };
    const question = { leaf: signerCertificate, roots: [topCertificate] };
    const outcome = await judge({ ...question, issuers: issuersForRun({ find }, undefined) });
    assert.deepEqual(detailsOf(outcome, "chain-incomplete").fetched, [attempt]);
    const ended = new AbortController();
    const ending = { find: async () => ended.abort(new RangeError("enough")) } as unknown as IssuerSource;
    await assert.rejects(judge({ ...question, issuers: issuersForRun(ending, ended.signal) }), /enough/);
  });

  it("does not ask the source when the path is there", async () => {
    const issuers = { find: async () => assert.fail("asked") };
    const question = { leaf: signerCertificate, bag: [caCertificate], roots: [topCertificate], issuers };
    assert.equal(await told(question), "validated");
  });

  it("goes on searching when a chain is refused as a whole, and reports the refusal when none is left", async () => {
    const other = authority("Other root");
    const bag = [caCertificate, intermediate(ca, other)];
    const refused: string[] = [];
    const revoked = {
      code: "certificate-revoked",
      details: {
        certificate: { subject: "CN=CA", fingerprint: "sha256:00", depth: 1 },
        revokedAt: "2026-01-01T00:00:00.000Z",
        reason: "keyCompromise",
        relativeTo: "no-timestamp",
        origin: "test",
      },
    } as const;
    const question = { leaf: signerCertificate, bag, roots: [topCertificate, root(other)] };
    const accepting = await judge({
      ...question,
      accept: async ({ certificates }) => {
        refused.push(certificates[certificates.length - 1]?.subject ?? "");
        return refused.length === 1 ? [revoked] : [];
      },
    });
    assert.equal(accepting.kind, "validated");
    assert.equal(new Set(refused).size, 2);
    const never = await judge({ ...question, accept: async () => [revoked] });
    assert.deepEqual(never.kind === "failed" && never.findings, [revoked]);
    assert.equal(never.kind === "failed" && never.otherFailures.length, 1);
  });

  it("does not call a revoked chain unanchored because somebody put a root of their own above its CA", async () => {
    const mine = authority("Root");
    const bag = [caCertificate, intermediate(ca, mine), root(mine)];
    const question = { leaf: signerCertificate, bag, roots: [topCertificate] };
    const refusal = {
      code: "revocation-responder-unauthorized",
      details: { origin: "test", responder: "nobody" },
    } as const;
    const outcome = await judge({ ...question, accept: async () => [refusal] });
    assert.deepEqual([outcome.kind, outcome.findings], ["failed", [refusal]]);
  });

  it("does not call a chain unanchored whose anchor refuses, however many ways up somebody puts before it", async () => {
    const mine = authority("Mine");
    const own = [intermediate(ca, mine), root(mine)];
    const others = Array.from({ length: 80 }, (_, index) => intermediate(ca, authority(`Mine ${index}`, mine.key)));
    const question = { leaf: signerCertificate, purpose: "code-signing" } as const;
    const ended = { ...anchorOf(topCertificate), trustedUntil: new Date(NOW - 1) };
    const bag = [...own, ...others, caCertificate];
    assert.equal(await told({ ...question, bag, anchors: [ended] }), "failed chain-anchor-window");
    const expired = intermediate(ca, top, { until: PAST });
    assert.equal(
      await told({ ...question, bag: [...own, ...others, expired], roots: [topCertificate] }),
      "failed certificate-expired",
    );
  });

  it("sees an anchor that refuses where a longer way to the same CA was cut off", async () => {
    const [mine, upper, lower] = [authority("Mine"), authority("Upper"), authority("Lower")];
    const detour = authority("Detour");
    const own = [intermediate(ca, mine), root(mine)];
    const long = [intermediate(ca, detour), intermediate(detour, lower)];
    const short = [intermediate(ca, lower), intermediate(lower, upper), intermediate(upper, top)];
    const ended = { ...anchorOf(topCertificate), trustedUntil: new Date(NOW - 1) };
    const question = { leaf: signerCertificate, bag: [...own, ...long, ...short], budgets: { pathDepth: 3 } };
    assert.equal(await told({ ...question, anchors: [ended] }), "failed chain-anchor-window");
    assert.equal(await told({ ...question, roots: [topCertificate] }), "validated");
  });

  it("does not see two certificates in one CA: a different serial number makes no loop longer", async () => {
    const again = intermediate(ca, ca);
    const bag = [again, intermediate(ca, ca), caCertificate];
    assert.equal(await told({ leaf: signerCertificate, bag, roots: [topCertificate] }), "validated");
  });

  it("tells everything that is wrong with the best candidate, the likeliest cause first", async () => {
    const noCa = intermediate(ca, top, { extensions: [basicConstraints(false)], until: PAST });
    const outcome = await judge({ leaf: signerCertificate, bag: [noCa], roots: [topCertificate] });
    assert.deepEqual(
      outcome.findings.map(({ code }) => code),
      ["chain-issuer-not-ca", "certificate-expired"],
    );
    assert.equal(detailsOf(outcome, "certificate-expired").certificate.depth, 1);
  });

  it("reports the candidate that got furthest", async () => {
    const noCa = intermediate(ca, top, { extensions: [] });
    const expired = intermediate(ca, top, { until: PAST });
    for (const bag of [
      [noCa, expired],
      [expired, noCa],
    ]) {
      const outcome = await judge({ leaf: signerCertificate, bag, roots: [topCertificate] });
      assert.deepEqual(
        outcome.findings.map(({ code }) => code),
        ["certificate-expired"],
      );
      assert.deepEqual(outcome.kind === "failed" && outcome.otherFailures.map(({ finding }) => finding.code), [
        "chain-issuer-not-ca",
      ]);
    }
  });

  it("reports a signature that does not hold only of whom the identifiers don't clear", async () => {
    const twin = authority("CA");
    const copied = intermediate(twin, top, { identifiers: { subject: ca.key.identifier } });
    const honest = intermediate(twin, top);
    const question = { leaf: signerCertificate, roots: [topCertificate] };
    assert.equal(await told({ ...question, bag: [copied] }), "failed chain-signature-invalid");
    assert.equal(await told({ ...question, bag: [honest] }), "failed chain-incomplete");
  });

  it("reports a key that can't be used as that, whoever holds it", async () => {
    const off = Uint8Array.from(ca.key.publicKeyInfo);
    off[off.length - 1] = (off[off.length - 1] ?? 0) ^ 1;
    const broken = { ...ca, key: { ...ca.key, publicKeyInfo: off } };
    const bag = [intermediate(broken, top)];
    assert.deepEqual(await codes({ leaf: signerCertificate, bag, roots: [topCertificate] }), [
      "certificate-key-invalid",
    ]);
  });

  it("names the algorithm of a key that is of no kind that we know", async () => {
    const ed448 = sequence(sequence(oid("1.3.101.113")), bitString(new Uint8Array(57)));
    const unknown = { ...signer, key: { ...signer.key, publicKeyInfo: ed448 } };
    const outcome = await judge({ leaf: leaf(unknown, ca), bag: [caCertificate], roots: [topCertificate] });
    assert.equal(detailsOf(outcome, "certificate-algorithm-unsupported").oid, "1.3.101.113");
  });

  it("does each signature once in a run, and charges it once", async () => {
    let operations = 0;
    const provider = {
      ...defaultProvider,
      verify: (...input: Parameters<typeof defaultProvider.verify>) => {
        operations++;
        return defaultProvider.verify(...input);
      },
    };
    const context = contextOf({ provider });
    const bag = [caCertificate];
    for (let run = 0; run < 3; run++) await judge({ leaf: signerCertificate, bag, roots: [topCertificate], context });
    assert.equal(operations, 2, "three bags, each read anew");
    const one = await judge({
      leaf: signerCertificate,
      bag,
      roots: [topCertificate],
      context: contextOf({ provider }),
    });
    assert.equal(one.kind, "validated");
    assert.equal(operations, 4, "another run, other results");
  });

  it("has no path through an issuer with an empty name", async () => {
    const nobody = { name: Uint8Array.of(0x30, 0), key: ca.key };
    const issued = leaf(signer, nobody);
    assert.equal(
      await told({ leaf: issued, bag: [intermediate(nobody, top)], roots: [topCertificate] }),
      "failed chain-incomplete",
    );
  });

  it("holds an anchor's certificate to what it says of itself", async () => {
    const issued = leaf(signer, top);
    const question = { leaf: issued };
    const refusals: readonly (readonly [string, Uint8Array])[] = [
      ["certificate-expired", root(top, { until: PAST })],
      ["chain-issuer-not-ca", root(top, { extensions: [] })],
      ["chain-issuer-key-usage", root(top, { extensions: [basicConstraints(true), keyUsage(["cRLSign"])] })],
      [
        "certificate-extension-unknown-critical",
        root(top, { extensions: [...CA, { oid: "1.2.3.4", critical: true, value: Uint8Array.of(5, 0) }] }),
      ],
    ];
    for (const [code, certificate] of refusals)
      assert.equal(await told({ ...question, roots: [certificate] }), `failed ${code}`);
    assert.equal(await told({ ...question, roots: [root(top, { until: UNTIL })] }), "validated");
  });

  it("does not verify an anchor's own signature, and takes a version 1 root for a CA", async () => {
    const issued = leaf(signer, top);
    const unsigned = root(top, { signature: newKey().sign(new Uint8Array(1)) });
    assert.equal(await told({ leaf: issued, roots: [unsigned] }), "validated");
    assert.equal(await told({ leaf: issued, roots: [root(top, { version: 1 })] }), "validated");
    assert.equal(
      await told({ leaf: signerCertificate, bag: [intermediate(ca, top, { version: 1 })], roots: [topCertificate] }),
      "failed chain-issuer-not-ca",
    );
  });
});
