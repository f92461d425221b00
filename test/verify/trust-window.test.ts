import assert from "node:assert/strict";
import { createVerifier, signPackage, type TrustAnchorInput, type Verdict } from "../../lib/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { createDevelopmentPki, createTimestampAuthority, type DevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const at = new Date("2027-01-01T00:00:00Z");
const seconds = (count: number): Date => new Date(at.getTime() + count * 1000);

/** What a timestamp proves is an interval: genTime and its accuracy to either side, as NuGet compares it with certificates. */
describe("the window of a trust anchor, and a timestamp that is accurate to ten seconds", () => {
  let pki: DevelopmentPki;
  let signed: Uint8Array;

  before(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const source = createTimestampAuthority(pki.timestamping, { clock: () => at, accuracy: { seconds: 10 } });
    const options = { trust: pki.trust, clock: () => at, signer: pki.author, timestamp: { sources: [source] } };
    signed = await (await signPackage(makeArchive("Contoso.Tools", "1.0.0"), options)).toBytes();
  });

  async function judge(window: Pick<TrustAnchorInput, "trustedFrom" | "trustedUntil">): Promise<Verdict> {
    const anchors = pki.anchors.map((anchor) =>
      anchor.purposes.includes("code-signing") ? { ...anchor, ...window } : anchor,
    );
    const trust = await createTrustStore("windows", anchors);
    return createVerifier({ trust, clock: () => seconds(3600), policy: "standard" }).verify(signed);
  }

  const cases = [
    ["from the earliest moment on", { trustedFrom: seconds(-10) }, undefined],
    ["from a moment on that lies inside", { trustedFrom: seconds(-9) }, seconds(-10)],
    ["up to the latest moment", { trustedUntil: seconds(10) }, undefined],
    ["up to a moment that lies inside", { trustedUntil: seconds(9) }, seconds(10)],
  ] as const;
  for (const [title, window, outside] of cases)
    it(`${outside === undefined ? "holds" : "does not hold"} ${title}`, async () => {
      const verdict = await judge(window);
      const found = verdict.issues.flatMap((one) => (one.code === "chain-anchor-window" ? [one.details.at] : []));
      assert.deepEqual(found, outside === undefined ? [] : [outside.toISOString()]);
      assert.equal(verdict.accepted, outside === undefined);
    });
});
