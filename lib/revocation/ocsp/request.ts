import { concatBytes } from "../../bytes/index.js";
import type { CryptoProvider } from "../../crypto/index.js";
import { contextConstructed, Tag } from "../../der/index.js";
import type { Inquiry } from "../inquiry.js";
import { issuerHashes, SHA1_OID } from "./cert-id.js";

/**
 * DER OCSPRequest (RFC 6960 §4.1.1) for one certificate, not signed, its CertID by SHA-1 as RFC 5019 §2.1.1 asks.
 *
 * @param nonce octets of the nonce (RFC 9654: 32; at most 128), if one is wanted: answers can then not be cached on their way.
 * @returns empty where the issuer's key cannot be read: nobody can be asked then.
 */
export async function buildOcspRequest(
  provider: CryptoProvider,
  inquiry: Inquiry,
  nonce: Uint8Array | undefined,
): Promise<Uint8Array> {
  const hashes = await issuerHashes(provider, inquiry, SHA1_OID);
  if (hashes === undefined) return new Uint8Array(0);
  const certId = element(
    Tag.sequence,
    SHA1_IDENTIFIER,
    element(Tag.octetString, hashes.issuerNameHash),
    element(Tag.octetString, hashes.issuerKeyHash),
    element(Tag.integer, inquiry.certificate.serial),
  );
  const requestList = element(Tag.sequence, element(Tag.sequence, certId));
  const extensions = nonce === undefined ? [] : [element(contextConstructed(2), nonceExtensions(nonce))];
  return element(Tag.sequence, element(Tag.sequence, requestList, ...extensions));
}

/** AlgorithmIdentifier of SHA-1, parameters NULL: the form that every responder knows. */
const SHA1_IDENTIFIER: Uint8Array = Uint8Array.of(0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0);
/** id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2. */
const NONCE_IDENTIFIER: Uint8Array = Uint8Array.of(6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2);

function nonceExtensions(nonce: Uint8Array): Uint8Array {
  const value = element(Tag.octetString, element(Tag.octetString, nonce));
  return element(Tag.sequence, element(Tag.sequence, NONCE_IDENTIFIER, value));
}

function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts);
  return concatBytes([Uint8Array.of(tag, ...lengthOctets(content.length)), content]);
}

/** A request has some hundred bytes, so two octets of length hold whatever comes. */
function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
