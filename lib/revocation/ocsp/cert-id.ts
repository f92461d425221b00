import { equalBytes } from "../../bytes/index.js";
import { type CryptoProvider, digestOf, hashByOid, sha1Of } from "../../crypto/index.js";
import { DerReader, readOctetAlignedBits, reading, Tag } from "../../der/index.js";
import type { OcspCertId } from "../../x509/index.js";
import type { RevocationSubject } from "../evidence.js";

/** SHA-1: most responders know no other in a CertID (RFC 5019 §2.1.1). It names an issuer, and nothing rests on it. */
export const SHA1_OID: string = "1.3.14.3.2.26";

/** The two hashes by which a CertID names an issuer. */
export interface IssuerHashes {
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
}

/**
 * Hashes of a certificate's issuer as RFC 6960 §4.1.1 takes them: the name as the certificate writes it, and the key
 * without tag, length and unused bits.
 *
 * @returns `undefined` for a hash that is not known, or a key that cannot be read.
 */
export async function issuerHashes(
  provider: CryptoProvider,
  { certificate, issuer }: RevocationSubject,
  hashOid: string,
): Promise<IssuerHashes | undefined> {
  const key = subjectPublicKey(issuer.publicKeyInfo);
  const issuerNameHash = await digest(provider, hashOid, certificate.issuerName);
  const issuerKeyHash = key && (await digest(provider, hashOid, key));
  return issuerNameHash && issuerKeyHash && { issuerNameHash, issuerKeyHash };
}

async function digest(provider: CryptoProvider, hashOid: string, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (hashOid === SHA1_OID) return sha1Of(provider, bytes);
  const hash = hashByOid(hashOid);
  return hash && digestOf(provider, hash, bytes);
}

/** The BIT STRING's octets of a SubjectPublicKeyInfo. @returns `undefined` if it cannot be read. */
export function subjectPublicKey(publicKeyInfo: Uint8Array): Uint8Array | undefined {
  const key = reading(() => {
    const fields = new DerReader(publicKeyInfo, "SubjectPublicKeyInfo").enter(Tag.sequence, "SubjectPublicKeyInfo");
    fields.read(Tag.sequence, "algorithm");
    return readOctetAlignedBits(fields, "subjectPublicKey");
  });
  return key.ok ? key.value : undefined;
}

/** Tells which CertIDs mean the certificate; each hash is made once. */
export class CertIdMatcher {
  readonly #provider: CryptoProvider;
  readonly #subject: RevocationSubject;
  readonly #hashes = new Map<string, Promise<IssuerHashes | undefined>>();

  constructor(provider: CryptoProvider, subject: RevocationSubject) {
    this.#provider = provider;
    this.#subject = subject;
  }

  async matches(certId: OcspCertId): Promise<boolean> {
    if (!equalBytes(certId.serial, this.#subject.certificate.serial)) return false;
    const hashes = await this.#hashesBy(certId.hashOid);
    return (
      hashes !== undefined &&
      equalBytes(hashes.issuerNameHash, certId.issuerNameHash) &&
      equalBytes(hashes.issuerKeyHash, certId.issuerKeyHash)
    );
  }

  #hashesBy(hashOid: string): Promise<IssuerHashes | undefined> {
    const known = this.#hashes.get(hashOid);
    if (known !== undefined) return known;
    const pending = issuerHashes(this.#provider, this.#subject, hashOid);
    this.#hashes.set(hashOid, pending);
    return pending;
  }
}
