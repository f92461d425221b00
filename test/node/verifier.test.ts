import assert from "node:assert/strict";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNodeVerifier, verifyFile } from "../../lib/node/verifier.js";
import { ConfigError, TransportError } from "../../lib/report/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { requireShared } from "../shared.js";
import { caseFile } from "./nuget/cases.js";
import { withFolder } from "./temporary-folder.js";

const clock = (): Date => new Date("2026-11-24T00:00:00Z");

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("node: createNodeVerifier and verifyFile", () => {
  before(function () {
    requireShared(this, "interop", "cases", "packages");
  });

  it("fill in the standard policy and the bundled roots, which do not know the cases' own CA", async () => {
    await withFolder(async (cacheDirectory) => {
      const verifier = await createNodeVerifier({ cacheDirectory });
      assert.equal(verifier.policy.name, "standard");
      const verdict = await verifyFile(caseFile("author-repo"), { clock, cacheDirectory });
      assert.equal(verdict.accepted, false);
      const root = verdict.issues.find((issue) => issue.code === "chain-root-untrusted");
      assert.equal(root?.details.trustList, (await bundledTrust()).name);
      assert.equal(existsSync(join(cacheDirectory, "revocation-1")), false, "verifying offline keeps nothing");
    });
  });

  it("tell what stands in place of a signature where it is PEM, and what turns it into one", async () => {
    await withFolder(async (folder) => {
      const file = join(folder, "data.bin");
      writeFileSync(file, "content");
      const issueOf = async (signature: string): Promise<readonly (string | undefined)[]> => {
        writeFileSync(`${file}.p7s`, signature);
        const [issue] = (await verifyFile(file, { clock, cacheDirectory: folder })).issues;
        return [issue?.code, issue?.message, issue?.remedy];
      };
      const pem = "-----BEGIN CMS-----\nMIIB\n-----END CMS-----\n";
      const [code, message, remedy] = await issueOf(pem);
      assert.equal(code, "signature-malformed");
      assert.match(message ?? "", /: ContentInfo, at byte 0, is PEM, and DER is wanted\.$/);
      const command = `openssl cms -cmsout -inform PEM -in ${file}.p7s -outform DER -out ${file}.p7s.der`;
      assert.equal(remedy, `Turn it into DER, and give the result its name: ${command}`);
      assert.match((await issueOf("<html>404</html>"))[1] ?? "", /at byte 0, is text, and DER is wanted\.$/);
      assert.match((await issueOf(""))[1] ?? "", /at byte 0, is empty\.$/);
      assert.match(
        (await issueOf("-----BEGIN CERTIFICATE-----\nMIIB\n"))[1] ?? "",
        /at byte 0, is text, and DER is wanted\.$/,
      );
    });
  });

  it("find a .p7s beside a file that keeps its signature there, and none beside a .nupkg", async () => {
    await withFolder(async (folder) => {
      const [file, nupkg] = [join(folder, "data.bin"), join(folder, "a.nupkg")];
      writeFileSync(file, "content");
      const bare = await verifyFile(file, { clock, cacheDirectory: folder });
      assert.deepEqual([bare.accepted, bare.issues[0]?.code], [false, "package-format-unknown"]);
      copyFileSync(caseFile("author-repo"), nupkg);
      const alone = await verifyFile(nupkg, { clock, cacheDirectory: folder });
      for (const path of [file, nupkg]) writeFileSync(`${path}.p7s`, "no signature");
      const beside = await verifyFile(file, { clock, cacheDirectory: folder });
      assert.ok(
        beside.issues.some(({ code }) => code === "signature-malformed"),
        beside.issues.map(({ code }) => code).join(),
      );
      const again = await verifyFile(nupkg, { clock, cacheDirectory: folder });
      assert.deepEqual(
        again.issues.map(({ code }) => code),
        alone.issues.map(({ code }) => code),
      );
    });
  });

  it("refuse a file that is not there and an option that there is not", async () => {
    await assert.rejects(
      verifyFile("/nonexistent/a.nupkg"),
      (error) => error instanceof TransportError && error.reason === "source-unreadable",
    );
    await assert.rejects(createNodeVerifier({ trusted: true } as object), ConfigError);
    await assert.rejects(createNodeVerifier({ http: { timeoutMs: 0 } }), ConfigError);
  });

  it("refuse a path where a source or an item is wanted, and say what takes one", async () => {
    const verifier = await createNodeVerifier();
    const path = caseFile("author-repo") as never;
    for (const [at, wrong] of [
      ["source", verifier.verify(path)],
      ["items[0]", collect(verifier.verifyMany([path]))],
      ["items[0]", collect(verifier.verifyFiles([path]))],
    ] as const) {
      await assert.rejects(wrong, (error) => {
        assert.ok(error instanceof ConfigError, String(error));
        assert.deepEqual([error.at, /verifyFile /.test(error.remedy)], [at, true]);
        return true;
      });
    }
  });
});
