import assert from "node:assert/strict";
import { formats, signPackage, verifyPackage } from "../../lib/index.js";
import { createDevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";

describe("a verdict about a detached signature", () => {
  it("tells of the signature that was judged, though its Buffer holds something else since", async () => {
    const at = new Date("2027-01-01T00:00:00Z");
    const clock = (): Date => at;
    const { author, timestamps, trust } = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
    const bytes = Uint8Array.of(1, 2, 3);
    const signed = await signPackage(bytes, {
      signer: author,
      trust,
      clock,
      format: formats.detached,
      timestamp: { sources: [timestamps] },
    });
    const signature = Buffer.from(signed.signature);
    const verdict = await verifyPackage(bytes, { trust, clock, signature });
    signature.fill(0);
    assert.deepEqual(Uint8Array.from(verdict.signatures[0]?.chain?.[0]?.der ?? []), author.certificates[0]);
  });
});
