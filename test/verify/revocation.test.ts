import assert from "node:assert/strict";
import {
  createVerifier,
  type RevocationSource,
  signPackage,
  type SignatureReport,
  type TrustStore,
  type Verdict,
} from "../../lib/index.js";
import { createDevelopmentPki, type DevelopmentPki, revocationSourceOf } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const at = new Date("2027-01-01T00:00:00Z");
/** The signers' certificates are valid for ten years. */
const later = new Date("2038-06-01T00:00:00Z");

type Mode = "off" | "offline" | "online";
type Need = "require" | "prefer";

describe("revocation in a verdict", () => {
  let pki: DevelopmentPki;
  let stamped: Uint8Array;
  let plain: Uint8Array;

  before(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const options = { signer: pki.author, trust: pki.trust, clock: () => at };
    const sign = async (timestamp: "none" | { sources: [DevelopmentPki["timestamps"]] }): Promise<Uint8Array> =>
      (await signPackage(makeArchive("Contoso.Tools", "1.0.0"), { ...options, timestamp })).toBytes();
    stamped = await sign({ sources: [pki.timestamps] });
    plain = await sign("none");
  });

  /** Answers in the mode that it is asked in; offline it keeps the same. */
  const source = (): RevocationSource => revocationSourceOf(pki.revocationAuthorities.values(), "development PKI");

  interface Question {
    readonly mode: Mode;
    readonly need?: Need;
    readonly sources?: readonly RevocationSource[];
    readonly trust?: TrustStore;
    readonly now?: Date;
  }
  const judge = (bytes: Uint8Array, { mode, need = "prefer", sources, trust, now = at }: Question): Promise<Verdict> =>
    createVerifier({
      trust: trust ?? pki.trust,
      clock: () => now,
      revocation: sources ?? [source()],
      policy: { version: 1, name: "x", extends: "standard", revocation: { mode, need } },
    }).verify(bytes);

  const signatureOf = ({ signatures: [first] }: Verdict): SignatureReport => first ?? assert.fail("no signature");
  /** Status of each certificate, the signer's chain first, then the authority's. */
  const statuses = (verdict: Verdict): readonly string[] => signatureOf(verdict).revocation.map(({ status }) => status);
  const checks = ({ checks: all }: Verdict): readonly (readonly (string | undefined)[])[] =>
    all.filter(({ check }) => check === "revocation").map(({ status, reason }) => [status, reason]);

  for (const mode of ["offline", "online"] as const)
    for (const need of ["prefer", "require"] as const)
      it(`mode ${mode}, need ${need}: answers for each certificate of both chains, with source and age`, async () => {
        const verdict = await judge(stamped, { mode, need });
        assert.equal(verdict.outcome, "trusted");
        assert.deepEqual(statuses(verdict), ["good", "good", "not-checked", "good", "not-checked"]);
        for (const { status, attempts } of signatureOf(verdict).revocation) {
          if (status === "not-checked") continue;
          const [attempt] = attempts;
          assert.equal(attempt?.origin, "development PKI");
          assert.ok(attempt.thisUpdate !== undefined && attempt.nextUpdate !== undefined);
          assert.ok(attempt.thisUpdate <= at && attempt.nextUpdate >= at);
        }
        assert.deepEqual(checks(verdict), [
          ["passed", undefined],
          ["passed", undefined],
        ]);
      });

  it("mode off, or no source: each certificate stands there as not checked, and the checks say why", async () => {
    for (const [question, reason] of [
      [{ mode: "off" }, "the policy turns revocation off"],
      [{ mode: "offline", sources: [] }, "there is no source of revocation data"],
    ] as const) {
      const verdict = await judge(stamped, question);
      assert.equal(verdict.outcome, "trusted");
      assert.deepEqual(new Set(statuses(verdict)), new Set(["not-checked"]));
      assert.equal(statuses(verdict).length, 5);
      assert.deepEqual(checks(verdict), [
        ["skipped", reason],
        ["skipped", reason],
      ]);
    }
  });

  it("nobody knows: unknown for each, reported where an answer is preferred, refused where one is required", async () => {
    const silent: RevocationSource = { label: "silent", find: async () => [] };
    const preferred = await judge(stamped, { mode: "offline", sources: [silent] });
    assert.equal(preferred.outcome, "trusted");
    assert.deepEqual(statuses(preferred), ["unknown", "unknown", "not-checked", "unknown", "not-checked"]);
    assert.deepEqual(
      checks(preferred).map(([status]) => status),
      ["unknown", "unknown"],
    );
    const required = await judge(stamped, { mode: "offline", need: "require", sources: [silent] });
    assert.equal(required.outcome, "inconclusive");
    assert.ok(statuses(required).includes("unknown"));
  });

  describe("of a chain that does not hold", () => {
    it("is skipped, named by the check that failed, and each certificate stands there as not checked", async () => {
      const stranger = await createDevelopmentPki({ at, keyKind: "P-256" });
      for (const mode of ["offline", "online"] as const) {
        const asked: string[] = [];
        const counting: RevocationSource = { label: "x", find: async ({ mode: how }) => (asked.push(how), []) };
        const untrusted = await judge(stamped, { mode, trust: stranger.trust, sources: [counting] });
        assert.equal(untrusted.outcome, "untrusted");
        assert.deepEqual(checks(untrusted), [
          ["skipped", "an earlier check failed: chain"],
          ["skipped", "an earlier check failed: timestamp-chain"],
        ]);
        assert.ok(statuses(untrusted).length >= 3);
        assert.deepEqual(new Set(statuses(untrusted)), new Set(["not-checked"]));
        assert.deepEqual(asked, [], "nobody is asked about a chain that nobody trusts");
      }
    });

    it("names the expiry where that is the cause", async () => {
      const expired = await judge(plain, { mode: "offline", now: later });
      assert.deepEqual(checks(expired), [["skipped", "an earlier check failed: validity"]]);
      assert.ok(statuses(expired).length > 0);
      assert.deepEqual(new Set(statuses(expired)), new Set(["not-checked"]));
    });

    it("puts the cause before what follows from it", async () => {
      const { issues, checks: all } = await judge(plain, { mode: "offline", need: "require", now: later });
      assert.equal(issues[0]?.code, "certificate-expired");
      assert.deepEqual(
        all.filter(({ check, status }) => check === "revocation" && status !== "skipped"),
        [],
      );
      assert.equal(issues.filter(({ code }) => code.startsWith("revocation-")).length, 0);
    });
  });

  it("a nonce by choice: in each OCSP request of a verification the same, in the next another, and in no other case", async () => {
    const nonceIn = (request: Uint8Array): string | undefined =>
      /2b060105050730010204220420([0-9a-f]{64})$/.exec(Buffer.from(request).toString("hex"))?.[1];
    const nonces = async (ocspNonce?: boolean): Promise<readonly (string | undefined)[]> => {
      const asked: Uint8Array[] = [];
      const listening: RevocationSource = {
        label: "x",
        find: async ({ mode, methods: [method], ocspRequest }) => {
          if (mode === "online" && method === "ocsp") asked.push(ocspRequest);
          return [];
        },
      };
      const verifier = createVerifier({
        trust: pki.trust,
        clock: () => at,
        revocation: [listening],
        policy: { version: 1, name: "x", extends: "standard", revocation: { mode: "online", need: "prefer" } },
        ...(ocspNonce === undefined ? {} : { ocspNonce }),
      });
      await verifier.verify(stamped);
      await verifier.verify(stamped);
      return asked.map(nonceIn);
    };
    assert.deepEqual(new Set(await nonces()), new Set([undefined]));
    assert.deepEqual(new Set(await nonces(false)), new Set([undefined]));
    const [first, ...others] = await nonces(true);
    assert.ok(first !== undefined && others.length === 5 && !others.includes(undefined));
    assert.equal(new Set([first, ...others]).size, 2);
    assert.throws(
      () => createVerifier({ trust: pki.trust, clock: () => at, ocspNonce: "yes" as never }),
      /ocspNonce.+true or false/s,
    );
  });

  it("a signer who has expired since: answers that are silent about such count where one is preferred alone", async () => {
    const preferred = await judge(stamped, { mode: "online", now: later });
    assert.equal(preferred.outcome, "trusted");
    assert.deepEqual(statuses(preferred), ["good", "good", "not-checked", "good", "not-checked"]);
    const required = await judge(stamped, { mode: "online", need: "require", now: later });
    assert.equal(required.accepted, false);
    const reasons = required.issues.filter(({ code }) => code === "revocation-evidence-invalid");
    assert.equal(new Set(reasons.map(({ message }) => message)).size, reasons.length, "each once");
    for (const { message } of reasons) assert.match(message, /made after the certificate had expired/);
  });

  it("an authority that is revoked: that comes first, and what then lacks a time is no second cause", async () => {
    const revoking = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    revoking.revocationAuthorities
      .get("timestamping-root")
      ?.revoke(revoking.timestamping.signer.certificate, { revokedAt: new Date("2026-01-01T00:00:00Z") });
    const options = { signer: revoking.author, trust: revoking.trust, clock: () => at };
    const made = await signPackage(makeArchive("Contoso.Tools", "1.0.0"), {
      ...options,
      timestamp: { sources: [revoking.timestamps] },
    });
    const verdict = await judge(await made.toBytes(), {
      mode: "online",
      trust: revoking.trust,
      sources: [revoking.revocation],
      now: later,
    });
    assert.equal(verdict.accepted, false);
    assert.deepEqual([verdict.issues[0]?.code, verdict.issues[0]?.subject?.timestamp], ["certificate-revoked", true]);
    assert.deepEqual(
      verdict.issues.filter(({ code }) => code === "certificate-expired"),
      [],
    );
    const validity = verdict.checks.find(({ check, subject }) => check === "validity" && subject?.timestamp !== true);
    assert.deepEqual([validity?.status, validity?.reason], ["skipped", "an earlier check failed: revocation"]);
  });
});
