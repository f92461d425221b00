import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  countersignPackage,
  createVerifier,
  removeSignature,
  type SignedPackage,
  signPackage,
  type TrustStore,
  type Verifier,
} from "../../lib/index.js";
import { createTimestampAuthority, serveTimestampAuthority } from "../../lib/testing/index.js";
import { testSigner, testTimestampIdentity } from "../../test-certs/index.js";
import { dotnetSign, dotnetVerify, makePackage } from "./dotnet.js";
import { interopKit, type InteropKit, temporaryFolder } from "./kit.js";
import { nupkg, testTrust } from "../sign/fixture.js";

const clock = (): Date => new Date();
const repository = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann"] };

describe("what dotnet nuget sign makes", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const signed = new Map<string, Uint8Array>();
  let kit: InteropKit;
  let trust: TrustStore;
  let verifier: Verifier;
  let unsigned: Buffer;

  const ways = [
    ["author-rsa-2048", true, "SHA256"],
    ["author-rsa-3072", true, "SHA384"],
    ["author-rsa-4096", true, "SHA512"],
    ["author-rsa-2048", false, "SHA512"],
  ] as const;
  const nameOf = ([leaf, isStamped, hash]: (typeof ways)[number]): string =>
    `${leaf} by ${hash}, ${isStamped ? "stamped" : "not stamped"}`;

  before(async function () {
    kit = await interopKit(this);
    trust = await testTrust();
    verifier = createVerifier({ trust, clock });
    const original = join(folder, "unsigned.nupkg");
    await makePackage(original);
    unsigned = readFileSync(original);
    const server = await serveTimestampAuthority(createTimestampAuthority(testTimestampIdentity()));
    try {
      for (const way of ways) {
        const [leaf, isStamped, hash] = way;
        const path = join(folder, `${signed.size}.nupkg`);
        copyFileSync(original, path);
        const more = ["--hash-algorithm", hash, "--timestamp-hash-algorithm", hash];
        const { status, stdout, stderr } = await dotnetSign(kit, path, leaf, isStamped ? server.url : undefined, more);
        assert.equal(status, 0, stdout + stderr);
        signed.set(nameOf(way), new Uint8Array(readFileSync(path)));
      }
    } finally {
      await server.close();
    }
  });
  const bytesOf = (way: (typeof ways)[number]): Uint8Array => signed.get(nameOf(way)) ?? assert.fail(nameOf(way));

  for (const way of ways) {
    it(`we trust: ${nameOf(way)}`, async () => {
      const verdict = await verifier.verify(bytesOf(way));
      assert.equal(verdict.outcome, "trusted", verdict.issues.map(({ message }) => message).join("\n"));
      assert.equal(verdict.signatures[0]?.hash, way[2].toLowerCase());
      assert.equal(verdict.signatures[0].timestamps.length, way[1] ? 1 : 0);
    });

    it(`we remove, and the package is what it was, byte for byte: ${nameOf(way)}`, async () => {
      assert.ok((await withoutSignature(bytesOf(way))).equals(unsigned));
    });
  }

  it("we replace and countersign, and dotnet trusts the results without a warning", async () => {
    const timestamp = { sources: [createTimestampAuthority(testTimestampIdentity())] };
    const options = { trust, clock, timestamp };
    const made: SignedPackage[] = [];
    for (const way of ways.slice(0, 2)) {
      made.push(
        await signPackage(bytesOf(way), { ...options, signer: testSigner("author-rsa-4096"), overwrite: true }),
      );
      made.push(await countersignPackage(bytesOf(way), { ...options, signer: testSigner("repository"), repository }));
    }
    const paths = await Promise.all(
      made.map(async (one, index) => {
        const path = join(folder, `ours-${index}.nupkg`);
        writeFileSync(path, await one.toBytes());
        return path;
      }),
    );
    const expected = paths.map((file) => ({ file, verdict: "trusted", codes: [], warnings: [] }));
    assert.deepEqual(await dotnetVerify(paths, { tool: kit.tool }), expected);
  });
});

describe("what we sign", function () {
  this.timeout(60_000);

  it("holds the content of the package byte for byte, by every key and hash, and gives it back", async () => {
    const trust = await testTrust();
    const unsigned = nupkg();
    for (const [bits, hash] of [
      [2048, "sha256"],
      [3072, "sha384"],
      [4096, "sha512"],
    ] as const) {
      const signer = testSigner(`author-rsa-${bits}`);
      const made = await signPackage(unsigned, { signer, trust, clock, timestamp: "none", hash });
      const given = await withoutSignature(await made.toBytes());
      assert.ok(given.equals(unsigned), `RSA ${bits}, ${hash}`);
    }
  });
});

/** The whole package as it is without its signature. */
async function withoutSignature(bytes: Uint8Array): Promise<Buffer> {
  const removed = await removeSignature(bytes);
  const parts: Uint8Array[] = [];
  for await (const part of removed.chunks()) parts.push(part);
  return Buffer.concat(parts);
}
