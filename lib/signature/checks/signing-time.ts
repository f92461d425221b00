import { attributeName, AttributeType } from "../../cms/index.js";
import { dateText, type Finding, found } from "../../report/index.js";
import { FUTURE_SKEW_MS, type VerifiedTimestamp } from "../../timestamp/index.js";
import type { SignatureElement } from "../read.js";

const NONE: readonly Finding[] = Object.freeze([]);

/**
 * Whether the time at which a signer claims to have signed (RFC 5652 §11.3) comes after the timestamp on the signature, or
 * after the clock where there is none, by more than clocks differ. The claim is used for nothing; that it is impossible says
 * something of the signer's machine. An early claim contradicts nothing: a signature may be stamped years later.
 *
 * @param now milliseconds since 1970.
 */
export function signingTimeFindings(
  { claimedTime, signerInfo }: SignatureElement,
  timestamp: VerifiedTimestamp | undefined,
  now: number,
): readonly Finding[] {
  if (claimedTime === undefined) return NONE;
  const latest = timestamp === undefined ? now : timestamp.latest;
  if (claimedTime <= latest + FUTURE_SKEW_MS) return NONE;
  const reference = dateText(timestamp?.info.genTime ?? now);
  return [
    found(
      "signing-time-implausible",
      { claimed: dateText(claimedTime), reference },
      { part: "signature", start: signerInfo.offset, attribute: attributeName(AttributeType.signingTime) },
    ),
  ];
}
