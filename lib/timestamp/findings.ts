import { andThen, equalBytes, type Eventual, toHex } from "../bytes/index.js";
import {
  AttributeType,
  attributeName,
  ContentType,
  readContentTypeValue,
  type SignerFault,
  type SignerInfo,
  singleValue,
} from "../cms/index.js";
import { algorithmName, digestMisuse, digestOf, hashOf } from "../crypto/index.js";
import { dateText, type Finding, found } from "../report/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import type { TimestampToken } from "./token.js";
import type { TimestampRequest } from "./request.js";

const NONE: readonly Finding[] = Object.freeze([]);

/** Whether the token is over the octets asked about, by a hash that is taken (RFC 3161 §2.4.2, messageImprint). */
export function imprintFindings(
  { info }: TimestampToken,
  { hashes, stamped, context }: TimestampRequest,
): Eventual<readonly Finding[]> {
  const hash = hashOf(info.imprintAlgorithm);
  if (hash === undefined || !hashes.includes(hash))
    return [
      found("timestamp-hash-unsupported", withProblem(info.imprintAlgorithm.oid, digestMisuse(info.imprintAlgorithm))),
    ];
  return andThen(digestOf(context.keys.provider, hash, stamped), (digest) => {
    if (equalBytes(digest, info.imprint)) return NONE;
    const [expected, actual] = [toHex(info.imprint), toHex(digest)];
    return [found("timestamp-imprint-mismatch", { algorithm: hash, expected, actual })];
  });
}

/** A token's content-type must be there and name the TSTInfo (RFC 5652 §11.1, RFC 3161 §2.4.2). */
export function contentTypeFindings(signerInfo: SignerInfo): Finding[] {
  const oid = AttributeType.contentType;
  const type = singleValue(signerInfo.signedAttributes, oid, readContentTypeValue);
  if (type.kind === "absent") return [found("signature-attribute-missing", { attribute: attributeName(oid), oid })];
  if (type.kind === "problem")
    return [found("signature-attribute-invalid", { attribute: attributeName(oid), oid, problem: type.problem })];
  return type.value === ContentType.tstInfo
    ? []
    : [found("signature-content-type-mismatch", { expected: ContentType.tstInfo, actual: type.value })];
}

export function signerFinding(fault: SignerFault, signerInfo: SignerInfo, authority: Certificate): Finding {
  const certificate = certificateRef(authority, 0);
  switch (fault.kind) {
    case "digest-algorithm":
      return found("timestamp-digest-unsupported", withProblem(fault.oid, fault.problem));
    case "key-malformed":
      return found("certificate-malformed", {
        certificate,
        field: fault.fault.structure,
        offset: fault.fault.offset,
        problem: fault.fault.problem,
      });
    case "no-attributes":
    case "not-canonical":
    case "signature-algorithm":
    case "value":
      return found("timestamp-signature-invalid", { algorithm: nameOf(signerInfo), certificate });
  }
}

function withProblem(oid: string, problem: string | undefined): { readonly oid: string; readonly problem?: string } {
  return problem === undefined ? { oid } : { oid, problem };
}

function nameOf({ signatureAlgorithm: { oid } }: SignerInfo): string {
  return algorithmName(oid) ?? oid;
}

export function outsideCertificate(genTime: number, accuracyMs: number, authority: Certificate): Finding {
  const [notBefore, notAfter] = [authority.notBefore.toISOString(), authority.notAfter.toISOString()];
  return found("timestamp-time-outside-certificate", { genTime: dateText(genTime), accuracyMs, notBefore, notAfter });
}
