import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { policies, type PolicyDocument, verifyPackage } from "../../lib/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { interopKit } from "../interop/kit.js";
import { clock, testTrust } from "../sign/fixture.js";
import { errorsOf, exceptionRows, ours } from "./judged.js";
import { modeDifferences, soundPackage } from "./modes.js";
import { dotnetRoot, restore, type Restored } from "./restore.js";

const idOf = (index: number): string => `Lab.Mode${index}`;
/** The most lenient policy that can be written. */
const LENIENT: PolicyDocument = { version: 1, name: "lenient", extends: "audit", level: "ignore" };
const SOUND = "Lab.Sound";

describe("what dotnet restore lets pass by mode, ours refuses under every policy", function () {
  this.timeout(180_000);
  for (const [index, { name, code, made }] of modeDifferences.entries())
    it(name, async () => {
      const bytes = await made(idOf(index));
      const trust = await testTrust();
      const row = exceptionRows().find((one) => one.name === name) ?? assert.fail("has no row");
      assert.equal(row.code, code);
      for (const policy of [policies.standard, policies.audit, LENIENT]) {
        const verdict = await verifyPackage(bytes, { trust, clock, policy });
        assert.equal(verdict.accepted, false, "the row is no longer needed: ours accepts");
        assert.ok(errorsOf(verdict).includes(code), errorsOf(verdict).join());
      }
    });

  it("a sound package is trusted", async () =>
    assert.equal((await ours(await soundPackage(SOUND))).outcome, "trusted"));

  describe("and dotnet restore installs each", () => {
    const restored = new Map<string, Restored>();
    before(async function () {
      const dotnet = await dotnetRoot(await interopKit(this));
      for (const mode of ["accept", "require"] as const) {
        const packages = new Map([[SOUND, await soundPackage(SOUND)]]);
        for (const [index, { mode: own, made }] of modeDifferences.entries())
          if (own === mode) packages.set(idOf(index), await made(idOf(index)));
        restored.set(mode, await restore(dotnet, packages, configuration(mode)));
      }
    });

    for (const [index, { name, mode }] of modeDifferences.entries())
      it(name, () => {
        const { installed, says } = restored.get(mode) ?? assert.fail("was not restored");
        assert.ok(installed.includes(SOUND.toLowerCase()), says);
        assert.ok(installed.includes(idOf(index).toLowerCase()), `the row is no longer needed: ${says}`);
      });
  });
});

/** Require mode needs a list of signers; it holds both certificates of these tests. */
function configuration(mode: "accept" | "require"): string {
  const config = `<config><add key="signatureValidationMode" value="${mode}" /></config>`;
  if (mode === "accept") return config;
  const print = createHash("sha256").update(testCertificate("author-rsa-2048")).digest("hex").toUpperCase();
  const certificate = `<certificate fingerprint="${print}" hashAlgorithm="SHA256" allowUntrustedRoot="false" />`;
  return `${config}<trustedSigners><author name="lab">${certificate}</author></trustedSigners>`;
}
