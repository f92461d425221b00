import { AttributeType, readMessageDigestValue, singleValue } from "../cms/index.js";
import { type ContentDigests, type ExpectedDigest, hashOf, VerifiedContent } from "../crypto/index.js";
import { toHex } from "../bytes/index.js";
import type { SignatureProfile } from "../formats/index.js";
import { failed, type Finding, found, ok, type Result } from "../report/index.js";
import { readManifest } from "./manifest.js";
import type { PackageSignature } from "./read.js";

/**
 * What the primary signature says the content's digests are: the hashes of its manifest, or, for content that lies
 * outside, its message-digest.
 */
export function expectedDigests(
  { signedData, primary }: PackageSignature,
  profile: SignatureProfile,
): Result<readonly ExpectedDigest[]> {
  if (profile.content === "manifest") {
    const manifest = readManifest(signedData.content ?? new Uint8Array(0), profile.hashes);
    return manifest.ok ? ok(manifest.value.digests) : manifest;
  }
  const algorithm = hashOf(primary.signerInfo.digestAlgorithm);
  if (algorithm === undefined || !profile.hashes.includes(algorithm))
    return failed(
      found("content-hash-unsupported", { oid: primary.signerInfo.digestAlgorithm.oid, supported: profile.hashes }),
    );
  const attribute = singleValue(
    primary.signerInfo.signedAttributes,
    AttributeType.messageDigest,
    readMessageDigestValue,
  );
  if (attribute.kind === "value") return ok([{ algorithm, digest: attribute.value }]);
  return failed(
    found(
      "signature-attribute-missing",
      { attribute: "message-digest", oid: AttributeType.messageDigest },
      { part: "signature" },
    ),
  );
}

/** Compares digests over the bytes received with what was signed: the proof, or a finding for each hash that does not hold. */
export function compareContent(
  computed: ContentDigests,
  expected: readonly ExpectedDigest[],
): VerifiedContent | readonly Finding[] {
  const compared = VerifiedContent.compare(computed, expected);
  if (compared instanceof VerifiedContent) return compared;
  return compared.map(({ algorithm, digest }) =>
    found(
      "content-digest-mismatch",
      { algorithm, expected: toHex(digest), actual: toHex(computed.get(algorithm) ?? new Uint8Array(0)) },
      { part: "package" },
    ),
  );
}
