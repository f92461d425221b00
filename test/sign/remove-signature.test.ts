import assert from "node:assert/strict";
import { equalBytes, type RandomAccessSource } from "../../lib/bytes/index.js";
import { formats } from "../../lib/formats/index.js";
import { ConfigError } from "../../lib/report/index.js";
import { countersignPackage, removeSignature, signPackage, type UnsignedPackage } from "../../lib/sign/index.js";
import { testSigner } from "../../test-certs/index.js";
import { assertRefused, clock, nupkg, pubArchive, testTrust } from "./fixture.js";

const repository = { serviceIndex: "https://packages.test/v3/index.json" };

async function octets(unsigned: UnsignedPackage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of unsigned.chunks()) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}

describe("removeSignature", () => {
  it("gives back the package as it was before it was signed, countersigned or not", async () => {
    const context = { trust: await testTrust(), clock, timestamp: "none" } as const;
    const source = nupkg();
    const signed = await (await signPackage(source, { ...context, signer: testSigner("author-rsa-2048") })).toBytes();
    assert.ok(equalBytes(await octets(await removeSignature(signed)), source));
    const options = { ...context, signer: testSigner("repository"), repository };
    const countersigned = await (await countersignPackage(signed, options)).toBytes();
    const removed = await removeSignature(countersigned, { name: "a.nupkg" });
    assert.ok(equalBytes(await octets(removed), source));
    assert.ok(removed.segments.length > 0 && Object.isFrozen(removed.segments));
  });

  it("refuses a package that is not signed, is damaged, or is none", async () => {
    await assertRefused(removeSignature(nupkg()), "package-unsigned");
    await assertRefused(removeSignature(new Uint8Array(9)), "package-format-unknown");
    await assert.rejects(removeSignature(nupkg().subarray(0, -1), { format: formats.nupkg }), { code: "sign-refused" });
  });

  it("says where the signature is, if it stands beside the package", async () => {
    const isTold = (error: unknown): boolean => error instanceof ConfigError && error.remedy.includes(".p7s");
    await assert.rejects(removeSignature(pubArchive()), isTold);
    await assert.rejects(removeSignature(new Uint8Array(3), { format: formats.detached }), isTold);
  });

  it("turns what a source of the caller's throws into a typed error with its cause", async () => {
    const cause = new Error("disk on fire");
    const failing: RandomAccessSource = { size: 100, slice: () => ({ arrayBuffer: () => Promise.reject(cause) }) };
    const isTyped = (error: { reason?: string; target?: string; cause?: unknown }): boolean =>
      error.reason === "source-unreadable" && error.target === "a.nupkg" && error.cause === cause;
    await assert.rejects(removeSignature(failing, { name: "a.nupkg", format: formats.nupkg }), isTyped);
    const reading: RandomAccessSource = {
      ...failing,
      read: () => {
        throw cause;
      },
    };
    await assert.rejects(removeSignature(reading, { name: "a.nupkg", format: formats.nupkg }), isTyped);
  });

  it("stops when the caller's signal has fired", async () => {
    await assert.rejects(removeSignature(nupkg(), { signal: AbortSignal.abort() }), { reason: "aborted" });
  });
});
