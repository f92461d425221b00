import assert from "node:assert/strict";
import { createTrustStore, type TrustStore, type Verdict, verifyPackage } from "../../lib/index.js";
import { readCertificate, subjectKeyIdentifierOf } from "../../lib/x509/index.js";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import { authority, intermediate, newKey, root } from "../path/make.js";
import { clock, testTrust } from "../sign/fixture.js";
import { chainOf } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { countersigned } from "../support/tokens.js";

const author = testIssued("author-foreign");
const repository = testIssued("repository");

/** The author's root was trusted, and is no longer; the repository's is. */
function trust(): Promise<TrustStore> {
  return createTrustStore("test roots", [
    { certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], origin: "test-certs" },
    { certificate: testCertificate("timestamping-root"), purposes: ["timestamping"], origin: "test-certs" },
    {
      certificate: testCertificate("foreign-root"),
      purposes: ["code-signing"],
      trustedUntil: new Date("2026-01-01T00:00:00Z"),
      origin: "test-certs",
    },
  ]);
}

/** What anybody can make: certificates of the author's CA, by its name and key, below roots of their own. */
function decoys(count: number): readonly Uint8Array[] {
  const read = readCertificate(testCertificate("foreign-root"));
  assert.ok(read.ok);
  const { subjectName: name, publicKeyInfo } = read.value;
  const identifier = subjectKeyIdentifierOf(read.value) ?? new Uint8Array();
  const above = { name, key: { ...newKey(), publicKeyInfo, identifier } };
  const mine = authority("Mine");
  const others = Array.from({ length: count }, (_, index) =>
    intermediate(above, authority(`Another ${index}`, mine.key)),
  );
  return [intermediate(above, mine), root(mine), ...others];
}

async function judged(others: readonly Uint8Array[]): Promise<Verdict> {
  const signed = await signedPackage({
    primary: { signer: author, unsigned: countersigned() },
    certificates: [author.certificate, ...chainOf(repository), ...others],
  });
  return verifyPackage(signed, { trust: await trust(), clock });
}

describe("an author's root that is trusted no longer, in a package that a repository has countersigned", () => {
  it("is not vouched for, whatever else somebody put above the author's CA", async () => {
    for (const count of [0, 1, 100]) {
      const verdict = await judged(count === 0 ? [] : decoys(count));
      assert.equal(verdict.accepted, false, `${count} decoys`);
      assert.ok(verdict.issues.some(({ code, severity }) => code === "chain-anchor-window" && severity === "error"));
    }
  });

  it("is vouched for where nobody knows it, as the policy says", async () => {
    const unknown = await testTrust();
    const signed = await signedPackage({
      primary: { signer: author, unsigned: countersigned() },
      certificates: [author.certificate, testCertificate("foreign-root"), ...chainOf(repository)],
    });
    assert.equal((await verifyPackage(signed, { trust: unknown, clock })).accepted, true);
  });
});
