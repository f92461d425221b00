import assert from "node:assert/strict";
import { createVerifier } from "../../lib/index.js";
import { issueCertificate, signerExtensions } from "../../lib/testing/index.js";
import { testAuthority, testIssued, testKey } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { signedPackage } from "../support/package.js";

/** What somebody can write a hundred thousand times into a megabyte, and each time it took longer than the time before. */
describe("a package with the same fault over and over", () => {
  it("unknown critical extensions of the signer: the first of them are told, and one refuses", async () => {
    const unknown = Array.from({ length: 40 }, (_, place) => ({
      oid: `1.2.3.${place}`,
      critical: true,
      value: Uint8Array.of(5, 0),
    }));
    const signer = await issueCertificate(testAuthority("code-signing-issuer"), {
      subject: "CN=Many",
      key: testKey("author-rsa-2048"),
      serialNumber: "0123",
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2040-01-01T00:00:00Z"),
      extensions: [...signerExtensions("code-signing"), ...unknown],
    });
    const { accepted, issues } = await judged(await signedPackage({ primary: { signer } }));
    assert.equal(accepted, false);
    assert.equal(issues.filter(({ code }) => code === "certificate-extension-unknown-critical").length, 16);
  });

  for (const [length, problem] of [
    [64 * 1024, /is not base64|unknown property/],
    [64 * 1024 + 1, /holds 65537 bytes where 65536 are read/],
  ] as const)
    it(`a manifest of ${length} bytes`, async () => {
      const start = "Version:1\n\n";
      const text = (): string => `${start}${lines(length - start.length - 1)}\n`;
      const bytes = await signedPackage({ primary: { signer: testIssued("author-rsa-2048") } }, {}, text);
      const { outcome, issues } = await judged(bytes);
      assert.equal(outcome, "tampered");
      const malformed = issues.find(({ code }) => code === "signature-content-malformed");
      assert.match(malformed?.message ?? "", problem);
    });
});

async function judged(bytes: Uint8Array): ReturnType<ReturnType<typeof createVerifier>["verify"]> {
  return createVerifier({ trust: await testTrust(), clock }).verify(bytes);
}

/** So many octets of properties, each with a name of its own. */
function lines(length: number): string {
  const all: string[] = [];
  for (let left = length, place = 0; left > 0; place++) {
    const line = `a${place}:b\n`;
    all.push(left < 2 * line.length ? `${"c".repeat(left - 3)}:d\n` : line);
    left -= all[all.length - 1]?.length ?? left;
  }
  return all.join("");
}
