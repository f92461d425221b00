import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { equalBytes } from "../../bytes/index.js";
import { type Certificate, sameName } from "../../x509/index.js";

/**
 * Whether the certificate is for this key. They are compared as OpenSSL writes them: `KeyObject.equals` of keys of two kinds
 * leaves an error behind, and the next key that anybody reads then fails by it (Node 20.20).
 */
export function belongsTo(certificate: Certificate, publicKey: KeyObject): boolean {
  try {
    const certified = createPublicKey({ key: Buffer.from(certificate.publicKeyInfo), format: "der", type: "spki" });
    return equalBytes(spkiOf(certified), spkiOf(publicKey));
  } catch {
    return false; // a key of a kind that OpenSSL doesn't know is not ours
  }
}

function spkiOf(key: KeyObject): Uint8Array {
  return key.export({ format: "der", type: "spki" });
}

/**
 * The leaf, then its issuers as far as they are there, whatever order they came in. The root is left out: a verifier has
 * it or does not trust it. Certificates of other chains are left out too.
 */
export function chainOf(leaf: Certificate, others: readonly Certificate[]): readonly Certificate[] {
  const chain = [leaf];
  let current = leaf;
  while (!isSelfIssued(current)) {
    const issuer = others.find((other) => !chain.includes(other) && issued(other, current));
    if (issuer === undefined || isSelfIssued(issuer)) break;
    chain.push(issuer);
    current = issuer;
  }
  return chain;
}

function isSelfIssued(certificate: Certificate): boolean {
  return sameName(certificate.subjectName, certificate.issuerName);
}

function issued(issuer: Certificate, certificate: Certificate): boolean {
  if (equalBytes(issuer.der, certificate.der) || !sameName(issuer.subjectName, certificate.issuerName)) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(issuer.publicKeyInfo), format: "der", type: "spki" });
    return new X509Certificate(certificate.der).verify(key);
  } catch {
    return false; // an algorithm that OpenSSL no longer has: nothing that a verifier would accept
  }
}
