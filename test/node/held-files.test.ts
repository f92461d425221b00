import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { signPackage } from "../../lib/index.js";
import { createNodeVerifier } from "../../lib/node/index.js";
import type { Verdict } from "../../lib/verdict/index.js";
import { testSigner } from "../../test-certs/index.js";
import { authority, clock, testTrust } from "../sign/fixture.js";
import { library, nuspec, unsignedPackage } from "../support/package.js";
import { seeded } from "../support/random.js";
import { withFolder } from "./temporary-folder.js";

/** Signed packages of sizes that are held one at a time, and one that is always held. */
async function signedPackages(): Promise<readonly Uint8Array[]> {
  const trust = await testTrust();
  const packages: Uint8Array[] = [];
  for (const [index, bytes] of [500, 300_000, 400_000, 500_000, 3_000_000].entries()) {
    const random = seeded(index);
    const data = { name: "data.bin", content: Uint8Array.from({ length: bytes }, () => random(256)) };
    const unsigned = unsignedPackage({ zip: { entries: [nuspec, data, library] } });
    const signer = testSigner("author-rsa-3072");
    const options = { signer, trust, clock, timestamp: { sources: [authority()] } };
    packages.push(await (await signPackage(unsigned, options)).toBytes());
  }
  return packages;
}

describe("node: files that are read whole before they are judged", () => {
  it("get the verdicts of the same bytes in memory, one by one and many at once, and keep them", async () => {
    await withFolder(async (folder) => {
      const packages = await signedPackages();
      const names = packages.map((_, index) => join(folder, `${index}.nupkg`));
      for (const [index, name] of names.entries()) writeFileSync(name, packages[index] ?? "");
      const verifier = await createNodeVerifier({ trust: await testTrust(), clock, cacheDirectory: folder });
      const expected: unknown[] = [];
      for (const [index, bytes] of packages.entries()) {
        const verdict = await verifier.verify(bytes, { name: names[index] ?? "" });
        assert.equal(verdict.accepted, true, JSON.stringify(verdict.issues));
        expected.push(JSON.parse(JSON.stringify(verdict)));
      }
      for (const concurrency of [1, 4]) {
        const verdicts: Verdict[] = [];
        const items = names.map((path) => ({ key: path, path }));
        for await (const result of verifier.verifyFiles(items, { concurrency }))
          if ("verdict" in result) verdicts.push(result.verdict);
        assert.deepEqual(JSON.parse(JSON.stringify(verdicts)), expected);
      }
    });
  });
});
