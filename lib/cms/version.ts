import { ContentType } from "./oids.js";
import type { SignedData } from "./signed-data.js";
import type { SignerInfo } from "./signer-info.js";

/** The version that a SignerInfo must carry (RFC 5652 §5.3): 1 by issuer and serial, 3 by key identifier. */
export function requiredSignerVersion(signerInfo: SignerInfo): number {
  return signerInfo.sid.kind === "issuer-serial" ? 1 : 3;
}

/** The version that a SignedData must carry (RFC 5652 §5.1), for what is read here: no attribute certificates of version 1. */
export function requiredSignedDataVersion(signedData: SignedData): number {
  if (signedData.revocation.some(({ kind }) => kind !== "crl")) return 5;
  if (signedData.otherCertificates.length > 0) return 4;
  const plain =
    signedData.contentType === ContentType.data && signedData.signerInfos.every(({ version }) => version !== 3);
  return plain ? 1 : 3;
}
