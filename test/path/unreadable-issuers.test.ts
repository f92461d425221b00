import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { element, integer, oid, sequence } from "../../lib/testing/encode.js";
import { verifyPackage } from "../../lib/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";
import { codes, detailsOf, judge, told } from "./judge.js";
import { authority, CA, certify, commonName, intermediate, leaf, root } from "./make.js";

const top = authority("Root");
const ca = authority("CA");
const roots = [root(top)];
const signer = leaf(authority("Signer"), ca);
const right = intermediate(ca, top);
const MALFORMED = "failed chain-incomplete certificate-malformed";

/** The issuer with a serial number that no DER has. */
const unreadable = certify({ ...ca, issuer: top, extensions: CA, serial: Uint8Array.of(0, 7) });

describe("an issuer in the bag that cannot be read", () => {
  it("is named with its bytes, the place in them and the fault, beside the chain that is incomplete for it", async () => {
    const outcome = await judge({ leaf: signer, bag: [unreadable], roots });
    const { certificate, ...fault } = detailsOf(outcome, "certificate-malformed");
    const fingerprint = `sha256:${createHash("sha256").update(unreadable).digest("hex")}`;
    assert.deepEqual(certificate, { subject: "CN=CA", fingerprint, depth: 1 });
    const at = Buffer.from(unreadable).indexOf(Uint8Array.of(0x02, 0x02, 0x00, 0x07));
    assert.ok(fault.offset >= at && fault.offset <= at + 2, `${fault.offset}, where the serial number is at ${at}`);
    assert.equal(fault.field, "TBSCertificate");
    assert.match(fault.problem, /shortest form/);
    assert.equal(outcome.kind, "failed");
    const finding = outcome.findings.find(({ code }) => code === "certificate-malformed");
    assert.deepEqual(finding?.evidence, { part: "certificate", start: fault.offset, certificate });
  });

  it("is recognised by its subject, also where the name is written otherwise, or cut short", async () => {
    const otherwise = certify({
      ...ca,
      name: commonName(" ca"),
      issuer: top,
      extensions: CA,
      serial: Uint8Array.of(0, 7),
    });
    const outline = sequence(sequence(integer(1), sequence(oid("1.2.3")), top.name, element(0x04), ca.name));
    const empty = Uint8Array.of(0x30, 0);
    for (const issuer of [otherwise, outline, right.subarray(0, -1), right.subarray(0, right.length >> 1)])
      assert.equal(await told({ leaf: signer, bag: [empty, issuer, new Uint8Array(0)], roots }), MALFORMED);
  });

  it("is no matter while another leads on, nor is one of another name", async () => {
    assert.equal(await told({ leaf: signer, bag: [unreadable, right], roots }), "validated");
    const sibling = certify({ ...authority("Other"), issuer: ca, serial: Uint8Array.of(0, 7) });
    assert.equal(
      await told({ leaf: signer, bag: [sibling, unreadable.subarray(0, 40)], roots }),
      "failed chain-incomplete",
    );
  });

  it("is no matter any more when the issuer was fetched", async () => {
    const issuers = { find: async () => [right] };
    assert.equal(await told({ leaf: signer, bag: [unreadable], roots, issuers }), "validated");
  });

  it("higher up is named in its place", async () => {
    const upper = authority("Upper CA");
    const broken = certify({ ...upper, issuer: top, extensions: CA, serial: Uint8Array.of(0, 7) });
    const outcome = await judge({ leaf: signer, bag: [intermediate(ca, upper), broken], roots });
    assert.equal(detailsOf(outcome, "chain-incomplete").certificate.depth, 1);
    assert.equal(detailsOf(outcome, "certificate-malformed").certificate?.depth, 2);
  });

  it("is what a package is refused for, whatever its chain is forgiven", async () => {
    const signer = await author();
    const issuer = Uint8Array.from(signer.issuers[0] ?? []);
    // The version, which then is one that there is not.
    issuer[Buffer.from(issuer).indexOf(Uint8Array.of(0xa0, 3, 2, 1, 2)) + 4] = 9;
    const signed = await signedPackage({ primary: { signer }, certificates: [signer.certificate, issuer] });
    const verdict = await verifyPackage(signed, { trust: await testTrust(), clock, policy: "audit" });
    assert.deepEqual([verdict.accepted, verdict.outcome], [false, "tampered"]);
    const [first] = verdict.issues;
    assert.deepEqual([first?.code, first?.check], ["certificate-malformed", "chain"]);
    assert.match(first?.message ?? "", /"Test Code Signing Issuer" cannot be read: .*at byte \d+, has version 10/);
  });

  it("is looked for in time that grows with the bytes alone, whatever the issuer is called", async function () {
    this.timeout(3_000);
    const half = "a".repeat(8_000);
    const issued = (by: string): Uint8Array => leaf(authority("Signer"), { name: commonName(by), key: ca.key });
    assert.equal(
      await told({ leaf: issued(`${half}b${half}`), bag: [new Uint8Array(6_000_000).fill(0x61)], roots }),
      "failed chain-incomplete",
    );
    const outlines = Array.from({ length: 3_000 }, (_, index) =>
      sequence(sequence(integer(1), sequence(), sequence(), sequence(), commonName(`${index}`))),
    );
    // Of one such character compatibility normalisation makes eighteen.
    assert.equal(await told({ leaf: issued("\ufdfa".repeat(5_000)), bag: outlines, roots }), "failed chain-incomplete");
  });

  it("is told of four at most, and says nothing of a search that was stopped", async () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      certify({ ...ca, issuer: top, extensions: CA, serial: Uint8Array.of(0, index) }),
    );
    assert.equal((await codes({ leaf: signer, bag: many, roots })).length, 5);
    const decoys = Array.from({ length: 9 }, () => intermediate(authority("CA"), top));
    const budgets = { signatureChecks: 3 };
    assert.deepEqual(await codes({ leaf: signer, bag: [unreadable, ...decoys], roots, budgets }), ["chain-budget"]);
  });
});
