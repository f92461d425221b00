import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../crypto/index.js";
import {
  contextConstructed,
  type DerFault,
  DerReader,
  integerContent,
  readGeneralizedTime,
  reading,
  readOctetAlignedBits,
  readOid,
  readSmallInteger,
  Tag,
} from "../der/index.js";
import type { Extension } from "./extension.js";
import { type OcspSingleResponse, readExplicitExtensions, readOcspSingleResponse } from "./ocsp-single-response.js";

/** OCSPResponseStatus (RFC 6960 §4.2.1) by number; 4 is not used. */
const STATUSES = [
  "successful",
  "malformedRequest",
  "internalError",
  "tryLater",
  undefined,
  "sigRequired",
  "unauthorized",
] as const;
export type OcspErrorStatus = Exclude<(typeof STATUSES)[number], "successful" | undefined>;

/** Who says that they have signed. */
export type ResponderId =
  | { readonly by: "name"; readonly name: Uint8Array }
  /** SHA-1 of the responder's public key, without tag, length and unused bits. */
  | { readonly by: "key"; readonly keyHash: Uint8Array };

/** BasicOCSPResponse (RFC 6960 §4.2.1) over the bytes received. */
export interface BasicOcspResponse {
  /** DER of the ResponseData: what is signed. */
  readonly responseData: Uint8Array;
  readonly responderId: ResponderId;
  /** Milliseconds since 1970. */
  readonly producedAt: number;
  readonly responses: readonly OcspSingleResponse[];
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
  /** DER of the certificates that came along, unread. */
  readonly certificates: readonly Uint8Array[];
}

/** An OCSPResponse: an answer, or why there is none; nobody has signed the latter. */
export type OcspResponse =
  | { readonly status: "successful"; readonly basic: BasicOcspResponse }
  | { readonly status: OcspErrorStatus };

/**
 * Reads an OCSPResponse, or a BasicOCSPResponse without its frame, as signatures carry them (RFC 5126 §6.3.4): strict
 * DER, nothing after it.
 */
export function readOcspResponse(
  der: Uint8Array,
): { readonly ok: true; readonly value: OcspResponse } | { readonly ok: false; readonly fault: DerFault } {
  return reading(() => {
    const reader = new DerReader(der, "OCSPResponse");
    const outer = reader.enter(Tag.sequence, "OCSPResponse");
    reader.finish();
    if (outer.peek() === Tag.sequence) return { status: "successful", basic: readBasicFields(outer) };
    const status = readStatus(outer);
    const bytes = outer.enterOptional(contextConstructed(0), "responseBytes");
    outer.finish();
    if (status !== "successful") return { status };
    if (bytes === undefined) throw outer.fault(outer.position, "is successful and holds no answer");
    return { status, basic: readResponseBytes(bytes) };
  });
}

function readStatus(fields: DerReader): "successful" | OcspErrorStatus {
  const element = fields.read(Tag.enumerated, "OCSPResponseStatus");
  const content = integerContent(fields, element);
  const status = content.length === 1 ? STATUSES[content[0] ?? 0] : undefined;
  if (status === undefined) throw fields.fault(element.contentStart, "has a status that does not exist");
  return status;
}

const BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1";

function readResponseBytes(explicit: DerReader): BasicOcspResponse {
  const fields = explicit.enter(Tag.sequence, "ResponseBytes");
  explicit.finish();
  const type = readOid(fields, "responseType");
  if (type !== BASIC_RESPONSE) throw fields.fault(fields.position, `holds an answer of type ${type}, not a basic one`);
  const content = fields.read(Tag.octetString, "response");
  fields.finish();
  const inner = fields.inside(content, "BasicOCSPResponse");
  const basic = readBasicFields(inner.enter(Tag.sequence, "BasicOCSPResponse"));
  inner.finish();
  return basic;
}

function readBasicFields(fields: DerReader): BasicOcspResponse {
  const data = fields.read(Tag.sequence, "ResponseData");
  const signatureAlgorithm = readAlgorithmIdentifier(fields, "signatureAlgorithm");
  const signatureValue = readOctetAlignedBits(fields, "signature");
  const certificates = readCertificates(fields);
  fields.finish();
  return {
    ...readResponseData(fields.inside(data, "ResponseData")),
    responseData: fields.whole(data),
    signatureAlgorithm,
    signatureValue,
    certificates,
  };
}

function readResponseData(
  fields: DerReader,
): Pick<BasicOcspResponse, "responderId" | "producedAt" | "responses" | "extensions"> {
  refuseVersion(fields);
  const responderId = readResponderId(fields);
  const producedAt = readGeneralizedTime(fields, "producedAt");
  const list = fields.enter(Tag.sequence, "responses");
  const responses: OcspSingleResponse[] = [];
  while (!list.atEnd) responses.push(readOcspSingleResponse(list));
  const extensions = readExplicitExtensions(fields, "responseExtensions");
  fields.finish();
  return { responderId, producedAt, responses, extensions };
}

/** `[0] EXPLICIT INTEGER DEFAULT v1`: there is no other version, and a default is not written out. */
function refuseVersion(fields: DerReader): void {
  const explicit = fields.enterOptional(contextConstructed(0), "version");
  if (explicit === undefined) return;
  const version = readSmallInteger(explicit, "version") + 1;
  if (version === 1) throw fields.fault(explicit.position, "has a version of v1 written out", "X.690 §11.5");
  throw fields.fault(explicit.position, `has version ${version}, where 1 is expected`);
}

function readResponderId(fields: DerReader): ResponderId {
  const isName = fields.peek() === contextConstructed(1);
  const explicit = fields.enter(contextConstructed(isName ? 1 : 2), "ResponderID");
  const id: ResponderId = isName
    ? { by: "name", name: explicit.whole(explicit.read(Tag.sequence, "Name")) }
    : { by: "key", keyHash: explicit.content(explicit.read(Tag.octetString, "KeyHash")) };
  explicit.finish();
  return id;
}

function readCertificates(fields: DerReader): readonly Uint8Array[] {
  const explicit = fields.enterOptional(contextConstructed(0), "certs");
  if (explicit === undefined) return [];
  const list = explicit.enter(Tag.sequence, "certs");
  explicit.finish();
  const certificates: Uint8Array[] = [];
  while (!list.atEnd) certificates.push(list.whole(list.next()));
  return certificates;
}
