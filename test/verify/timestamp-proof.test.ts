import assert from "node:assert/strict";
import { type Verdict, verifyPackage } from "../../lib/index.js";
import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { octetString, sequence } from "../../lib/testing/encode.js";
import type { IssuedCertificate, TimestampTokenPlan } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { CONTENT, digest } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";
import { resigned, timestampAttribute, token } from "../support/tokens.js";

describe("a timestamp that does not hold in every part", () => {
  let signer: IssuedCertificate;
  before(async () => {
    // Valid when the tokens say that they were made, and no longer at the time of verification.
    const validity = { notBefore: new Date("2026-10-01T00:00:00Z"), notAfter: new Date("2026-11-10T00:00:00Z") };
    signer = await author(validity);
  });

  async function judged(...tokens: ((value: Uint8Array) => Uint8Array)[]): Promise<Verdict> {
    const unsigned = async (value: Uint8Array) => [timestampAttribute(...tokens.map((made) => made(value)))];
    const bytes = await signedPackage({ primary: { signer, unsigned } });
    return verifyPackage(bytes, { trust: await testTrust(), clock });
  }

  function validityOf({ checks }: Verdict): string {
    const own = checks.find(({ check, subject }) => check === "validity" && subject?.timestamp !== true);
    return own?.status ?? "absent";
  }

  function formOf({ checks }: Verdict): string {
    return checks.find(({ check }) => check === "timestamp-structure")?.status ?? "absent";
  }

  /** By its number it comes after the right one in the SET that DER sorts. */
  const later = (value: Uint8Array, change: Partial<TimestampTokenPlan> = {}): Uint8Array =>
    token(value, { serialNumber: "02", ...change });
  const right = (value: Uint8Array): Uint8Array => token(value);
  const spoil = (value: Uint8Array): Uint8Array => value.map((octet, place) => (place === 9 ? octet ^ 1 : octet));
  const foreign = sequence(digestIdentifier("sha256"), octetString(digest("sha256", Buffer.from("another"))));
  const wrong: Readonly<Record<string, (value: Uint8Array) => Uint8Array>> = {
    "its imprint": (value) => later(value, { messageImprint: foreign }),
    "its value": (value) => later(value, { spoil }),
    "its content-type": (value) => resigned(later(value), { contentType: CONTENT.data }),
    "the certificate that it names": (value) =>
      later(value, { namedCertificate: testIssued("author-rsa-2048").certificate }),
    "its purpose": (value) => later(value, { signer: testIssued("author-rsa-2048") }),
  };

  it("holds up a certificate that has expired since, where nothing is wrong", async () => {
    const verdict = await judged(right);
    assert.deepEqual([verdict.outcome, validityOf(verdict)], ["trusted", "passed"]);
  });

  for (const [what, made] of Object.entries(wrong))
    it(`gives no time if ${what} is wrong`, async () => {
      const verdict = await judged(made);
      assert.equal(verdict.accepted, false);
      assert.equal(validityOf(verdict), "skipped");
    });

  for (const what of ["its value", "its content-type", "the certificate that it names"])
    it(`takes the time from another beside it if ${what} is wrong`, async () => {
      const second = wrong[what] ?? assert.fail();
      const verdict = await judged(right, (value) => second(value));
      assert.equal(verdict.accepted, false);
      assert.notEqual(validityOf(verdict), "passed");
      assert.equal(formOf(verdict), "failed");
    });

  it("leaves the first to give the time where a second is right", async () => {
    const verdict = await judged(right, (value) => later(value));
    assert.deepEqual([verdict.outcome, validityOf(verdict)], ["trusted", "passed"]);
    assert.equal(formOf(verdict), "passed");
    assert.ok(verdict.issues.some(({ code }) => code === "timestamp-multiple"));
  });
});
