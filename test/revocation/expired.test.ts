import assert from "node:assert/strict";
import { generalizedTime } from "../../lib/testing/encode.js";
import { buildOcspResponse, type CrlOptions, type ExtensionInput, ocspCertId } from "../../lib/testing/index.js";
import { crlWith, days, judgeLeaf, leafWith, type LeafOpinion, smallPki } from "./small-pki.js";

/** The leaf expired two days before the evidence was made, which is three days before it is judged. */
const expired = days(-3);
const made = days(-1);
const SILENT = `it was made after the certificate had expired (${expired.toISOString()}), and does not say that it still speaks of such`;

function since(oid: string, date: Date, critical = false): ExtensionInput {
  return { oid, critical, value: generalizedTime(date) };
}
const onCrl = (date: Date, critical = false) => since("2.5.29.60", date, critical);
const cutoff = (date: Date, critical = false) => since("1.3.6.1.5.5.7.48.1.6", date, critical);

type Need = "require" | "prefer";

async function byCrl(need: Need, options: Partial<CrlOptions> = {}, notAfter = expired): Promise<LeafOpinion> {
  const crls = [await crlWith({ thisUpdate: made, ...options })];
  return judgeLeaf(await leafWith([], "0a", notAfter), { crls, settings: { need } });
}

async function byOcsp(
  need: Need,
  extensions: readonly ExtensionInput[],
  status: { status: "good" } | { status: "revoked"; revokedAt: Date } = { status: "good" },
  thisUpdate = made,
): Promise<LeafOpinion> {
  const { issuer } = await smallPki();
  const certId = ocspCertId({ subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo }, "0a");
  const responses = [{ ...status, certId, thisUpdate, nextUpdate: days(1), extensions }];
  const ocsp = [buildOcspResponse({ responder: issuer, producedAt: made, responses })];
  return judgeLeaf(await leafWith([], "0a", expired), { ocsp, settings: { need } });
}

describe("evidence about a certificate that had expired when it was made", () => {
  for (const [title, judge, extension] of [
    [
      "a CRL (X.509, expiredCertsOnCRL)",
      (need: Need, e: readonly ExtensionInput[]) => byCrl(need, { extensions: e }),
      onCrl,
    ],
    ["an OCSP answer (RFC 6960 §4.4.4, archive cutoff)", byOcsp, cutoff],
  ] as const) {
    describe(title, () => {
      for (const need of ["require", "prefer"] as const) {
        it(`counts where it says that it speaks of such certificates, to the second (need ${need})`, async () => {
          for (const critical of [false, true]) {
            const { leaf, codes } = await judge(need, [extension(expired, critical)]);
            assert.deepEqual([leaf.status, ...codes], ["good"]);
          }
          const { leaf, problems } = await judge(need, [extension(new Date(expired.getTime() + 1000))]);
          assert.equal(leaf.status, "unknown");
          assert.match(problems.join(), /speaks of those that expired since/);
        });
      }

      it("is silent, and so is no answer where policy requires one, and is one where policy prefers one", async () => {
        const required = await judge("require", []);
        assert.deepEqual([required.leaf.status, required.problems], ["unknown", [SILENT]]);
        assert.deepEqual(required.codes, ["revocation-unknown", "revocation-evidence-invalid"]);
        assert.ok(required.refusal.length > 0);
        const preferred = await judge("prefer", []);
        assert.deepEqual([preferred.leaf.status, ...preferred.codes], ["good"]);
      });

      it("says nothing of such by a date that cannot be read", async () => {
        const { leaf } = await judge("require", [{ ...extension(expired), value: Uint8Array.of(5, 0) }]);
        assert.equal(leaf.status, "unknown");
      });
    });
  }

  it("still revokes, whatever it says of such certificates", async () => {
    const entries = [{ serialNumber: "0a", revokedAt: days(-5) }];
    assert.equal((await byCrl("require", { entries })).leaf.status, "revoked");
    assert.equal((await byCrl("require", { entries, extensions: [onCrl(days(0))] })).leaf.status, "revoked");
    assert.equal((await byOcsp("require", [], { status: "revoked", revokedAt: days(-5) })).leaf.status, "revoked");
  });

  it("is meant only where it was made later than the very second of the expiry", async () => {
    assert.equal((await byCrl("require", {}, made)).leaf.status, "good");
    assert.equal((await byCrl("require", {}, new Date(made.getTime() - 1000))).leaf.status, "unknown");
    assert.equal((await byOcsp("require", [], { status: "good" }, expired)).leaf.status, "good");
  });

  it("is as new as the delta that makes it current, and speaks as its base does", async () => {
    const base = (extensions: readonly ExtensionInput[]) =>
      crlWith({ thisUpdate: days(-4), nextUpdate: days(-2), extensions });
    const delta = await crlWith({ thisUpdate: made, number: 6, baseNumber: 5 });
    const judge = async (extensions: readonly ExtensionInput[]): Promise<string> => {
      const question = { crls: [await base(extensions), delta], settings: { need: "require" as const } };
      return (await judgeLeaf(await leafWith([], "0a", expired), question)).leaf.status;
    };
    assert.equal(await judge([]), "unknown");
    assert.equal(await judge([onCrl(days(-30))]), "good");
  });
});
