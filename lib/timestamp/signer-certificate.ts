import { andThen, equalBytes, type Eventual, toHex } from "../bytes/index.js";
import {
  AttributeType,
  matchSigningCertificate,
  readSigningCertificateV1,
  readSigningCertificateV2,
  type SignerInfo,
  type SigningCertificateId,
  singleValue,
} from "../cms/index.js";
import type { CryptoProvider } from "../crypto/index.js";
import type { CertificateBag } from "../path/index.js";
import type { Certificate } from "../x509/index.js";

/**
 * The signer's certificate in a bag that anybody may have added to.
 *
 * Several members can fit the signer identifier, since names, serial numbers and key identifiers are anyone's to write.
 * Then the one that the signed signing-certificate attribute names is taken: a decoy, wherever it stands, changes nothing.
 */
export function findSignerCertificate(
  bag: CertificateBag,
  signerInfo: SignerInfo,
  provider: CryptoProvider,
): Eventual<Certificate | undefined> {
  const candidates = membersFor(bag, signerInfo);
  const found = candidates.length > 1 ? namedAmong(candidates, signerInfo, provider) : candidates[0];
  return andThen(found, (certificate) => andThen(certificate?.identify(provider), () => certificate));
}

/** The member that the signer identifier fits, if no other does. */
export function onlySignerCertificate(bag: CertificateBag, signerInfo: SignerInfo): Certificate | undefined {
  const [certificate, another] = membersFor(bag, signerInfo);
  return another === undefined ? certificate : undefined;
}

function membersFor(bag: CertificateBag, { sid }: SignerInfo): readonly Certificate[] {
  return sid.kind === "issuer-serial"
    ? bag.withIssuerAndSerial(sid.issuer, sid.serial)
    : bag.withKeyIdentifier(sid.identifier);
}

async function namedAmong(
  candidates: readonly Certificate[],
  signerInfo: SignerInfo,
  provider: CryptoProvider,
): Promise<Certificate | undefined> {
  const id = signingCertificateId(signerInfo);
  if (id === undefined) return candidates[0];
  for (const candidate of candidates) {
    if (!(await isDigestOf(id, candidate, provider))) continue;
    if ((await matchSigningCertificate(id, candidate, provider)) === undefined) return candidate;
  }
  return candidates[0];
}

/** Asked before anything else: the issuer's name beside it is as long as whoever wrote it liked, and would be prepared for each. */
async function isDigestOf(
  { hash, digest }: SigningCertificateId,
  candidate: Certificate,
  provider: CryptoProvider,
): Promise<boolean> {
  return hash !== undefined && equalBytes(await candidate.digest(hash, provider), digest);
}

function signingCertificateId({ signedAttributes }: SignerInfo): SigningCertificateId | undefined {
  const second = singleValue(signedAttributes, AttributeType.signingCertificateV2, readSigningCertificateV2);
  if (second.kind === "value") return second.value[0];
  const first = singleValue(signedAttributes, AttributeType.signingCertificate, readSigningCertificateV1);
  return first.kind === "value" ? first.value[0] : undefined;
}

/** The signer identifier as findings show it. */
export function signerIdText({ sid }: SignerInfo): string {
  return sid.kind === "issuer-serial" ? `serial ${toHex(sid.serial)}` : `key identifier ${toHex(sid.identifier)}`;
}
