import assert from "node:assert/strict";
import { type Issue, verifyPackage } from "../../lib/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { issuerAndSerialOf, keyIdentifierOf, type SignerPlan } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { author, timestamper } from "../support/signers.js";
import { stamped } from "../support/tokens.js";

/** A certificate with an octet of its BOOLEANs that DER has not, signed by its issuer as it is. */
const withOddFlag = (tbs: Uint8Array): Uint8Array => {
  const odd = Uint8Array.from(tbs);
  odd[Buffer.from(odd).lastIndexOf(Uint8Array.of(0x01, 0x01, 0xff)) + 2] = 0x7f;
  return odd;
};

describe("a signer’s certificate that cannot be read", () => {
  const judged = async (plan: SignerPlan): Promise<readonly Issue[]> => {
    const verdict = await verifyPackage(await signedPackage({ primary: plan }), { trust: await testTrust(), clock });
    assert.equal(verdict.accepted, false);
    return verdict.issues.filter(({ severity }) => severity === "error");
  };
  const told = (issues: readonly Issue[]): string => issues.map(({ code }) => code).join(" ");

  it("is named with the place and the fault, beside the certificate that is missing for it", async () => {
    const signer = await author({ edit: withOddFlag });
    for (const sid of [issuerAndSerialOf(signer.certificate), keyIdentifierOf(signer.certificate)]) {
      const issues = await judged({ signer, sid, unsigned: stamped() });
      assert.match(told(issues), /^(?=.*certificate-malformed)(?=.*signature-certificate-missing)/);
      const unread = issues.find(({ code }) => code === "certificate-malformed");
      assert.match(unread?.message ?? "", /^A certificate cannot be read: Extension, at byte \d+, has a BOOLEAN/);
      assert.equal(unread?.evidence?.part, "certificate");
    }
  });

  it("is so of a timestamp’s authority", async () => {
    const tsa = await timestamper({ edit: withOddFlag });
    const issues = await judged({
      signer: testIssued("author-rsa-2048"),
      unsigned: stamped({ signer: tsa, namedCertificate: tsa.certificate }),
    });
    assert.match(told(issues), /^(?=.*certificate-malformed)(?=.*timestamp-certificate-missing)/);
  });

  it("is not taken for another that cannot be read either", async () => {
    const [signer, other] = [await author(), await author({ edit: withOddFlag })];
    const verdict = await verifyPackage(
      await signedPackage({
        primary: { signer, sid: issuerAndSerialOf(signer.certificate), unsigned: stamped() },
        certificates: [other.certificate],
      }),
      { trust: await testTrust(), clock },
    );
    const codes = verdict.issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
    assert.ok(codes.includes("signature-certificate-missing"), codes.join(" "));
    assert.ok(!codes.includes("certificate-malformed"), codes.join(" "));
  });
});
