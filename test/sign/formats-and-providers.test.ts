import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { Crypto } from "@peculiar/webcrypto";
import { asSource, equalBytes, readRange, type RandomAccessSource, type Segment } from "../../lib/bytes/index.js";
import { webCryptoProvider } from "../../lib/crypto/index.js";
import { formats, type OpenedPackage, type PackageFormat } from "../../lib/formats/index.js";
import { found } from "../../lib/report/index.js";
import { countersignPackage, removeSignature, signPackage, type SignOptions } from "../../lib/sign/index.js";
import type { TrustStore } from "../../lib/trust/index.js";
import { verifyPackage } from "../../lib/verify/index.js";
import { testSigner } from "../../test-certs/index.js";
import { assertRefused, authority, clock, nupkg, pubArchive, testTrust } from "./fixture.js";

const MAGIC = "SIGNED";
const repository = { serviceIndex: "https://packages.test/v3/index.json" };

/** A format of one's own: the signature, its length and a mark stand behind the file. */
function trailerFormat(embed: (content: Segment, trailer: Uint8Array) => readonly Segment[]): PackageFormat {
  const open = async (source: RandomAccessSource): Promise<OpenedPackage> => {
    const tail = source.size < 10 ? undefined : await readRange(source, source.size - 10, source.size);
    const isSigned = tail !== undefined && Buffer.from(tail.subarray(4)).toString() === MAGIC;
    const length = isSigned ? Buffer.from(tail).readUInt32BE(0) : 0;
    const content: Segment = { kind: "range", start: 0, end: isSigned ? source.size - 10 - length : source.size };
    const signature = isSigned ? await readRange(source, content.end, source.size - 10) : undefined;
    return {
      findings: signature === undefined ? [found("package-unsigned", { expectedAt: "the end" })] : [],
      signature,
      signedContent: [content],
      embed: (bytes) => embed(content, trailerOf(bytes)),
      remove: () => [content],
    };
  };
  return { id: "trailer", profile: formats.detached.profile, detect: async () => true, open };
}

function trailerOf(signature: Uint8Array): Uint8Array {
  const end = Buffer.alloc(10);
  end.writeUInt32BE(signature.length, 0);
  end.write(MAGIC, 4);
  return new Uint8Array(Buffer.concat([signature, end]));
}

describe("signing", () => {
  let trust: TrustStore;
  let options: Omit<SignOptions, "timestamp">;
  before(async () => {
    trust = await testTrust();
    options = { signer: testSigner("author-rsa-2048"), trust, clock };
  });

  describe("in a format of somebody else's", () => {
    const file = new TextEncoder().encode("some content\n".repeat(20));
    const honest = trailerFormat((content, bytes) => [content, { kind: "bytes", bytes }]);

    it("signs, countersigns, verifies and removes as in the formats that come along", async () => {
      const format = honest;
      const signed = await (await signPackage(file, { ...options, format, timestamp: "none" })).toBytes();
      const signer = testSigner("repository");
      const both = await countersignPackage(signed, {
        ...options,
        signer,
        repository,
        format,
        timestamp: { sources: [authority()] },
      });
      const bytes = await both.toBytes();
      assert.equal((await verifyPackage(bytes, { trust, clock, format })).outcome, "trusted");
      const parts: Uint8Array[] = [];
      for await (const part of (await removeSignature(bytes, { format })).chunks()) parts.push(part);
      assert.ok(equalBytes(new Uint8Array(Buffer.concat(parts)), file));
    });

    const faults: Readonly<Record<string, Parameters<typeof trailerFormat>[0]>> = {
      "drops an octet of the content": (content, bytes) => [part(content, 1), { kind: "bytes", bytes }],
      "writes the content twice": (content, bytes) => [content, content, { kind: "bytes", bytes }],
      "changes an octet": (content, bytes) => [
        { kind: "bytes", bytes: Uint8Array.of(0) },
        part(content, 1),
        { kind: "bytes", bytes },
      ],
      "writes another signature": (content, bytes) => [content, { kind: "bytes", bytes: trailerOf(bytes) }],
      "writes none": (content) => [content],
    };
    for (const [what, embed] of Object.entries(faults))
      it(`hands nothing out where the format ${what}`, async () => {
        const call = signPackage(file, { ...options, format: trailerFormat(embed), timestamp: "none" });
        const error = await assertRefused(call, "signing-output-unverifiable").catch(() =>
          assertRefused(call, "signing-output-unverifiable", "package-unsigned"),
        );
        assert.equal(error.issues[0]!.code, "signing-output-unverifiable");
      });
  });

  for (const [name, crypto] of [
    ["the platform's WebCrypto", webcrypto],
    ["@peculiar/webcrypto", new Crypto()],
  ] as const)
    it(`makes the same octets on ${name} as on the native provider`, async () => {
      const provider = webCryptoProvider(crypto);
      for (const [source, format] of [
        [nupkg(), formats.nupkg],
        [pubArchive(), formats.pubArchive],
      ] as const) {
        const plain = { ...options, format, timestamp: "none" } as const;
        const native = await signPackage(source, plain);
        const web = await signPackage(source, { ...plain, crypto: provider });
        assert.ok(equalBytes(web.signature, native.signature));
        assert.equal(web.report.chain![0]!.fingerprint, native.report.chain![0]!.fingerprint);
      }
      const stamped = await signPackage(nupkg(), {
        ...options,
        crypto: provider,
        timestamp: { sources: [authority()] },
      });
      assert.equal(stamped.report.timestamps.length, 1);
    });

  it("reads a package piece by piece, from any source", async () => {
    const bytes = nupkg();
    let largest = 0;
    const source: RandomAccessSource = {
      size: bytes.length,
      slice: (start, end) => {
        largest = Math.max(largest, end - start);
        return { arrayBuffer: async () => bytes.slice(start, end).buffer };
      },
    };
    const fromSource = await signPackage(source, { ...options, timestamp: "none" });
    const fromBytes = await signPackage(bytes, { ...options, timestamp: "none" });
    assert.ok(equalBytes(await fromSource.toBytes(), await fromBytes.toBytes()));
    assert.ok(largest <= 4 * 1024 * 1024);
    assert.equal((await verifyPackage(asSource(await fromSource.toBytes()), { trust, clock })).outcome, "trusted");
  });

  it("reads its options once: what is changed afterwards changes nothing", async () => {
    const signer = testSigner("author-rsa-2048");
    const changing = { ...options, signer, timestamp: "none" as const, hash: "sha256" as const };
    const call = signPackage(nupkg(), changing);
    Object.assign(changing, { hash: "sha512", signer: testSigner("author-rsa-4096"), kind: "repository" });
    const { report } = await call;
    assert.deepEqual([report.hash, report.kind], ["sha256", "author"]);
  });
});

function part(segment: Segment, from: number): Segment {
  return segment.kind === "range" ? { ...segment, start: segment.start + from } : segment;
}
