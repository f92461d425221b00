import { Integer, OctetString } from "asn1js";
import { MessageImprint, TimeStampReq } from "pkijs";
import type { HashName } from "../../report/index.js";
import { digestIdentifier } from "./algorithms.js";
import { toDer } from "./whole-der.js";

export interface TimestampRequestInput {
  readonly hash: HashName;
  /** Digest, by `hash`, of the signature value that is to be stamped. */
  readonly imprint: Uint8Array;
  /** Content octets of a positive INTEGER, from {@link timestampNonce}. */
  readonly nonce: Uint8Array;
}

/** DER of a TimeStampReq (RFC 3161 §2.4.1): certificates asked for, no policy. */
export function buildTimestampRequest(input: TimestampRequestInput): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: digestIdentifier(input.hash),
      hashedMessage: new OctetString({ valueHex: Uint8Array.from(input.imprint) }),
    }),
    nonce: new Integer({ valueHex: Uint8Array.from(input.nonce) }),
    certReq: true,
  });
  return toDer(request.toSchema());
}

/** Bytes of randomness that a nonce takes. */
export const NONCE_BYTES = 32;

/**
 * A nonce as the content octets of a positive INTEGER in DER: the top bit is cleared, so that no authority reads it as
 * negative, and zero octets that DER forbids in front are dropped.
 */
export function timestampNonce(random: Uint8Array): Uint8Array<ArrayBuffer> {
  const octets = Uint8Array.from(random);
  octets[0] = (octets[0] ?? 0) & 0x7f;
  let first = 0;
  while (first < octets.length - 1 && octets[first] === 0 && (octets[first + 1] ?? 0) < 0x80) first++;
  return octets.slice(first);
}
