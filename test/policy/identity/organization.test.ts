import assert from "node:assert/strict";
import { checkOrganization } from "../../../lib/policy/index.js";
import { certificateOf } from "./certificates.js";

async function is(expected: string, subject: string): Promise<boolean> {
  return checkOrganization(await certificateOf(subject), expected).length === 0;
}

describe("a signer's organisation", () => {
  it("is the organizationName of its subject, whatever the letter case and the runs of spaces", async () => {
    assert.ok(await is("Contoso Ltd", "CN=x,O=Contoso Ltd"));
    assert.ok(await is("contoso  ltd", "CN=x,O=CONTOSO Ltd"));
  });

  it("is no part of it, no other attribute and no look-alike", async () => {
    for (const subject of [
      "CN=x,O=Contoso",
      "CN=x,O=Contoso Ltd Holding",
      "CN=Contoso Ltd",
      "CN=x,OU=Contoso Ltd",
      "CN=x,O=C\u043entoso Ltd",
      "CN=x,O=Con\u00adtoso Ltd",
      "CN=x,O=\uff23ontoso Ltd",
      "CN=x,O=Contoso Ltd\ufeff",
      "CN=x,O=\u00a0Contoso Ltd",
      "CN=x,O=Contoso\u00a0Ltd",
    ]) {
      assert.equal(await is("Contoso Ltd", subject), false, subject);
    }
  });

  it("is nobody's where the subject has two, or where no signer is proven", async () => {
    assert.equal(await is("Contoso Ltd", "CN=x,O=Contoso Ltd,O=Evil"), false);
    assert.deepEqual(checkOrganization(undefined, "Contoso Ltd"), [
      { code: "identity-mismatch", details: { expected: "Contoso Ltd", found: [], field: "organization" } },
    ]);
  });
});
