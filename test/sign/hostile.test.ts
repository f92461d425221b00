import assert from "node:assert/strict";
import fc from "fast-check";
import { formats } from "../../lib/formats/index.js";
import { CountersignError } from "../../lib/report/index.js";
import { countersignPackage, removeSignature, signPackage, timestampPackage } from "../../lib/sign/index.js";
import type { TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testSigner } from "../../test-certs/index.js";
import { authority, clock, nupkg, pubArchive, testTrust } from "./fixture.js";

const repository = { serviceIndex: "https://packages.test/v3/index.json" };
const format = formats.pubArchive;

describe("signing what somebody else has made", () => {
  let trust: TrustStore;
  let signature: Uint8Array;
  before(async () => {
    trust = await testTrust();
    const options = { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", format } as const;
    ({ signature } = await signPackage(pubArchive(), options));
  });

  /** Either a typed refusal, or a signature that verification trusts. */
  async function assertSound(call: Promise<{ readonly signature: Uint8Array }>): Promise<void> {
    const outcome: unknown = await call.catch((reason: unknown) => reason);
    if (outcome instanceof CountersignError) return;
    if (outcome instanceof Error) throw outcome;
    const made = (outcome as { readonly signature: Uint8Array }).signature;
    const verdict = await verifyPackage(pubArchive(), { trust, clock, format, signature: made });
    assert.equal(verdict.outcome, "trusted");
  }

  it("countersigns no signature with a changed, lost or doubled octet, but where the octet is nobody's", async () => {
    const options = { signer: testSigner("repository"), repository, trust, clock, timestamp: "none", format } as const;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(signature.length - 1),
        fc.nat(2),
        fc.integer({ min: 1, max: 255 }),
        async (at, way, bits) => {
          const [head, octet, tail] = [signature.subarray(0, at), signature[at] ?? 0, signature.subarray(at + 1)];
          const middle = [[octet ^ bits], [], [octet, octet]][way] ?? [];
          const changed = new Uint8Array([...head, ...middle, ...tail]);
          await assertSound(countersignPackage(pubArchive(), { ...options, signature: changed }));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("stamps no signature file that is cut anywhere", async () => {
    const options = { trust, clock, timestamp: { sources: [authority()] }, format };
    for (let length = 0; length < signature.length; length += 61) {
      const cut = signature.subarray(0, length);
      await assert.rejects(timestampPackage(pubArchive(), { ...options, signature: cut }), { code: "sign-refused" });
    }
  });

  it("signs and removes in no package that is cut anywhere, and says so by a typed refusal", async () => {
    const options = {
      signer: testSigner("author-rsa-2048"),
      trust,
      clock,
      timestamp: "none",
      format: formats.nupkg,
    } as const;
    const signed = await (await signPackage(nupkg(), options)).toBytes();
    for (let length = 0; length < signed.length; length += 97) {
      const cut = signed.subarray(0, length);
      await assert.rejects(signPackage(cut, { ...options, overwrite: true }), { code: "sign-refused" });
      await assert.rejects(removeSignature(cut, { format: formats.nupkg }), { code: "sign-refused" });
    }
  });

  it("stops in the middle of a long file when the caller's signal fires", async () => {
    const controller = new AbortController();
    const long = new Uint8Array(5 * 1024 * 1024).fill(0x1f);
    let hashed = 0;
    const options = {
      signer: testSigner("author-rsa-2048"),
      trust,
      clock,
      timestamp: "none",
      format: formats.detached,
    } as const;
    const call = signPackage(long, {
      ...options,
      signal: controller.signal,
      onProgress: ({ stage, done }) => {
        if (stage !== "hashing") return;
        hashed = done;
        if (done > 0) controller.abort("enough");
      },
    });
    await assert.rejects(call, { code: "transport", reason: "aborted", cause: "enough" });
    assert.ok(hashed > 0 && hashed < long.length);
  });
});
