import { ContentType } from "./oids.js";
import type { SignedData } from "./signed-data.js";
import type { SignerInfo } from "./signer-info.js";

/** The version that a SignerInfo must carry (RFC 5652 §5.3): 1 by issuer and serial, 3 by key identifier. */
function requiredSignerVersion(signerInfo: SignerInfo): number {
  return signerInfo.sid.kind === "issuer-serial" ? 1 : 3;
}

/** The version that a SignedData must carry (RFC 5652 §5.1), for what is read here: no attribute certificates of version 1. */
function requiredSignedDataVersion(signedData: SignedData): number {
  if (signedData.revocation.some(({ kind }) => kind !== "crl")) return 5;
  if (signedData.otherCertificates.length > 0) return 4;
  const plain =
    signedData.contentType === ContentType.data && signedData.signerInfos.every(({ version }) => version !== 3);
  return plain ? 1 : 3;
}

/** What is wrong with the version of a SignedData, as the end of a sentence about it. */
export function messageVersionProblem(signedData: SignedData): string | undefined {
  const wanted = requiredSignedDataVersion(signedData);
  if (signedData.version === wanted) return undefined;
  return `is of version ${signedData.version} where its contents ask for ${wanted}`;
}

/** The same of a SignerInfo. */
export function signerVersionProblem(signerInfo: SignerInfo): string | undefined {
  const wanted = requiredSignerVersion(signerInfo);
  if (signerInfo.version === wanted) return undefined;
  return `is of version ${signerInfo.version} where its signer identifier asks for ${wanted}`;
}
