import { type CmsLimits, ContentType, readSignedData, type SignedData, type SignerInfo } from "../cms/index.js";
import { reading } from "../der/index.js";
import { failed, found, ok, type Result } from "../report/index.js";
import { readTstInfo, type TstInfo } from "./tst-info.js";

/** A TimeStampToken (RFC 3161 §2.4.2), read and not verified. */
export interface TimestampToken {
  readonly der: Uint8Array;
  readonly signedData: SignedData;
  readonly signerInfo: SignerInfo;
  readonly info: TstInfo;
  /** What the authority signed: the octets of the TSTInfo. */
  readonly content: Uint8Array;
}

/** Reads a token: a SignedData over a TSTInfo with exactly one signer. */
export function readTimestampToken(der: Uint8Array, limits: CmsLimits): Result<TimestampToken> {
  const read = readSignedData(der, limits);
  if (!read.ok) return malformed(read.fault.structure, read.fault.offset, read.fault.problem);
  const signedData = read.value;
  const { contentType, content } = signedData;
  const [signerInfo, second] = signedData.signerInfos;
  if (contentType !== ContentType.tstInfo)
    return malformed("EncapsulatedContentInfo", 0, `holds content type ${contentType} instead of id-ct-TSTInfo`);
  if (content === undefined) return malformed("EncapsulatedContentInfo", 0, "holds no content");
  if (signerInfo === undefined || second !== undefined)
    return malformed("SignedData", 0, `has ${signedData.signerInfos.length} signers where a token has one`);
  const info = reading(() => readTstInfo(content));
  if (!info.ok) return malformed(info.fault.structure, info.fault.offset, info.fault.problem);
  return ok({ der, signedData, signerInfo, info: info.value, content });
}

function malformed(structure: string, offset: number, problem: string): Result<never> {
  return failed(found("timestamp-malformed", { structure, offset, problem }, { part: "timestamp", start: offset }));
}
