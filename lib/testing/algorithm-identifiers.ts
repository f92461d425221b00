import { type Der, explicit, integer, nullValue, oid, sequence } from "./encode.js";
import type { TestHash, TestSignatureAlgorithm } from "./keys.js";

const HASH_OID: Readonly<Record<TestHash, string>> = {
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
};
const RSA_PKCS1_OID: Readonly<Record<TestHash, string>> = {
  sha1: "1.2.840.113549.1.1.5",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
  sha512: "1.2.840.113549.1.1.13",
};
const ECDSA_OID: Readonly<Record<TestHash, string>> = {
  sha1: "1.2.840.10045.4.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
};
const SALT_LENGTH: Readonly<Record<TestHash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** AlgorithmIdentifier of a digest; parameters absent for SHA-2 (RFC 5754 §2), NULL where they are asked for. */
export function digestIdentifier(hash: TestHash, parameters: "absent" | "null" = "absent"): Der {
  return sequence(oid(HASH_OID[hash]), ...(parameters === "null" ? [nullValue()] : []));
}

/** AlgorithmIdentifier of a signature, as certificates, CRLs and OCSP answers carry it. */
export function signatureIdentifier(algorithm: TestSignatureAlgorithm): Der {
  switch (algorithm.name) {
    case "ed25519":
      return sequence(oid("1.3.101.112"));
    case "ecdsa":
      return sequence(oid(ECDSA_OID[algorithm.hash]));
    case "rsa-pkcs1":
      return sequence(oid(RSA_PKCS1_OID[algorithm.hash]), nullValue());
    case "rsa-pss":
      return sequence(oid("1.2.840.113549.1.1.10"), pssParameters(algorithm.hash));
  }
}

/** AlgorithmIdentifier in a SignerInfo: rsaEncryption for PKCS#1 v1.5 (RFC 3370 §3.2), else as elsewhere. */
export function signerIdentifier(algorithm: TestSignatureAlgorithm): Der {
  if (algorithm.name !== "rsa-pkcs1") return signatureIdentifier(algorithm);
  return sequence(oid("1.2.840.113549.1.1.1"), nullValue());
}

/** RSASSA-PSS-params (RFC 8017 §A.2.3); for SHA-1 every field has its default and is left out. */
function pssParameters(hash: TestHash): Der {
  if (hash === "sha1") return sequence();
  const digest = digestIdentifier(hash, "null");
  const mask = sequence(oid("1.2.840.113549.1.1.8"), digest);
  return sequence(explicit(0, digest), explicit(1, mask), explicit(2, integer(SALT_LENGTH[hash])));
}
