import assert from "node:assert/strict";
import type { CrlReason } from "../../lib/x509/index.js";
import { effectOf } from "../../lib/revocation/effect.js";
import { buildCrl } from "../../lib/testing/index.js";
import { crlWith, days, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

const signed = Date.UTC(2026, 0, 1);
const hour = 3_600_000;
const reasons: readonly CrlReason[] = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "privilegeWithdrawn",
  "aACompromise",
];

function effect(
  reason: CrlReason,
  revokedAt: number,
  change: {
    invalidityDate?: number;
    role?: "signer" | "timestamp";
    policy?: "refuse" | "by-reason";
    at?: number | "none";
    isReasonGiven?: boolean;
  } = {},
) {
  const { invalidityDate, isReasonGiven = true } = change;
  const revocation = { reason, isReasonGiven, revokedAt, invalidityDate, origin: "x", method: "crl" as const };
  const signatureTime = change.at === "none" ? undefined : (change.at ?? signed);
  return effectOf(revocation, signatureTime, change.role ?? "signer", change.policy ?? "by-reason");
}

describe("a revocation after a timestamp", () => {
  const standing = new Set<CrlReason>(["superseded", "cessationOfOperation", "affiliationChanged"]);
  for (const reason of reasons) {
    const stands = standing.has(reason);
    it(`for ${reason} ${stands ? "leaves" : "refuses"} an earlier signature`, () => {
      assert.deepEqual(effect(reason, signed + hour), {
        effectiveAt: signed + hour,
        relativeTo: "after-timestamp",
        stands,
      });
    });
    it(`for ${reason} refuses where policy refuses whatever the reason, before the timestamp, and without one`, () => {
      assert.equal(effect(reason, signed + hour, { policy: "refuse" }).stands, false);
      assert.equal(effect(reason, signed - hour).stands, false);
      assert.equal(effect(reason, signed + hour, { at: "none" }).stands, false);
    });
  }

  it("counts from the very millisecond of the timestamp's end", () => {
    assert.equal(effect("superseded", signed).relativeTo, "before-timestamp");
    assert.equal(effect("superseded", signed + 1).relativeTo, "after-timestamp");
  });

  it("for keyCompromise leaves what was signed before its invalidity date, and nothing after", () => {
    const after = effect("keyCompromise", signed + 2 * hour, { invalidityDate: signed + hour });
    assert.deepEqual(after, { effectiveAt: signed + hour, relativeTo: "after-timestamp", stands: true });
    const before = effect("keyCompromise", signed + 2 * hour, { invalidityDate: signed - hour });
    assert.deepEqual(before, { effectiveAt: signed - hour, relativeTo: "before-timestamp", stands: false });
  });

  it("for any reason counts from an invalidity date before it", () => {
    assert.equal(effect("superseded", signed + hour, { invalidityDate: signed - hour }).stands, false);
  });

  it("never counts later than its own date, whatever invalidity date is given", () => {
    assert.equal(effect("superseded", signed - hour, { invalidityDate: signed + hour }).stands, false);
    assert.equal(effect("keyCompromise", signed - hour, { invalidityDate: signed + hour }).stands, false);
  });

  it("of an authority leaves its earlier tokens for a reason that is given as unspecified, and none without one (RFC 3161 §4)", () => {
    assert.equal(effect("unspecified", signed + hour, { role: "timestamp" }).stands, true);
    assert.equal(effect("unspecified", signed + hour, { role: "timestamp", isReasonGiven: false }).stands, false);
    assert.equal(effect("unspecified", signed + hour, { role: "signer" }).stands, false);
  });

  it("of an authority for keyCompromise leaves none of its tokens: who has the key writes any time before the date", () => {
    const dated = { invalidityDate: signed + hour };
    assert.equal(effect("keyCompromise", signed + 2 * hour, { ...dated, role: "timestamp" }).stands, false);
    assert.equal(effect("keyCompromise", signed + 2 * hour, { ...dated, role: "signer" }).stands, true);
  });

  it("tells a reason that evidence leaves out from one that it gives", async () => {
    const judge = { role: "timestamp", signatureTime: days(-3).getTime() } as const;
    const crlFor = (more: { readonly reason?: "unspecified" }) =>
      crlWith({ entries: [{ serialNumber: "0a", revokedAt: days(-2), ...more }] });
    const given = await judgeLeaf(await leafWith(), { crls: [await crlFor({ reason: "unspecified" })], judge });
    assert.deepEqual([given.leaf.revocation?.stands, given.codes], [true, []]);
    const absent = await judgeLeaf(await leafWith(), { crls: [await crlFor({})], judge });
    assert.deepEqual([absent.leaf.revocation?.stands, absent.codes], [false, ["certificate-revoked"]]);
  });

  it("is reported, and is no finding, where the signature stands", async () => {
    const crls = [await crlWith({ entries: [{ serialNumber: "0a", revokedAt: days(-2), reason: "superseded" }] })];
    const { leaf, findings, refusal } = await judgeLeaf(await leafWith(), {
      crls,
      judge: { signatureTime: days(-3).getTime() },
    });
    assert.equal(leaf.status, "revoked");
    assert.equal(leaf.revocation?.stands, true);
    assert.equal(leaf.revocation.relativeTo, "after-timestamp");
    assert.deepEqual([...findings, ...refusal], []);
  });

  it("of an intermediate is judged by the same rules", async () => {
    const { root } = await smallPki();
    const crlOf = (reason: "superseded" | "cACompromise") =>
      buildCrl(root, {
        thisUpdate: days(-0.5),
        nextUpdate: days(6),
        number: 9,
        entries: [{ serialNumber: "02", revokedAt: days(-2), reason }],
      });
    const judge = { signatureTime: days(-3).getTime() };
    const ended = await judgeLeaf(await leafWith(), { crls: [await crlWith(), crlOf("superseded")], judge });
    assert.deepEqual(ended.codes, []);
    const stolen = await judgeLeaf(await leafWith(), { crls: [await crlWith(), crlOf("cACompromise")], judge });
    assert.deepEqual(stolen.codes, ["certificate-revoked"]);
    const [finding] = stolen.findings;
    assert.ok(finding?.code === "certificate-revoked");
    assert.equal(finding.details.certificate.depth, 1);
  });
});
