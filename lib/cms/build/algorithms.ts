import { Null } from "asn1js";
import { AlgorithmIdentifier, RSASSAPSSParams } from "pkijs";
import { hashOid, type SignatureAlgorithm } from "../../crypto/index.js";
import type { HashName } from "../../report/index.js";

/** Octets of a digest, and ecdsa-with-SHA2 (RFC 5758 §3.2). */
const BY_HASH: Readonly<Record<HashName, { readonly bytes: number; readonly ecdsa: string }>> = {
  sha256: { bytes: 32, ecdsa: "1.2.840.10045.4.3.2" },
  sha384: { bytes: 48, ecdsa: "1.2.840.10045.4.3.3" },
  sha512: { bytes: 64, ecdsa: "1.2.840.10045.4.3.4" },
};
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const RSASSA_PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";
const ED25519 = "1.3.101.112";

/** A digest's identifier, parameters absent (RFC 5754 §2). */
export function digestIdentifier(hash: HashName): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: hashOid(hash) });
}

/**
 * The identifier of a SignerInfo's signatureAlgorithm. RSA with PKCS #1 v1.5 is `rsaEncryption` with NULL (RFC 3370
 * §3.2): .NET's managed signer leaves the NULL out, its Windows signer writes it, and readers take both.
 */
export function signatureIdentifier(algorithm: SignatureAlgorithm): AlgorithmIdentifier {
  switch (algorithm.name) {
    case "rsa-pkcs1":
      return new AlgorithmIdentifier({ algorithmId: RSA_ENCRYPTION, algorithmParams: new Null() });
    case "rsa-pss":
      return new AlgorithmIdentifier({ algorithmId: RSASSA_PSS, algorithmParams: pssParameters(algorithm.hash) });
    case "ecdsa":
      return new AlgorithmIdentifier({ algorithmId: BY_HASH[algorithm.hash].ecdsa });
    case "ed25519":
      return new AlgorithmIdentifier({ algorithmId: ED25519 });
  }
}

/** RFC 4055 §3.1; inside these parameters a hash carries NULL (RFC 4055 §2.1), other than in a SignerInfo. */
function pssParameters(hash: HashName): ReturnType<RSASSAPSSParams["toSchema"]> {
  const digest = new AlgorithmIdentifier({ algorithmId: hashOid(hash), algorithmParams: new Null() });
  return new RSASSAPSSParams({
    hashAlgorithm: digest,
    maskGenAlgorithm: new AlgorithmIdentifier({ algorithmId: MGF1, algorithmParams: digest.toSchema() }),
    saltLength: BY_HASH[hash].bytes,
  }).toSchema();
}
