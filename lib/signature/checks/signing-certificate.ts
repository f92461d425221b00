import { andThen, type Eventual } from "../../bytes/index.js";
import {
  AttributeType,
  attributeName,
  matchSigningCertificate,
  readSigningCertificateV2,
  type SigningCertificateId,
  singleValue,
} from "../../cms/index.js";
import type { CryptoProvider } from "../../crypto/index.js";
import type { SignatureProfile } from "../../formats/index.js";
import { type Finding, found } from "../../report/index.js";
import type { Certificate } from "../../x509/index.js";
import type { SignatureElement } from "../read.js";
import { invalidAttribute } from "./signed-attributes.js";

const V2 = AttributeType.signingCertificateV2;

/**
 * signing-certificate-v2 must name the signer's certificate, first and by SHA-2 (RFC 5035 §3): it puts the
 * key into what is signed, so that a value that fits another key made for it proves nothing.
 */
export function signingCertificateFindings(
  element: SignatureElement,
  certificate: Certificate,
  profile: SignatureProfile,
  provider: CryptoProvider,
): Eventual<readonly Finding[]> {
  const table = element.signerInfo.signedAttributes;
  const findings: Finding[] = [];
  if ((table?.all(AttributeType.signingCertificate).length ?? 0) > 0)
    findings.push(invalidAttribute(AttributeType.signingCertificate, "stands where only the second version may"));
  const attribute = singleValue(table, V2, readSigningCertificateV2);
  if (attribute.kind === "problem") return [...findings, invalidAttribute(V2, attribute.problem)];
  if (attribute.kind === "absent") return findings;
  const named = identifierFindings(attribute.value, certificate, profile, provider);
  return andThen(named, (more) => [...findings, ...more]);
}

function identifierFindings(
  ids: readonly SigningCertificateId[],
  certificate: Certificate,
  profile: SignatureProfile,
  provider: CryptoProvider,
): Eventual<readonly Finding[]> {
  if (ids.some(({ hash }) => hash === undefined))
    return [invalidAttribute(V2, "names a certificate by another hash than SHA-2")];
  const [first] = ids;
  // NuGet asks for issuer and serial number too (NU3011); RFC 5035 leaves them optional.
  if (profile.content === "manifest" && first?.issuerSerial === undefined)
    return [invalidAttribute(V2, "names no issuer and serial number")];
  return andThen(first && matchSigningCertificate(first, certificate, provider), (mismatch) =>
    mismatch === undefined
      ? []
      : [found("signing-certificate-mismatch", mismatch, { part: "signature", attribute: attributeName(V2) })],
  );
}
