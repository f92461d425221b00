import {
  AttributeType,
  attributeName,
  matchSigningCertificate,
  readSigningCertificateV1,
  readSigningCertificateV2,
  type SignerInfo,
  type SigningCertificateId,
  singleValue,
} from "../cms/index.js";
import type { CryptoProvider } from "../crypto/index.js";
import { type Finding, found } from "../report/index.js";
import type { Certificate } from "../x509/index.js";

/**
 * A token names its signer's certificate by signing-certificate (RFC 2634) or signing-certificate-v2 (RFC 5816), or by
 * both; each that is there must name it.
 */
export async function signingCertificateFindings(
  signerInfo: SignerInfo,
  certificate: Certificate,
  provider: CryptoProvider,
): Promise<readonly Finding[]> {
  const first = await versionFindings(
    signerInfo,
    AttributeType.signingCertificate,
    readSigningCertificateV1,
    certificate,
    provider,
  );
  const second = await versionFindings(
    signerInfo,
    AttributeType.signingCertificateV2,
    readSigningCertificateV2,
    certificate,
    provider,
  );
  if (first === undefined && second === undefined) {
    const oid = AttributeType.signingCertificateV2;
    return [found("signature-attribute-missing", { attribute: attributeName(oid), oid })];
  }
  return [...(first ?? []), ...(second ?? [])];
}

/** @returns `undefined` if the attribute is absent. */
async function versionFindings(
  signerInfo: SignerInfo,
  oid: string,
  read: (der: Uint8Array) => readonly SigningCertificateId[],
  certificate: Certificate,
  provider: CryptoProvider,
): Promise<readonly Finding[] | undefined> {
  const attribute = singleValue(signerInfo.signedAttributes, oid, read);
  if (attribute.kind === "absent") return undefined;
  if (attribute.kind === "problem")
    return [found("signature-attribute-invalid", { attribute: attributeName(oid), oid, problem: attribute.problem })];
  const [id] = attribute.value;
  const mismatch = id === undefined ? undefined : await matchSigningCertificate(id, certificate, provider);
  return mismatch === undefined ? [] : [found("signing-certificate-mismatch", mismatch)];
}
