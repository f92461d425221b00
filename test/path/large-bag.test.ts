import assert from "node:assert/strict";
import { createVerifier, type Verdict } from "../../lib/index.js";
import { testAuthority, testCertificate } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signedPackage } from "../support/package.js";
import { author, intermediate } from "../support/signers.js";

const MANY = 10_000;
const issuer = testAuthority("code-signing-issuer");

/** Copies of a certificate with eight octets written over, each with others. Nobody signs decoys. */
function altered(original: Uint8Array, place: number, count = MANY): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const copy = Uint8Array.from(original);
    copy.set(Buffer.from(String(index).padStart(8, "0")), place);
    return copy;
  });
}

/** The issuer's name and key identifier with other keys. */
function decoys(count = MANY): readonly Uint8Array[] {
  const { certificate, key } = issuer;
  return altered(certificate, Buffer.from(certificate).indexOf(Buffer.from(key.publicKeyInfo)) + 60, count);
}

/** Judged with the limits that everybody has. */
async function judged(certificates: readonly Uint8Array[]): Promise<Verdict> {
  const signer = await author();
  const bytes = await signedPackage({ primary: { signer }, certificates: [signer.certificate, ...certificates] });
  return createVerifier({ trust: await testTrust(), clock }).verify(bytes);
}

describe("a genuine package into whose bag somebody put ten thousand certificates", function () {
  this.timeout(60_000);
  const own = issuer.certificate;

  it("is trusted as before, whoever they are, in whatever order", async () => {
    const { certificate } = await intermediate({ subject: "CN=Stranger 00000000" });
    const strangers = altered(certificate, Buffer.from(certificate).indexOf("00000000"));
    const rootDecoys = altered(testCertificate("code-signing-root"), 300);
    for (const others of [strangers, decoys(), rootDecoys])
      for (const bag of [
        [own, ...others],
        [...others, own],
      ]) {
        const verdict = await judged(bag);
        assert.equal(verdict.outcome, "trusted", verdict.issues.map(({ code }) => code).join());
      }
  });

  it("is trusted though they have the issuer's key as well, as far as the budget goes, and else the verdict says so", async () => {
    const serial = Buffer.from(own).indexOf(Buffer.from([0xa0, 3, 2, 1, 2])) + 5 + 2;
    for (const [count, outcome] of [
      [50, "trusted"],
      [MANY, "inconclusive"],
    ] as const) {
      const sameKey = Array.from({ length: count }, (_, index) => {
        const copy = Uint8Array.from(own);
        const text = Buffer.from(String(index).padStart(8, "0"));
        copy.set(text.subarray(8 - Math.min(8, copy[serial - 1] ?? 0)), serial);
        return copy;
      });
      const verdict = await judged([...sameKey, own]);
      assert.equal(verdict.outcome, outcome);
      if (outcome !== "trusted") assert.equal(verdict.issues[0]?.code, "chain-budget");
    }
  });

  it("is not trusted without its issuer, and the verdict says which budget was spent", async () => {
    const verdict = await judged(decoys());
    const [first] = verdict.issues;
    assert.equal(first?.code, "chain-budget");
    assert.deepEqual(first.code === "chain-budget" && first.details.budget, "signatureChecks");
  });
});
