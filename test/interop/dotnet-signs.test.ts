import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import {
  createTimestampAuthority,
  serveTimestampAuthority,
  type TimestampAuthorityOptions,
} from "../../lib/testing/index.js";
import { testTimestampIdentity } from "../../test-certs/index.js";
import { dotnetSign, dotnetVerify, makePackage } from "./dotnet.js";
import { interopKit, type InteropKit, temporaryFolder } from "./kit.js";

describe("dotnet nuget sign, with the test PKI and our authority over HTTP", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const unsigned = join(folder, "unsigned.nupkg");
  let kit: InteropKit;

  before(async function () {
    kit = await interopKit(this);
    await makePackage(unsigned);
  });

  async function sign(
    name: string,
    leaf: string,
    options: TimestampAuthorityOptions = {},
  ): Promise<[string, number, string]> {
    const path = join(folder, `${name}.nupkg`);
    copyFileSync(unsigned, path);
    const server = await serveTimestampAuthority(createTimestampAuthority(testTimestampIdentity(), options));
    try {
      const { status, stdout, stderr } = await dotnetSign(kit, path, leaf, server.url);
      return [path, status, stdout + stderr];
    } finally {
      await server.close();
    }
  }

  const accepted: readonly (readonly [name: string, leaf: string, options: TimestampAuthorityOptions])[] = [
    ["rsa-2048", "author-rsa-2048", {}],
    ["rsa-3072", "author-rsa-3072", { certificates: "leaf", accuracy: undefined }],
    ["rsa-4096", "author-rsa-4096", { certificates: "with-root", signingCertificate: "both", fractions: true }],
    [
      "stamped-sha512",
      "repository",
      { hash: "sha512", algorithm: { name: "rsa-pkcs1", hash: "sha512" }, tsaName: true },
    ],
    ["stamped-pss", "author-rsa-2048", { algorithm: { name: "rsa-pss", hash: "sha256" }, signingCertificate: "v1" }],
  ];

  it("is accepted by dotnet nuget verify, without a warning, for every key size and form of token", async () => {
    const paths: string[] = [];
    for (const [name, leaf, options] of accepted) {
      const [path, status, output] = await sign(name, leaf, options);
      assert.equal(status, 0, `${name}: ${output}`);
      paths.push(path);
    }
    const expected = paths.map((file) => ({ file, verdict: "trusted", codes: [], warnings: [] }));
    assert.deepEqual(await dotnetVerify(paths, { tool: kit.tool }), expected);
  });

  /** The fault, and the words that show that dotnet saw just this one. */
  const refused = [
    ["http-500", "status code '500'"],
    ["wrong-imprint", "The hash value is not correct"],
    ["untrusted", "NU3028"],
    ["rejection", "failure info 'SystemFailure'"],
  ] as const;
  for (const [fault, words] of refused) {
    it(`refuses to sign when the authority's fault is ${fault}, and leaves the package unsigned`, async () => {
      const [path, status, output] = await sign(`refused-${fault}`, "author-rsa-2048", { fault });
      assert.notEqual(status, 0);
      assert.ok(output.includes(words), output);
      const [verdict] = await dotnetVerify([path], { tool: kit.tool });
      assert.deepEqual(verdict?.codes, ["NU3004"]);
    });
  }

  const refusedSigners = [
    ["author-expired", "NU3018: NotTimeValid"],
    ["author-wrong-eku", "NU3018: NotValidForUsage"],
    ["author-weak-key", "NU3014"],
  ] as const;
  for (const [leaf, words] of refusedSigners) {
    it(`refuses to sign with ${leaf}`, async () => {
      const [, status, output] = await sign(`refused-${leaf}`, leaf);
      assert.notEqual(status, 0);
      assert.ok(output.includes(words), output);
    });
  }
});
