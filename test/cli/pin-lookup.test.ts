import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArguments } from "../../lib/cli/arguments.js";
import { lockOf } from "../../lib/cli/lock-option.js";
import { verify } from "../../lib/cli/specs/verify.js";
import type { PinRecord } from "../../lib/index.js";
import { verifyFile } from "../../lib/node/index.js";
import { signPackage } from "../../lib/sign/index.js";
import { testSigner } from "../../test-certs/index.js";
import { clock, nupkg, testTrust } from "../sign/fixture.js";
import { surroundingsOf, temporaryFolder } from "./harness.js";

/** The pin is looked up by the name in the file before the file is judged: meanwhile it may become another package. */
describe("the pin of a file that changes under the look-up", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);

  async function judging(id: string, version: string, key: string) {
    const trust = await testTrust();
    const options = { signer: testSigner(key), trust, clock, timestamp: "none" } as const;
    const path = at(`${id}.${version}.nupkg`);
    writeFileSync(path, await (await signPackage(nupkg(id, version), options)).toBytes());
    return (pin: PinRecord | undefined) => verifyFile(path, { trust, clock, pinned: pin ?? "first-use" });
  }
  const lock = (...given: readonly string[]) => {
    const words = ["a.nupkg", "--lock", "a.lock.json", ...given];
    return lockOf({ ...surroundingsOf({ cwd: folder() }), ...readArguments(verify, words) });
  };
  const none: readonly string[] = [];

  for (const options of [["--frozen"], none])
    it(`holds for the package that was judged, and for no other${options.map((name) => `, ${name}`).join("")}`, async () => {
      const pinned = await judging("Pinned.Package", "1.0.0", "author-rsa-2048");
      const changed = await judging("Pinned.Package", "1.1.0", "author-rsa-3072");
      const other = await judging("Other.Package", "1.0.0", "author-rsa-2048");
      await (await lock()).record(await pinned(undefined), undefined, pinned);
      const before = readFileSync(at("a.lock.json"), "utf8");
      // The look-up met a package without a pin.
      const first = await changed(undefined);
      assert.equal(first.outcome, "trusted");
      const verdict = await (await lock(...options)).record(first, undefined, changed);
      assert.ok(verdict.issues.some(({ code }) => code === "pin-signer-changed"));
      const renamed = await (await lock(...options)).record(first, undefined, other);
      assert.ok(renamed.issues.some(({ code }) => code === "package-identity-mismatch"));
      assert.equal(readFileSync(at("a.lock.json"), "utf8"), before);
    });
});
