import { constants, createHash, type KeyObject, sign } from "node:crypto";
import { buildSignedAttributes, buildSignedData, buildSignerInfo } from "../../../lib/cms/build/index.js";
import type { SignatureAlgorithm } from "../../../lib/crypto/index.js";
import type { HashName } from "../../../lib/report/index.js";
import type { Leaf } from "./openssl-pki.js";

export const digest = (hash: HashName, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash(hash).update(bytes).digest());

/** The signature value as CMS carries it, by node's own crypto. */
export function signValue(key: KeyObject, algorithm: SignatureAlgorithm, message: Uint8Array): Uint8Array {
  switch (algorithm.name) {
    case "rsa-pkcs1":
    case "ecdsa":
      return new Uint8Array(sign(algorithm.hash, message, key));
    case "rsa-pss": {
      const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
      return new Uint8Array(sign(algorithm.hash, message, pss));
    }
    case "ed25519":
      return new Uint8Array(sign(null, message, key));
  }
}

export interface Signing {
  readonly leaf: Leaf;
  readonly algorithm: SignatureAlgorithm;
  readonly hash: HashName;
  readonly messageDigest: Uint8Array;
  readonly countersignature?: boolean;
}

/** A SignerInfo from start to end, as the sign room makes it. */
export function signerInfoFor({ leaf, algorithm, hash, messageDigest, countersignature = false }: Signing): Uint8Array {
  const signedAttributes = buildSignedAttributes({
    messageDigest,
    signingTime: new Date("2026-11-24T10:11:12.345Z"),
    kind: countersignature ? "repository" : "author",
    hash,
    signerCertificate: leaf.certificate,
    certificateDigest: digest(hash, leaf.certificate),
    ...(countersignature && {
      repository: { serviceIndex: "https://packages.test/index.json", owners: ["ann", "bob"] },
    }),
    countersignature,
  });
  const signature = signValue(leaf.key, algorithm, signedAttributes);
  return buildSignerInfo({ certificate: leaf.certificate, hash, algorithm, signedAttributes, signature });
}

/** A signature over `content`, attached or detached. */
export function signatureOver(
  content: Uint8Array,
  options: {
    readonly leaf: Leaf;
    readonly algorithm: SignatureAlgorithm;
    readonly hash: HashName;
    readonly root: Uint8Array;
    readonly detached: boolean;
  },
): Uint8Array {
  const signerInfo = signerInfoFor({ ...options, messageDigest: digest(options.hash, content) });
  return buildSignedData({
    signerInfo,
    certificates: [options.root, options.leaf.certificate],
    digestAlgorithm: options.hash,
    ...(!options.detached && { content }),
  });
}
