import assert from "node:assert/strict";
import { BaseBlock, IA5String, OctetString, Sequence, UTCTime, Utf8String } from "asn1js";
import type { SignedData, SignerInfo } from "pkijs";
import { buildSignedAttributes } from "../../../lib/cms/build/index.js";
import { AttributeType } from "../../../lib/cms/index.js";
import { toHex } from "../../../lib/bytes/index.js";
import { DecodeError, type HashName } from "../../../lib/report/index.js";
import { requireShared, sharedPath } from "../../shared.js";
import { createOpensslPki, type Leaf, type OpensslPki, rsa2048 } from "./openssl-pki.js";
import { bytesOf, certificateOf, readSignedData, signatureOf, signerInfoFrom } from "./peer-signature.js";
import { digest } from "./signing.js";

const HASH_BY_OID: Readonly<Record<string, HashName>> = { "2.16.840.1.101.3.4.2.1": "sha256" };
/** DER of nuget-package-owners. */
const OWNERS = "060c2b0601040182375402010102";
const peer = (name: string): string => sharedPath("interop", "cases", "packages", name);

describe("buildSignedAttributes", () => {
  describe("beside NuGet's own signers", function () {
    before(function () {
      requireShared(this, "interop", "cases", "packages");
    });

    it("writes, for an author, the very octets that the SDK's signer signed", () => {
      const signed = readSignedData(signatureOf(peer("sdk-rsa2048-sha256.nupkg")));
      assertSameAttributes(signed, signed.signerInfos[0]!, { kind: "author", countersignature: false }, "Lab RSA 2048");
    });

    it("writes, for a repository with two owners, the very octets that NuGet.Packaging signed", () => {
      const signed = readSignedData(signatureOf(peer("repo-primary.nupkg")));
      const [signerInfo] = signed.signerInfos;
      assertSameAttributes(signed, signerInfo!, { kind: "repository", countersignature: false });
    });

    it("writes, for a countersignature, the very octets that NuGet.Packaging signed", () => {
      const signed = readSignedData(signatureOf(peer("author-repo.nupkg")));
      const value = unsignedValue(signed.signerInfos[0]!, AttributeType.countersignature);
      assertSameAttributes(signed, signerInfoFrom(value), { kind: "repository", countersignature: true });
    });
  });

  describe("alone", () => {
    let pki: OpensslPki;
    let leaf: Leaf;
    before(() => {
      pki = createOpensslPki();
      leaf = pki.issue("author", { key: rsa2048 });
    });
    after(() => pki.close());

    const input = (signingTime: string, hash: HashName = "sha256"): Parameters<typeof buildSignedAttributes>[0] => ({
      messageDigest: new Uint8Array(32),
      signingTime: new Date(signingTime),
      kind: "author",
      hash,
      signerCertificate: leaf.certificate,
      certificateDigest: digest(hash, leaf.certificate),
      countersignature: false,
    });

    it("writes times to 2049 as UTCTime and later ones as GeneralizedTime (RFC 5652 §11.3)", () => {
      const last = toHex(buildSignedAttributes(input("2049-12-31T23:59:59.999Z")));
      const next = toHex(buildSignedAttributes(input("2050-01-01T00:00:00.000Z")));
      assert.ok(last.includes(`170d${toHex(Buffer.from("491231235959Z"))}`));
      assert.ok(next.includes(`180f${toHex(Buffer.from("20500101000000Z"))}`));
    });

    it("leaves the owners out when there are none, for the sequence may not be empty", () => {
      const repository = { serviceIndex: "https://packages.test/index.json", owners: [] };
      const claims = { ...input("2026-11-24T00:00:00Z"), kind: "repository", repository } as const;
      assert.ok(!toHex(buildSignedAttributes(claims)).includes(OWNERS));
      const owned = toHex(buildSignedAttributes({ ...claims, repository: { ...repository, owners: ["ann"] } }));
      assert.ok(owned.includes(`${OWNERS}310730050c03${toHex(Buffer.from("ann"))}`));
    });

    it("names a content-type of the caller's choice", () => {
      const built = buildSignedAttributes({
        ...input("2026-11-24T00:00:00Z"),
        contentType: "1.2.840.113549.1.9.16.1.4",
      });
      assert.ok(toHex(built).includes("060b2a864886f70d0109100104"));
    });

    for (const hash of ["sha256", "sha384", "sha512"] as const)
      it(`names the certificate by the signature's hash, ${hash}, written out (RFC 5035 §4)`, () => {
        const built = toHex(buildSignedAttributes(input("2026-11-24T00:00:00Z", hash)));
        const arc = { sha256: "01", sha384: "02", sha512: "03" }[hash];
        const expected = digest(hash, leaf.certificate);
        const octets = `04${toHex(Uint8Array.of(expected.length))}${toHex(expected)}`;
        assert.ok(built.includes(`300b06096086480165030402${arc}${octets}`));
      });

    it("refuses a certificate that is cut off, and reads the whole one", () => {
      const cut = leaf.certificate.subarray(0, -1);
      assert.throws(
        () => buildSignedAttributes({ ...input("2026-11-24T00:00:00Z"), signerCertificate: cut }),
        DecodeError,
      );
      assert.doesNotThrow(() => buildSignedAttributes(input("2026-11-24T00:00:00Z")));
    });
  });
});

/** Builds again from what the peer's attributes say, and compares the octets that were signed. */
function assertSameAttributes(
  signed: SignedData,
  signerInfo: SignerInfo,
  as: { readonly kind: "author" | "repository"; readonly countersignature: boolean },
  signer = "Lab Repository",
): void {
  const attributes = signerInfo.signedAttrs!;
  const certificate = certificateOf(signed, signer);
  const signerCertificate = bytesOf(certificate.toSchema(true));
  const hash = HASH_BY_OID[signerInfo.digestAlgorithm.algorithmId]!;
  const built = buildSignedAttributes({
    messageDigest: valueOf(signerInfo, AttributeType.messageDigest, OctetString).valueBlock.valueHexView,
    signingTime: valueOf(signerInfo, AttributeType.signingTime, UTCTime).toDate(),
    hash,
    signerCertificate,
    certificateDigest: digest(hash, signerCertificate),
    ...as,
    ...(as.kind === "repository" && { repository: claimsOf(signerInfo) }),
  });
  assert.equal(toHex(built), toHex(new Uint8Array(attributes.encodedValue)));
}

function claimsOf(signerInfo: SignerInfo): { readonly serviceIndex: string; readonly owners: readonly string[] } {
  const owners = valueOf(signerInfo, AttributeType.nugetOwners, Sequence).valueBlock.value;
  return {
    serviceIndex: valueOf(signerInfo, AttributeType.nugetServiceIndex, IA5String).valueBlock.value,
    owners: owners.map((owner) =>
      owner instanceof Utf8String ? owner.valueBlock.value : assert.fail("no UTF8String"),
    ),
  };
}

function valueOf<T>(signerInfo: SignerInfo, type: string, kind: new (...args: never[]) => T): T {
  const attribute = signerInfo.signedAttrs!.attributes.find((candidate) => candidate.type === type);
  const value: unknown = attribute?.values[0];
  assert.ok(value instanceof kind, `a value of ${type}`);
  return value;
}

function unsignedValue(signerInfo: SignerInfo, type: string): Uint8Array {
  const attribute = signerInfo.unsignedAttrs!.attributes.find((candidate) => candidate.type === type);
  const value: unknown = attribute?.values[0];
  assert.ok(value instanceof BaseBlock);
  return bytesOf(value);
}
