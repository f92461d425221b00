import assert from "node:assert/strict";
import { createVerifier, type RevocationPolicy, type RevocationSource, type Verdict } from "../../lib/index.js";
import { explicit, sequence } from "../../lib/testing/encode.js";
import { createDevelopmentPki, type DevelopmentPki, revocationSourceOf } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { signedPackage } from "../support/package.js";

const at = new Date("2027-01-01T00:00:00Z");
/** id-aa-ets-revocationValues: an unsigned attribute, which anybody can add. */
const REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";

/** Whoever made a package chose its evidence: a CRL from before a revocation is current for days after it. */
describe("evidence that came with a signature, beside sources that may know more", () => {
  let pki: DevelopmentPki;
  let bytes: Uint8Array;

  beforeEach(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const lists = await Promise.all([...pki.revocationAuthorities.values()].map(async (one) => one.crl(undefined, at)));
    const values = [sequence(explicit(0, sequence(...lists)))];
    const unsigned = async () => [{ type: REVOCATION_VALUES, values }];
    bytes = await signedPackage({ primary: { signer: pki.author.issued, unsigned } });
    pki.revoke(pki.author, { revokedAt: new Date("2026-12-31T23:59:00Z"), reason: "keyCompromise" });
  });

  const judge = (revocation: RevocationPolicy, ...sources: RevocationSource[]): Promise<Verdict> =>
    createVerifier({
      trust: pki.trust,
      clock: () => at,
      revocation: sources,
      policy: { version: 1, name: "x", extends: "standard", revocation },
    }).verify(bytes);
  const knowing = (): RevocationSource => revocationSourceOf(pki.revocationAuthorities.values(), "development PKI");
  const silent: RevocationSource = { label: "silent", find: async () => [] };
  const codes = ({ issues }: Verdict): readonly string[] => issues.map(({ code }) => code);

  for (const mode of ["offline", "online"] as const)
    for (const need of ["prefer", "require"] as const)
      it(`hides no revocation that a source knows of (${mode}, ${need})`, async () => {
        const verdict = await judge({ mode, need }, knowing());
        assert.deepEqual([verdict.outcome, verdict.accepted], ["untrusted", false]);
        assert.ok(codes(verdict).includes("certificate-revoked"), codes(verdict).join());
      });

  it("answers where no source does", async () => {
    for (const mode of ["offline", "online"] as const)
      assert.equal((await judge({ mode, need: "require" }, silent)).outcome, "trusted");
  });

  it("does not pass for an answer of a source that gives what is of no use", async () => {
    let asked = 0;
    const stale: RevocationSource = {
      label: "stale",
      find: async (query) => {
        if (query.mode === "online") return knowing().find(query);
        asked++;
        const [authority] = pki.revocationAuthorities.values();
        const data = (await authority?.crl("stale", at)) ?? assert.fail("no authority");
        return query.methods.includes("crl") ? [{ kind: "crl", data, origin: "kept", fromCache: true }] : [];
      },
    };
    const verdict = await judge({ mode: "online", need: "prefer" }, stale);
    assert.ok(asked > 0);
    assert.equal(verdict.outcome, "untrusted");
  });
});
