import assert from "node:assert/strict";
import { createVerifier, definePolicy, formats, signPackage } from "../../lib/index.js";
import type { TrustedSigner } from "../../lib/policy/index.js";
import { testSigner } from "../../test-certs/index.js";
import { authority, clock, nupkg, testTrust } from "../sign/fixture.js";

describe("what to do about a signer that is not listed", () => {
  const other = { id: "other", by: "certificate", fingerprint: `sha256:${"0".repeat(64)}` } as const;
  const lists: Readonly<Record<string, readonly TrustedSigner[]>> = {
    "signer-not-allowed": [other],
    "allowlist-empty": [],
  };
  const timestamp = { sources: [authority()] };

  async function remediesOf(file: Uint8Array, isDetached: boolean, entries: readonly TrustedSigner[]) {
    const trust = await testTrust();
    const format = isDetached ? formats.detached : formats.nupkg;
    const signed = await signPackage(file, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp, format });
    const signers = { version: 1, mode: "listed", entries } as const;
    const policy = definePolicy({ version: 1, name: "listed", extends: "standard", signers });
    const verifier = createVerifier({ trust, clock, policy });
    const request = { format, ...(isDetached ? { signature: signed.signature } : {}) };
    const { issues } = await verifier.verify(isDetached ? file : await signed.toBytes(), request);
    return new Map(issues.map(({ code, remedy }) => [code as string, remedy]));
  }

  for (const [code, entries] of Object.entries(lists))
    it(`says for what an entry would be, of a file that names a package and of one that names none: ${code}`, async () => {
      const named = await remediesOf(nupkg(), false, entries);
      assert.match(named.get(code) ?? "", /^If you trust this signer for this package: countersign trust add /);
      const nameless = await remediesOf(Buffer.from("any file"), true, entries);
      assert.match(
        nameless.get(code) ?? "",
        /^If you trust this signer for every package, since this file names none: /,
      );
    });
});
