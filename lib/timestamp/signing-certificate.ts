import { andThen, type Eventual, mapInTurn } from "../bytes/index.js";
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
export function signingCertificateFindings(
  signerInfo: SignerInfo,
  certificate: Certificate,
  provider: CryptoProvider,
): Eventual<readonly Finding[]> {
  const findings = mapInTurn(VERSIONS, (version) => versionFindings(signerInfo, version, certificate, provider));
  return andThen(findings, ([first, second]) => {
    if (first !== undefined || second !== undefined) return [...(first ?? []), ...(second ?? [])];
    const oid = AttributeType.signingCertificateV2;
    return [found("signature-attribute-missing", { attribute: attributeName(oid), oid })];
  });
}

/** One version of the attribute, and how it is read. */
interface Version {
  readonly oid: string;
  readonly read: (der: Uint8Array) => readonly SigningCertificateId[];
}

const VERSIONS: readonly Version[] = [
  { oid: AttributeType.signingCertificate, read: readSigningCertificateV1 },
  { oid: AttributeType.signingCertificateV2, read: readSigningCertificateV2 },
];

/** @returns `undefined` if the attribute is absent. */
function versionFindings(
  signerInfo: SignerInfo,
  { oid, read }: Version,
  certificate: Certificate,
  provider: CryptoProvider,
): Eventual<readonly Finding[] | undefined> {
  const attribute = singleValue(signerInfo.signedAttributes, oid, read);
  if (attribute.kind === "absent") return undefined;
  if (attribute.kind === "problem")
    return [found("signature-attribute-invalid", { attribute: attributeName(oid), oid, problem: attribute.problem })];
  const [id] = attribute.value;
  return andThen(id && matchSigningCertificate(id, certificate, provider), (mismatch) =>
    mismatch === undefined ? [] : [found("signing-certificate-mismatch", mismatch)],
  );
}
