import { equalBytes } from "../bytes/index.js";
import {
  at,
  type SignedData,
  type SignerInfo,
  unreadAttributes,
  unsignedInMessage,
  type UnsignedBytes,
} from "../cms/index.js";
import type { CertificateBag } from "../path/index.js";
import { type Finding, found } from "../report/index.js";
import type { Certificate } from "../x509/index.js";

/** A message whose unsigned bytes are looked at. */
export interface UnsignedRequest {
  readonly signedData: SignedData;
  /** Its certificates, read. */
  readonly bag: CertificateBag;
  readonly where: "signature file" | "timestamp";
}

/**
 * What a message with one signer holds that no signature covers and no signer leaves so. It changes nothing, and somebody
 * has been at the file: the verdict says it.
 */
export function unsignedBytesFindings({ signedData, bag, where }: UnsignedRequest): readonly Finding[] {
  const unsigned = unsignedInMessage(signedData);
  if (unsigned.length === 0 && bag.malformed.length === 0) return NONE;
  const all = [...unsigned, ...unreadable(signedData, bag)];
  return all.slice(0, MOST_TOLD).map((bytes) => unsignedFinding(bytes, where));
}

/** More would say nothing new, as with containers: members of two octets would make a verdict 500 times as long as they are. */
const MOST_TOLD = 8;

function unreadable({ der }: SignedData, { malformed }: CertificateBag): readonly UnsignedBytes[] {
  return malformed.map((member) => at(der, member.der, "a certificate that cannot be read"));
}

/** The same of one signer: unsigned attributes of types that nothing reads, a name that is not its certificate's letter by letter. */
export function unsignedOfSigner(
  { signedData, where }: UnsignedRequest,
  signerInfo: SignerInfo,
  certificate: Certificate | undefined,
  typesRead: readonly string[],
): readonly Finding[] {
  const { sid } = signerInfo;
  const unsigned = unreadAttributes(signedData.der, signerInfo, typesRead);
  const otherName =
    sid.kind === "issuer-serial" && certificate !== undefined && !equalBytes(sid.issuer, certificate.issuerName)
      ? [at(signedData.der, sid.issuer, "the name of the signer's issuer, written otherwise than in its certificate")]
      : NO_BYTES;
  if (unsigned.length === 0 && otherName.length === 0) return NONE;
  return [...unsigned, ...otherName].map((bytes) => unsignedFinding(bytes, where));
}

const NONE: readonly Finding[] = Object.freeze([]);
const NO_BYTES: readonly UnsignedBytes[] = Object.freeze([]);

/** The finding of bytes that a message holds. */
export function unsignedFinding({ what, start, end }: UnsignedBytes, where: UnsignedRequest["where"]): Finding {
  const part = where === "timestamp" ? "timestamp" : "signature";
  return found("signature-bytes-unsigned", { where, what, start, end }, { part, start, end });
}
