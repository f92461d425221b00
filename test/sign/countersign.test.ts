import assert from "node:assert/strict";
import { readSignedData, type SignedData } from "../../lib/cms/index.js";
import { formats } from "../../lib/formats/index.js";
import { ConfigError } from "../../lib/report/index.js";
import {
  type CountersignOptions,
  countersignPackage,
  type SignedPackage,
  signPackage,
  type SignOptions,
  timestampPackage,
} from "../../lib/sign/index.js";
import { createTrustStore, type TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testCertificate, testSigner } from "../../test-certs/index.js";
import { assertRefused, authority, clock, counted, nupkg, pubArchive, testTrust } from "./fixture.js";

const repository = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann", "bob"] };

describe("countersignPackage", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  const sign = (source: Uint8Array, options: Partial<SignOptions> = {}): Promise<SignedPackage> =>
    signPackage(source, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", ...options });
  const countersign = (source: Uint8Array, options: Partial<CountersignOptions> = {}): Promise<SignedPackage> =>
    countersignPackage(source, {
      signer: testSigner("repository"),
      repository,
      trust,
      clock,
      timestamp: "none",
      ...options,
    });

  it("adds a repository's signature that verification trusts, each with its timestamp", async () => {
    const timestamp = { sources: [authority()] };
    const signed = await sign(nupkg(), { timestamp });
    const countersigned = await countersign(await signed.toBytes(), { timestamp });
    const { report, issues } = countersigned;
    assert.deepEqual([report.kind, report.placement, report.standing], ["repository", "countersignature", "validated"]);
    assert.deepEqual([report.repository, report.timestamps.length, issues], [repository, 1, []]);
    const verdict = await verifyPackage(await countersigned.toBytes(), { trust, clock });
    assert.equal(verdict.outcome, "trusted");
    assert.deepEqual(
      verdict.signatures.map(({ kind, placement, standing, timestamps }) => [
        kind,
        placement,
        standing,
        timestamps.length,
      ]),
      [
        ["author", "primary", "validated", 1],
        ["repository", "countersignature", "validated", 1],
      ],
    );
  });

  for (const name of ["author-p-256", "author-ed25519"])
    it(`countersigns beside a file, on an author's signature by ${name}`, async () => {
      const format = formats.pubArchive;
      const source = pubArchive();
      const { signature } = await sign(source, { signer: testSigner(name), format });
      const countersigned = await countersign(source, { format, signature, signer: testSigner("author-p-384") });
      assert.equal(countersigned.segments, undefined);
      const verdict = await verifyPackage(source, { trust, clock, format, signature: countersigned.signature });
      assert.deepEqual([verdict.outcome, verdict.signatures.length], ["trusted", 2]);
    });

  it("carries the author's octets over: content, certificates, and the SignerInfo but for what was added", async () => {
    const signed = await sign(nupkg(), { timestamp: { sources: [authority()] } });
    const countersigned = await countersign(await signed.toBytes());
    const [before, after] = [read(signed.signature), read(countersigned.signature)];
    assert.deepEqual(after.content, before.content);
    for (const certificate of before.certificates)
      assert.ok(after.certificates.some((other) => Buffer.compare(other, certificate) === 0));
    const [own, same] = [before.signerInfos[0]!, after.signerInfos[0]!];
    assert.deepEqual(same.signedAttributes!.der, own.signedAttributes!.der);
    assert.deepEqual(same.signature, own.signature);
    for (const attribute of own.unsignedAttributes!.attributes)
      assert.ok(same.unsignedAttributes!.attributes.some(({ der }) => Buffer.compare(der, attribute.der) === 0));
    assert.equal(same.unsignedAttributes!.attributes.length, own.unsignedAttributes!.attributes.length + 1);
  });

  it("chooses the countersignature's hash by itself", async () => {
    const signed = await sign(nupkg(), { hash: "sha256" });
    const { report } = await countersign(await signed.toBytes(), { hash: "sha512" });
    assert.equal(report.hash, "sha512");
  });

  it("refuses a package that nobody signed", () => assertRefused(countersign(nupkg()), "package-unsigned"));

  it("refuses a second countersignature (NU3032)", async () => {
    const countersigned = await countersign(await (await sign(nupkg())).toBytes());
    const again = countersign(await countersigned.toBytes());
    const refused = await assertRefused(again, "repository-countersignature-multiple");
    assert.equal(refused.issues[0]!.nuget, "NU3032");
  });

  it("refuses to countersign a repository's own signature (NU3033)", async () => {
    const signed = await sign(nupkg(), { signer: testSigner("repository"), kind: "repository", repository });
    await assertRefused(countersign(await signed.toBytes()), "repository-countersignature-misplaced");
  });

  it("refuses a package that was changed after it was signed, without using the key", async () => {
    const bytes = await (await sign(nupkg())).toBytes();
    const at = Buffer.from(bytes).indexOf("a.dll") + 8; // inside its compressed data
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const signer = counted(testSigner("repository"));
    const error: unknown = await countersign(bytes, { signer }).catch((reason: unknown) => reason);
    assert.match(String(error), /SignRefusedError/);
    assert.equal(signer.calls(), 0);
  });

  it("refuses an author's signature whose value was changed", async () => {
    const { signature } = await sign(pubArchive(), { format: formats.pubArchive });
    const { signerInfos } = read(signature);
    const at = Buffer.from(signature).indexOf(signerInfos[0]!.signature) + 9;
    const changed = Uint8Array.from(signature, (octet, index) => (index === at ? octet ^ 1 : octet));
    await assertRefused(
      countersign(pubArchive(), { format: formats.pubArchive, signature: changed }),
      "signature-value-invalid",
    );
  });

  it("refuses a signature file that is none", async () => {
    const signature = new TextEncoder().encode("no CMS at all");
    await assertRefused(countersign(pubArchive(), { format: formats.pubArchive, signature }), "signature-malformed");
  });

  it("refuses the repository's own faults as signing does", async () => {
    const signed = await (await sign(nupkg())).toBytes();
    await assertRefused(countersign(signed, { signer: testSigner("author-expired") }), "certificate-expired");
    await assertRefused(
      countersign(signed, { repository: { serviceIndex: "ftp://x" } }),
      "repository-service-index-invalid",
    );
    await assert.rejects(countersign(signed, { repository: undefined as never }), ConfigError);
    const foreign = { ...testSigner("author-rsa-3072"), certificates: testSigner("repository").certificates };
    await assertRefused(countersign(signed, { signer: foreign }), "signing-key-mismatch");
  });

  describe("of an author whose root is unknown", () => {
    const foreignRoot = {
      certificate: testCertificate("foreign-root"),
      purposes: ["code-signing"],
      origin: "test",
    } as const;
    const signedByForeigner = async (
      source: Uint8Array,
      options: Partial<SignOptions> = {},
    ): Promise<SignedPackage> => {
      const signer = testSigner("author-foreign");
      const certificates = [...signer.certificates, testCertificate("foreign-root")];
      return sign(source, {
        signer: { ...signer, certificates },
        trust: await createTrustStore("foreign", [foreignRoot]),
        ...options,
      });
    };

    it("stands in for the root in a .nupkg, as NuGet knows it", async () => {
      const bytes = await (await signedByForeigner(nupkg())).toBytes();
      assert.equal((await verifyPackage(bytes, { trust, clock })).outcome, "untrusted");
      const countersigned = await countersign(bytes);
      assert.ok(
        countersigned.issues.some(({ code, vouchedBy }) => code === "chain-root-untrusted" && vouchedBy !== undefined),
      );
      assert.equal((await verifyPackage(await countersigned.toBytes(), { trust, clock })).outcome, "trusted");
    });

    it("stands in for nothing beside a file, and refuses", async () => {
      const format = formats.pubArchive;
      const { signature } = await signedByForeigner(pubArchive(), { format });
      await assertRefused(countersign(pubArchive(), { format, signature }), "chain-root-untrusted");
    });
  });
});

describe("timestampPackage", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });
  const context = () => ({ trust, clock });
  const timestamp = { sources: [authority()] };
  const signed = async (): Promise<Uint8Array> => {
    const options = { ...context(), signer: testSigner("author-rsa-2048"), timestamp: "none" } as const;
    return (await signPackage(nupkg(), options)).toBytes();
  };
  const countersigned = async (): Promise<Uint8Array> => {
    const options = { ...context(), signer: testSigner("repository"), repository, timestamp: "none" } as const;
    return (await countersignPackage(await signed(), options)).toBytes();
  };

  it("stamps the primary signature, and says nothing more", async () => {
    const stamped = await timestampPackage(await signed(), { ...context(), timestamp });
    assert.deepEqual([stamped.report.timestamps.length, stamped.issues], [1, []]);
    const verdict = await verifyPackage(await stamped.toBytes(), { trust, clock });
    assert.deepEqual([verdict.outcome, verdict.signatures[0]!.timestamps.length], ["trusted", 1]);
  });

  it("stamps the countersignature, and then the primary under it", async () => {
    const first = await timestampPackage(await countersigned(), {
      ...context(),
      timestamp,
      target: "countersignature",
    });
    assert.equal(first.report.placement, "countersignature");
    const both = await timestampPackage(await first.toBytes(), { ...context(), timestamp });
    const verdict = await verifyPackage(await both.toBytes(), { trust, clock });
    assert.deepEqual(
      verdict.signatures.map(({ timestamps }) => timestamps.length),
      [1, 1],
    );
    assert.equal(verdict.outcome, "trusted");
  });

  it("stamps beside a file", async () => {
    const format = formats.pubArchive;
    const signer = testSigner("author-ed25519");
    const { signature } = await signPackage(pubArchive(), { ...context(), signer, timestamp: "none", format });
    const stamped = await timestampPackage(pubArchive(), { ...context(), timestamp, format, signature });
    assert.equal(stamped.report.timestamps.length, 1);
  });

  it("refuses a signature that has a timestamp, one that is not there, and a package without any", async () => {
    const stamped = await (await timestampPackage(await signed(), { ...context(), timestamp })).toBytes();
    await assertRefused(timestampPackage(stamped, { ...context(), timestamp }), "timestamp-multiple");
    const missing = timestampPackage(await signed(), { ...context(), timestamp, target: "countersignature" });
    await assertRefused(missing, "repository-signature-missing");
    await assertRefused(timestampPackage(nupkg(), { ...context(), timestamp }), "package-unsigned");
  });

  it("refuses a signature whose certificate has expired, which no timestamp can mend", async () => {
    const early = { trust, clock: () => new Date("2020-06-01T00:00:00Z") };
    const options = { ...early, signer: testSigner("author-expired"), timestamp: "none" } as const;
    const bytes = await (await signPackage(nupkg(), options)).toBytes();
    await assertRefused(timestampPackage(bytes, { ...context(), timestamp }), "certificate-expired");
  });

  it("refuses calls that ask for no timestamp", async () => {
    await assert.rejects(timestampPackage(await signed(), { ...context(), timestamp: "none" as never }), ConfigError);
    await assert.rejects(
      timestampPackage(await signed(), { ...context(), timestamp, target: "second" as never }),
      ConfigError,
    );
  });
});

function read(signature: Uint8Array): SignedData {
  const signedData = readSignedData(signature, { certificates: 100, attributes: 100 });
  return signedData.ok ? signedData.value : assert.fail(signedData.fault.message);
}
