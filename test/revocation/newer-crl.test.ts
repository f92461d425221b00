import assert from "node:assert/strict";
import { type CrlEntry, type ExtensionInput, issuingDistributionPoint } from "../../lib/testing/index.js";
import { sequence } from "../../lib/testing/encode.js";
import { crlWith, days, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

const listed: CrlEntry = { serialNumber: "0a", revokedAt: days(-2), reason: "keyCompromise" };
const held: CrlEntry = { ...listed, reason: "certificateHold" };
const removal: CrlEntry = { ...listed, reason: "removeFromCRL" };
const older = { thisUpdate: days(-4), nextUpdate: days(3), number: 5 };
const newer = { thisUpdate: days(-1), nextUpdate: days(6), number: 7 };
const emptyPoint: ExtensionInput = { oid: "2.5.29.28", critical: true, value: sequence() };
const unknown: ExtensionInput = { oid: "1.2.3.4", critical: true, value: sequence() };

async function judge(...crls: readonly Uint8Array[]) {
  const { leaf, problems } = await judgeLeaf(await leafWith(), { crls });
  return { status: leaf.status, problems };
}

/** A CRL that must not be used (RFC 5280 §5.2) says nothing; that its issuer has said more since is known all the same. */
describe("a newer CRL that can't be used", () => {
  const left = /its issuer has made a newer one, which can’t be used/;
  const cases: readonly (readonly [string, readonly ExtensionInput[], Partial<CrlEntry>?])[] = [
    ["an empty issuing distribution point (RFC 5280 §5.2.5)", [emptyPoint]],
    ["a critical extension that is not understood", [unknown]],
    [
      "an extension that stands twice",
      [
        { ...unknown, critical: false },
        { ...unknown, critical: false },
      ],
    ],
    ["an entry with a critical extension that is not understood", [], { extensions: [unknown] }],
  ];
  for (const [title, extensions, entry] of cases)
    it(`leaves an older one none that says "good": ${title}`, async () => {
      const entries = [{ ...listed, ...entry }];
      const [old, now] = [await crlWith(older), await crlWith({ ...newer, extensions, entries })];
      assert.equal((await judge(old)).status, "good");
      const both = await judge(old, now);
      assert.equal(both.status, "unknown");
      assert.ok(
        both.problems.some((problem) => left.test(problem)),
        both.problems.join(),
      );
      assert.equal((await judge(now, old)).status, "unknown");
    });

  it("leaves an older one that says it is revoked", async () => {
    const both = await judge(
      await crlWith({ ...older, entries: [listed] }),
      await crlWith({ ...newer, extensions: [unknown] }),
    );
    assert.equal(both.status, "revoked");
  });

  it("says nothing of one that is newer yet", async () => {
    const old = await crlWith({ ...older, extensions: [unknown], entries: [listed] });
    assert.equal((await judge(old, await crlWith(newer))).status, "good");
  });

  it("is the issuer's own, or means nothing", async () => {
    const { stranger } = await smallPki();
    const forged = await crlWith({ ...newer, extensions: [unknown], entries: [listed] }, stranger);
    assert.equal((await judge(await crlWith(older), forged)).status, "good");
  });

  it("is of such certificates, or means nothing", async () => {
    const extensions = [unknown, issuingDistributionPoint({ onlyCa: true })];
    const other = await crlWith({ ...newer, extensions, entries: [listed] });
    assert.equal((await judge(await crlWith(older), other)).status, "good");
  });

  it("was made by the time of judging, or means nothing", async () => {
    const late = await crlWith({ ...newer, thisUpdate: days(1), extensions: [unknown], entries: [listed] });
    assert.equal((await judge(await crlWith(older), late)).status, "good");
  });

  it("is one that was on hold when it was current", async () => {
    const stale = { ...newer, nextUpdate: days(-0.5) };
    const old = await crlWith(older);
    assert.equal((await judge(old, await crlWith({ ...stale, entries: [held] }))).status, "unknown");
    assert.equal((await judge(old, await crlWith(stale))).status, "good");
  });
});

describe("a delta that is newer than all that it could be combined with", () => {
  const misfit = { ...newer, number: 9, baseNumber: 6 };
  const stale = { ...newer, number: 7, baseNumber: 5, nextUpdate: days(-0.5) };

  for (const [title, delta] of [
    ["of another base", misfit],
    ["no longer current", stale],
  ] as const) {
    it(`revokes what it lists: ${title}`, async () => {
      const old = await crlWith(older);
      assert.equal((await judge(old)).status, "good");
      assert.equal((await judge(old, await crlWith({ ...delta, entries: [listed] }))).status, "revoked");
    });

    it(`says nothing of what it doesn't list, or takes back: ${title}`, async () => {
      const [old, holding] = [await crlWith(older), await crlWith({ ...older, entries: [held] })];
      assert.equal((await judge(old, await crlWith(delta))).status, "good");
      assert.equal((await judge(old, await crlWith({ ...delta, entries: [removal] }))).status, "good");
      assert.equal((await judge(holding, await crlWith({ ...delta, entries: [removal] }))).status, "revoked");
    });
  }

  it("holds what it holds, and no longer knows once it is stale", async () => {
    const old = await crlWith(older);
    assert.equal((await judge(old, await crlWith({ ...misfit, entries: [held] }))).status, "revoked");
    assert.equal((await judge(old, await crlWith({ ...stale, entries: [held] }))).status, "unknown");
  });

  it("makes the base none where its entries can't be read", async () => {
    const broken = { ...listed, extensions: [unknown] };
    const old = await crlWith(older);
    for (const delta of [misfit, stale, { ...newer, number: 7, baseNumber: 5 }])
      assert.equal((await judge(old, await crlWith({ ...delta, entries: [broken] }))).status, "unknown");
  });

  it("is older than a base of a higher number, which lists no more", async () => {
    const entries = [listed];
    const base = { thisUpdate: days(-0.5), nextUpdate: days(3), number: 10 };
    assert.equal((await judge(await crlWith(base), await crlWith({ ...misfit, entries }))).status, "good");
  });

  it("is the signer's own, or means nothing", async () => {
    const { stranger } = await smallPki();
    const forged = await crlWith({ ...misfit, entries: [listed] }, stranger);
    assert.equal((await judge(await crlWith(older), forged)).status, "good");
  });
});
