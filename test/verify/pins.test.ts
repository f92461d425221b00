import assert from "node:assert/strict";
import {
  createTrustStore,
  createVerifier,
  formats,
  type PinRecord,
  removeSignature,
  type Signer,
  signPackage,
  type TrustStore,
  type Verdict,
  type Verifier,
} from "../../lib/index.js";
import { createDevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const clock = (): Date => new Date("2027-01-01T00:00:00Z");

describe("a package compared with what was pinned for it", () => {
  let trust: TrustStore;
  let author: Signer;
  let other: Signer;
  let verifier: Verifier;

  before(async () => {
    const pki = await createDevelopmentPki({ at: clock(), keys: testDevelopmentKeys() });
    trust = pki.trust;
    author = pki.author;
    other = pki.repository;
    verifier = createVerifier({ trust, clock, policy: { version: 1, name: "pins", extends: "standard" } });
  });

  const sign = async (version: string, signer: Signer): Promise<Uint8Array> =>
    (
      await signPackage(makeArchive("Contoso.Tools", version), {
        signer,
        trust,
        clock,
        timestamp: "none",
        format: formats.nupkg,
      })
    ).toBytes();
  const pin = async (bytes: Uint8Array): Promise<PinRecord> =>
    (await verifier.verify(bytes, { pinned: "first-use" })).observed ?? assert.fail("nothing was observed");
  const codes = ({ issues }: Verdict): readonly string[] =>
    issues.map(({ code }) => code).filter((code) => code.startsWith("pin-") || code.startsWith("package-"));

  it("is observed at its first use, and passes by its pin afterwards", async () => {
    const bytes = await sign("1.0.0", author);
    const first = await verifier.verify(bytes, { pinned: "first-use" });
    assert.deepEqual([first.outcome, codes(first)], ["trusted", ["pin-first-use"]]);
    assert.equal(first.observed?.id, "Contoso.Tools");
    assert.equal(first.observed.signers[0]?.kind, "author");
    const again = await verifier.verify(bytes, { pinned: first.observed });
    assert.deepEqual([again.outcome, codes(again)], ["trusted", []]);
    assert.deepEqual(again.observed?.signers, first.observed.signers);
  });

  it("is not observed where nobody spoke of pins", async () => {
    const verdict = await verifier.verify(await sign("1.0.0", author));
    assert.equal(verdict.observed, undefined);
    assert.equal(verdict.checks.find(({ check }) => check === "pin")?.status, "skipped");
  });

  it("may not lose its signature, change its signer, or change under one version", async () => {
    const signed = await sign("1.0.0", author);
    const pinned = await pin(signed);
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await removeSignature(await sign("1.1.0", author))).chunks())
      chunks.push(Uint8Array.from(chunk));
    const unsigned = await verifier.verify(Buffer.concat(chunks), { pinned });
    assert.deepEqual(codes(unsigned), ["pin-signature-lost", "package-unsigned"]);
    const changed = await verifier.verify(await sign("1.1.0", other), { pinned });
    assert.deepEqual([changed.accepted, codes(changed)], [false, ["pin-signer-changed"]]);
    const rebuilt = await verifier.verify(await sign("1.0.0", author), {
      pinned: { ...pinned, content: `sha256:${"00".repeat(32)}` },
    });
    assert.deepEqual(
      [rebuilt.outcome, codes(rebuilt), rebuilt.observed],
      ["tampered", ["pin-content-changed"], undefined],
    );
  });

  it("may not change its signer to one that is not proven either, where a policy lets unknown roots pass", async () => {
    const pinned = await pin(await sign("1.0.0", author));
    const policy = { version: 1, name: "lenient", severities: { "chain-root-untrusted": "warning" } } as const;
    const lenient = createVerifier({ trust: await createTrustStore("nobody", []), clock, policy });
    const same = await lenient.verify(await sign("1.1.0", author), { pinned });
    assert.deepEqual([same.accepted, codes(same)], [true, []]);
    const changed = await lenient.verify(await sign("1.1.0", other), { pinned });
    assert.deepEqual([changed.accepted, codes(changed)], [false, ["pin-signer-changed"]]);
  });

  it("must be the package that was pinned", async () => {
    const pinned = await pin(await sign("1.0.0", author));
    const verdict = await verifier.verify(await sign("1.0.0", author), { pinned: { ...pinned, id: "Contoso.Other" } });
    assert.deepEqual(codes(verdict), ["package-identity-mismatch"]);
  });

  it("must be the one that was asked for, ids without case and versions as NuGet normalises them", async () => {
    const bytes = await sign("1.2.0", author);
    const asked = async (id: string, version: string): Promise<boolean> =>
      (await verifier.verify(bytes, { expect: { identity: { id, version } } })).accepted;
    assert.equal(await asked("contoso.tools", "1.2.0.0"), true);
    assert.equal(await asked("Contoso.Tools", "01.2"), true);
    assert.equal(await asked("Contoso.Tools", "1.2.1"), false);
    assert.equal(await asked("Contoso.Tool", "1.2.0"), false);
  });
});
