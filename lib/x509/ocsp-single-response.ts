import { contextConstructed, contextPrimitive, type DerReader, readGeneralizedTime, Tag } from "../der/index.js";
import { type Extension, readExtensions } from "./extension.js";
import { crlReason, type CrlReason } from "./extensions/crl-reason.js";
import { type OcspCertId, readOcspCertId } from "./ocsp-cert-id.js";

/** What an answer says of one certificate (RFC 6960 §4.2.1). Times are milliseconds since 1970. */
export type OcspCertStatus =
  | { readonly status: "good" | "unknown" }
  | { readonly status: "revoked"; readonly revokedAt: number; readonly reason: CrlReason | undefined };

/** A SingleResponse (RFC 6960 §4.2.1), read and not yet judged. Times are milliseconds since 1970. */
export interface OcspSingleResponse {
  readonly certId: OcspCertId;
  readonly certStatus: OcspCertStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly extensions: readonly Extension[];
}

/** @throws {DerFault} */
export function readOcspSingleResponse(list: DerReader): OcspSingleResponse {
  const fields = list.enter(Tag.sequence, "SingleResponse");
  const certId = readOcspCertId(fields);
  const certStatus = readCertStatus(fields);
  const thisUpdate = readGeneralizedTime(fields, "thisUpdate");
  const next = fields.enterOptional(contextConstructed(0), "nextUpdate");
  const nextUpdate = next === undefined ? undefined : readGeneralizedTime(next, "nextUpdate");
  next?.finish();
  const extensions = readExplicitExtensions(fields, "singleExtensions");
  fields.finish();
  return { certId, certStatus, thisUpdate, nextUpdate, extensions };
}

/** `[1] EXPLICIT Extensions OPTIONAL`. @throws {DerFault} */
export function readExplicitExtensions(fields: DerReader, structure: string): readonly Extension[] {
  const explicit = fields.enterOptional(contextConstructed(1), structure);
  if (explicit === undefined) return [];
  const extensions = readExtensions(explicit);
  explicit.finish();
  return extensions;
}

function readCertStatus(fields: DerReader): OcspCertStatus {
  const element = fields.next();
  switch (element.tag) {
    case contextPrimitive(0):
    case contextPrimitive(2):
      if (element.end !== element.contentStart)
        throw fields.fault(element.contentStart, "has a status that is no NULL");
      return { status: element.tag === contextPrimitive(0) ? "good" : "unknown" };
    case contextConstructed(1):
      return readRevokedInfo(fields.inside(element, "RevokedInfo"));
    default:
      throw fields.fault(element.start, "is no CertStatus");
  }
}

function readRevokedInfo(fields: DerReader): OcspCertStatus {
  const revokedAt = readGeneralizedTime(fields, "revocationTime");
  const explicit = fields.enterOptional(contextConstructed(0), "revocationReason");
  const reason = explicit === undefined ? undefined : crlReason(explicit, explicit.read(Tag.enumerated, "CRLReason"));
  explicit?.finish();
  fields.finish();
  return { status: "revoked", revokedAt, reason };
}
