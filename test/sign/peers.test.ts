import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSignedData } from "../../lib/cms/index.js";
import { formats } from "../../lib/formats/index.js";
import {
  keySigner,
  countersignPackage,
  type SignedPackage,
  signPackage,
  timestampPackage,
} from "../../lib/sign/index.js";
import { createTimestampAuthority } from "../../lib/testing/index.js";
import type { TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testIssued, testSigner, testTimestampIdentity } from "../../test-certs/index.js";
import { dotnetSign, dotnetVerify, makePackage, type NugetVerdict } from "../interop/dotnet.js";
import { interopKit, type InteropKit, temporaryFolder } from "../interop/kit.js";
import { opensslCmsVerify, opensslTsVerify } from "../interop/openssl.js";
import { requireCommands } from "../interop/tools.js";
import { nupkg, pubArchive, testTrust } from "./fixture.js";

const clock = (): Date => new Date();
const repository = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann", "株式会社"] };
const hashes = ["sha256", "sha384", "sha512"] as const;
const stamps = () => ({ sources: [createTimestampAuthority(testTimestampIdentity())] });

describe("dotnet nuget verify accepts what we sign", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let kit: InteropKit;
  let trust: TrustStore;
  before(async function () {
    kit = await interopKit(this);
    trust = await testTrust();
  });

  const author = (name = "author-rsa-2048") => ({ signer: testSigner(name), trust, clock });
  const bytesOf = async (signed: Promise<SignedPackage>): Promise<Uint8Array> => (await signed).toBytes();
  const countersigned = async (bytes: Uint8Array, timestamp: ReturnType<typeof stamps> | "none"): Promise<Uint8Array> =>
    bytesOf(countersignPackage(bytes, { signer: testSigner("repository"), repository, trust, clock, timestamp }));

  /** Every way to make a package, and the warnings that NuGet gives. */
  const ways: Record<string, [make: () => Promise<Uint8Array>, warnings: readonly string[]]> = {
    "author and timestamp": [() => bytesOf(signPackage(nupkg(), { ...author(), timestamp: stamps() })), []],
    "author alone": [() => bytesOf(signPackage(nupkg(), { ...author(), timestamp: "none" })), ["NU3027"]],
    "author, stamped afterwards": [
      async () => {
        const bytes = await bytesOf(signPackage(nupkg(), { ...author(), timestamp: "none" }));
        return bytesOf(timestampPackage(bytes, { trust, clock, timestamp: stamps() }));
      },
      [],
    ],
    "repository with owners": [
      () =>
        bytesOf(signPackage(nupkg(), { ...author("repository"), kind: "repository", repository, timestamp: stamps() })),
      [],
    ],
    "repository without owners": [
      () => {
        const claims = { serviceIndex: repository.serviceIndex };
        const options = { ...author("repository"), kind: "repository", repository: claims } as const;
        return bytesOf(signPackage(nupkg(), { ...options, timestamp: stamps() }));
      },
      [],
    ],
    "author and repository, both stamped": [
      async () => countersigned(await bytesOf(signPackage(nupkg(), { ...author(), timestamp: stamps() })), stamps()),
      [],
    ],
    "author and repository, neither stamped": [
      async () => countersigned(await bytesOf(signPackage(nupkg(), { ...author(), timestamp: "none" })), "none"),
      ["NU3027"],
    ],
    "RSASSA-PSS": [
      async () => {
        const { key, certificate, issuers } = testIssued("author-rsa-2048");
        const algorithm = { name: "rsa-pss", hash: "sha256" } as const;
        const signer = await keySigner(key.pkcs8, [certificate, ...issuers.slice(0, -1)], { algorithm });
        return bytesOf(signPackage(nupkg(), { signer, trust, clock, timestamp: stamps() }));
      },
      [],
    ],
    "an older signature replaced": [
      async () => {
        const old = await bytesOf(signPackage(nupkg(), { ...author("author-rsa-3072"), timestamp: "none" }));
        return bytesOf(signPackage(old, { ...author(), timestamp: stamps(), overwrite: true }));
      },
      [],
    ],
  };
  for (const bits of [2048, 3072, 4096])
    for (const hash of hashes)
      ways[`author, RSA ${bits}, ${hash}`] = [
        () =>
          bytesOf(signPackage(nupkg(), { ...author(`author-rsa-${bits}`), hash, timestamp: { ...stamps(), hash } })),
        [],
      ];

  const verdicts = new Map<string, NugetVerdict>();
  before(async () => {
    const names = Object.keys(ways);
    const paths: string[] = [];
    for (const [index, name] of names.entries()) {
      const path = join(folder, `${index}.nupkg`);
      writeFileSync(path, await ways[name]![0]());
      paths.push(path);
    }
    const judged = await dotnetVerify(paths, { tool: kit.tool });
    names.forEach((name, index) => verdicts.set(name, judged[index]!));
  });
  for (const [name, [, warnings]] of Object.entries(ways))
    it(name, () => {
      const { verdict, codes, warnings: given } = verdicts.get(name)!;
      assert.deepEqual(
        { verdict, codes, given: [...new Set(given)] },
        { verdict: "trusted", codes: [], given: warnings },
      );
    });

  it("its own author signature too, after we have countersigned and stamped it", async () => {
    const path = join(folder, "theirs.nupkg");
    await makePackage(path);
    const { status, stdout, stderr } = await dotnetSign(kit, path, "author-rsa-3072");
    assert.equal(status, 0, stdout + stderr);
    const theirs = new Uint8Array(readFileSync(path));
    const stamped = await bytesOf(timestampPackage(theirs, { trust, clock, timestamp: stamps() }));
    const ours = join(folder, "ours-on-theirs.nupkg");
    writeFileSync(ours, await countersigned(stamped, stamps()));
    copyFileSync(ours, join(folder, "copy.nupkg"));
    const [verdict] = await dotnetVerify([ours], { tool: kit.tool });
    assert.deepEqual([verdict!.verdict, verdict!.codes, verdict!.warnings], ["trusted", [], []]);
    assert.equal((await verifyPackage(new Uint8Array(readFileSync(ours)), { trust, clock })).outcome, "trusted");
  });
});

describe("openssl accepts what we sign beside a file", function () {
  this.timeout(60_000);
  let kit: InteropKit;
  let trust: TrustStore;
  before(async function () {
    requireCommands(this, "openssl");
    kit = await interopKit(this);
    trust = await testTrust();
  });

  const sign = (name: string, source: Uint8Array): Promise<SignedPackage> => {
    const options = { signer: testSigner(name), trust, clock, timestamp: stamps() };
    return signPackage(source, { ...options, format: formats.detached });
  };

  for (const name of ["author-rsa-2048", "author-rsa-4096", "author-p-256", "author-p-384", "author-p-521"])
    it(`cms -verify, by ${name}; and refuses another file`, async () => {
      const content = pubArchive();
      const { signature } = await sign(name, content);
      const roots = kit.roots.codeSigning;
      const good = await opensslCmsVerify({ signature, content, roots });
      assert.ok(good.accepted, good.says);
      assert.ok(!(await opensslCmsVerify({ signature, content: pubArchive("other"), roots })).accepted);
    });

  it("cms -verify with the countersignature on it, whose timestamp hangs inside", async () => {
    const content = pubArchive();
    const { signature } = await sign("author-p-256", content);
    const options = { signer: testSigner("repository"), repository, trust, clock, timestamp: stamps() };
    const countersigned = await countersignPackage(content, { ...options, format: formats.detached, signature });
    const roots = kit.roots.codeSigning;
    const { accepted, says } = await opensslCmsVerify({ signature: countersigned.signature, content, roots });
    assert.ok(accepted, says);
  });

  it("ts -verify of the token, over the signature value that it stamps", async () => {
    const { signature } = await sign("author-rsa-3072", pubArchive());
    const read = readSignedData(signature, { certificates: 100, attributes: 100 });
    assert.ok(read.ok);
    const [signerInfo] = read.value.signerInfos;
    const token = signerInfo!.unsignedAttributes!.attributes[0]!.values[0]!;
    const roots = kit.roots.timestamping;
    const { accepted, says } = await opensslTsVerify({ token, data: signerInfo!.signature, roots });
    assert.ok(accepted, says);
    assert.ok(!(await opensslTsVerify({ token, data: signerInfo!.signature.subarray(1), roots })).accepted);
  });
});
