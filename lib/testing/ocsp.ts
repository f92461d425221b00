import { createHash } from "node:crypto";
import * as pkijs from "pkijs";
import { digestIdentifier, signatureIdentifier } from "./algorithm-identifiers.js";
import { keyIdentifier } from "./certificate-authority.js";
import { invalidityExtension, requireRevocation, type Revocation, revocationReasons } from "./crl.js";
import {
  bitString,
  type Der,
  enumerated,
  explicit,
  generalizedTime,
  implicitPrimitive,
  octetString,
  oid,
  retag,
  sequence,
  serialInteger,
} from "./encode.js";
import { type ExtensionInput, extensionDer } from "./extensions.js";
import type { TestHash, TestKey, TestSignatureAlgorithm } from "./keys.js";
import { requireAlgorithm, requireExtensions, requireHash, requireHex, requireIssuer, requireWord } from "./given.js";
import { requireFields, requireGiven, requireOnly } from "../report/index.js";

const NONCE = "1.3.6.1.5.5.7.48.1.2";

/** What an answer says of one certificate. */
export type OcspStatus =
  | { readonly status: "good" }
  | { readonly status: "unknown" }
  | ({ readonly status: "revoked" } & Revocation);

/** The answer about one certificate (RFC 6960 §4.2.1). */
export type OcspSingleResponse = OcspStatus & {
  /** DER CertID: from {@link ocspCertId}, or as a request gave it. */
  readonly certId: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  /** `singleExtensions`. */
  readonly extensions?: readonly ExtensionInput[];
};

/** What an OCSP answer says and who signs it; nothing has a hidden default but the way the responder is named. */
export interface OcspOptions {
  /** Who signs: the CA itself or its delegate. */
  readonly responder: { readonly key: TestKey; readonly subject: Uint8Array };
  /** How the responder is named (RFC 6960 §4.2.1). Default `key`. */
  readonly responderId?: "key" | "name";
  readonly producedAt: Date;
  readonly responses: readonly OcspSingleResponse[];
  /** Sent along for the reader: a delegate's certificate. */
  readonly certificates?: readonly Uint8Array[];
  /** The nonce's octets (RFC 8954). */
  readonly nonce?: Uint8Array;
  readonly algorithm?: TestSignatureAlgorithm;
}

const ANSWER = {
  responder: "object",
  producedAt: "date",
  responses: "object[]",
  certificates: "bytes[]?",
  nonce: "bytes?",
} as const;
const SINGLE = { certId: "bytes", thisUpdate: "date", nextUpdate: "date?" } as const;

/** A successful OCSPResponse with a BasicOCSPResponse (RFC 6960 §4.2.1). */
export function buildOcspResponse(options: OcspOptions): Uint8Array {
  requireOnly(options, "options", ANSWER, ["responderId", "algorithm"]);
  requireIssuer(options.responder, "options.responder");
  requireAlgorithm(options.algorithm, "options.algorithm");
  if (options.responderId !== undefined) requireWord(options.responderId, "options.responderId", ["key", "name"]);
  const { key } = options.responder;
  const algorithm = options.algorithm ?? key.algorithm;
  const data = responseData(options);
  const certificates = options.certificates ?? [];
  const basic = sequence(
    data,
    signatureIdentifier(algorithm),
    bitString(key.sign(data, algorithm)),
    certificates.length === 0 ? new Uint8Array() : explicit(0, sequence(...certificates)),
  );
  const bytes = sequence(oid("1.3.6.1.5.5.7.48.1.1"), octetString(basic));
  return sequence(enumerated(0), explicit(0, bytes));
}

const OCSP_ERRORS = { malformedRequest: 1, internalError: 2, tryLater: 3, sigRequired: 5, unauthorized: 6 } as const;

/** An OCSPResponse with a status other than successful: nothing is signed (RFC 6960 §4.2.1). */
export function buildOcspError(status: keyof typeof OCSP_ERRORS): Uint8Array {
  requireWord(status, "status", Object.keys(OCSP_ERRORS));
  return sequence(enumerated(OCSP_ERRORS[status]));
}

function responseData(options: OcspOptions): Der {
  const { key, subject } = options.responder;
  const byName = options.responderId === "name";
  const nonce: ExtensionInput[] =
    options.nonce === undefined ? [] : [{ oid: NONCE, critical: false, value: octetString(options.nonce) }];
  return sequence(
    byName ? explicit(1, subject) : explicit(2, octetString(keyIdentifier(key.publicKeyInfo))),
    generalizedTime(options.producedAt),
    sequence(...options.responses.map(singleResponse)),
    nonce.length === 0 ? new Uint8Array() : explicit(1, sequence(...nonce.map(extensionDer))),
  );
}

function singleResponse(response: OcspSingleResponse, index: number): Der {
  const at = `options.responses[${index}]`;
  requireOnly(response, at, SINGLE, ["status", "revokedAt", "reason", "invalidityDate", "extensions"]);
  requireWord(response.status, `${at}.status`, ["good", "unknown", "revoked"]);
  if (response.status === "revoked") requireRevocation(response, at, ["status", "extensions", ...Object.keys(SINGLE)]);
  requireExtensions(response.extensions, `${at}.extensions`);
  const { nextUpdate } = response;
  const extensions = [...invalidity(response), ...(response.extensions ?? [])];
  return sequence(
    response.certId,
    certStatus(response),
    generalizedTime(response.thisUpdate),
    nextUpdate === undefined ? new Uint8Array() : explicit(0, generalizedTime(nextUpdate)),
    extensions.length === 0 ? new Uint8Array() : explicit(1, sequence(...extensions.map(extensionDer))),
  );
}

function invalidity(status: OcspStatus): readonly ExtensionInput[] {
  const at = status.status === "revoked" ? status.invalidityDate : undefined;
  return at === undefined ? [] : [invalidityExtension(at)];
}

function certStatus(status: OcspStatus): Der {
  if (status.status === "good") return implicitPrimitive(0, new Uint8Array());
  if (status.status === "unknown") return implicitPrimitive(2, new Uint8Array());
  const parts = status.reason === undefined ? [] : [explicit(0, enumerated(revocationReasons[status.reason]))];
  return retag(0xa1, sequence(generalizedTime(status.revokedAt), ...parts));
}

/** CertID (RFC 6960 §4.1.1). */
export function ocspCertId(
  issuer: { readonly subject: Uint8Array; readonly publicKeyInfo: Uint8Array },
  serialNumber: string,
  hash: TestHash = "sha1",
): Uint8Array {
  requireFields(issuer, "issuer", { subject: "bytes", publicKeyInfo: "bytes" });
  requireHex(serialNumber, "serialNumber");
  requireHash(hash, "hash");
  const nameHash = createHash(hash).update(issuer.subject).digest();
  const keyHash = keyIdentifier(issuer.publicKeyInfo, hash);
  return sequence(
    digestIdentifier(hash, "null"),
    octetString(nameHash),
    octetString(keyHash),
    serialInteger(serialNumber),
  );
}

/** What an OCSPRequest asks, as far as a responder needs it. */
export interface OcspQuestion {
  /** DER, to be sent back as it came. */
  readonly certId: Uint8Array;
  /** Hex of the content octets. */
  readonly serialNumber: string;
}

/**
 * What a client asks a responder (RFC 6960 §4.1.1), for a test's own server: each certificate in order, and the nonce if
 * there is one (RFC 9654 §2.1).
 *
 * @throws {ConfigError} `request` is no `Uint8Array`. @throws whatever pkijs throws on bytes that are not an OCSPRequest.
 */
export function readOcspRequest(request: Uint8Array): {
  readonly questions: readonly OcspQuestion[];
  readonly nonce: Uint8Array | undefined;
} {
  requireGiven(request, "request", "bytes");
  const { tbsRequest } = pkijs.OCSPRequest.fromBER(Uint8Array.from(request));
  const questions = tbsRequest.requestList.map(({ reqCert }) => ({
    certId: new Uint8Array(reqCert.toSchema().toBER()),
    serialNumber: Buffer.from(reqCert.serialNumber.valueBlock.valueHexView).toString("hex"),
  }));
  const extension = tbsRequest.requestExtensions?.find((candidate) => candidate.extnID === NONCE);
  return { questions, nonce: extension && contentOf(extension.extnValue.valueBlock.valueHexView) };
}

/** extnValue holds the DER of an OCTET STRING; of 128 octets, as many as a nonce may have, its length takes two itself. */
function contentOf(der: Uint8Array): Uint8Array {
  const length = der[1] ?? 0;
  return der.slice(length < 0x80 ? 2 : 2 + (length & 0x7f));
}
