import { type Clock, requireFields, requireGiven, requireOnly } from "../report/index.js";
import { type CertificateAuthority, type IssuedCertificate, readCertificate } from "./certificate-authority.js";
import { buildCrl, requireRevocation, type Revocation } from "./crl.js";
import { faultList, type FaultPlan, requirePlan, flipLastBit, garbage } from "./fault-list.js";
import { buildOcspError, buildOcspResponse, type OcspOptions, readOcspRequest } from "./ocsp.js";
import { answeredNonce, answerFor, ocspSigner, signingKey } from "./ocsp-responder.js";
import { type WireFault, wireFaults } from "./wire-fault.js";
import { requireHex, requireIssued, requireIssuer, requireNumber, requireWord } from "./given.js";

const HOUR_MS = 3_600_000;

/** Answers that arrive and must not be believed; each fits CRL and OCSP but where noted. */
export type EvidenceFault =
  /** OCSP: the status is `unknown`. */
  | "unknown"
  /** nextUpdate is past. */
  | "stale"
  /** thisUpdate is to come. */
  | "future"
  | "no-next-update"
  /** The CA's name and another's key. */
  | "wrong-signer"
  | "bad-signature"
  | "truncated"
  | "garbage"
  | "empty"
  /** OCSP: about another serial number. */
  | "wrong-certificate"
  /** OCSP: status tryLater, unsigned. */
  | "try-later"
  /** OCSP: another nonce than was asked with, or none. */
  | "wrong-nonce"
  | "no-nonce"
  /** OCSP: signed by a certificate of this CA that may not. */
  | "unauthorized-responder";
/** How an answer fails: on the wire, or in what it says. */
export type RevocationFault = EvidenceFault | WireFault;

const EVIDENCE_FAULTS: readonly string[] = Object.keys({
  unknown: true,
  stale: true,
  future: true,
  "no-next-update": true,
  "wrong-signer": true,
  "bad-signature": true,
  truncated: true,
  garbage: true,
  empty: true,
  "wrong-certificate": true,
  "try-later": true,
  "wrong-nonce": true,
  "no-nonce": true,
  "unauthorized-responder": true,
} satisfies Record<EvidenceFault, true>);

/** When, by whom and how well a CA answers. */
export interface RevocationAuthorityOptions {
  /** Where thisUpdate and producedAt come from. Default: the system's clock. */
  readonly clock?: Clock;
  /** Answers OCSP in the CA's place; see {@link issueOcspResponder}. Default: the CA itself. */
  readonly responder?: IssuedCertificate;
  readonly responderId?: OcspOptions["responderId"];
  /** Milliseconds from thisUpdate to nextUpdate. Default one week. */
  readonly validityMs?: number;
  readonly fault?: FaultPlan<RevocationFault>;
}

/** What a CA says of the certificates that it issued. */
export interface RevocationAuthority {
  readonly issuer: CertificateAuthority;
  /** How many requests came, whatever became of them. */
  readonly requestCount: number;
  /** Says from now on that it is revoked. @param certificate the certificate, or its serial number in hex. */
  revoke(certificate: Uint8Array | string, revocation: Revocation): void;
  /** Counts one request and says how it is to fail. */
  nextFault(): RevocationFault | undefined;
  /** DER CertificateList. @param at in place of the clock. */
  crl(fault?: RevocationFault, at?: Date): Promise<Uint8Array>;
  /** DER OCSPResponse. @param at in place of the clock. */
  ocsp(request: Uint8Array, fault?: RevocationFault, at?: Date): Promise<Uint8Array>;
}

/** @throws {ConfigError} */
export function requireRevocationAuthority(authority: RevocationAuthority, at: string): void {
  requireFields(authority, at, { issuer: "object", nextFault: "function", crl: "function", ocsp: "function" });
}

/** Starts with nothing revoked. See `serveRevocation` for HTTP, `revocationSourceOf` for a source without a wire. */
export function createRevocationAuthority(
  issuer: CertificateAuthority,
  options: RevocationAuthorityOptions = {},
): RevocationAuthority {
  requireIssuer(issuer);
  requireOnly(options, "options", { clock: "clock?", responder: "object?" }, ["responderId", "validityMs", "fault"]);
  if (options.responder !== undefined) requireIssued(options.responder, "options.responder");
  if (options.responderId !== undefined) requireWord(options.responderId, "options.responderId", ["key", "name"]);
  if (options.validityMs !== undefined) requireNumber(options.validityMs, "options.validityMs");
  requirePlan(options.fault, [...EVIDENCE_FAULTS, ...wireFaults]);
  const revoked = new Map<bigint, { readonly serialNumber: string; readonly revocation: Revocation }>();
  const faults = faultList(options.fault);
  const clock = options.clock ?? (() => new Date());
  return {
    issuer,
    get requestCount() {
      return faults.requestCount;
    },
    revoke(certificate, revocation) {
      requireGiven(certificate, "certificate", "data");
      requireRevocation(revocation);
      const serialNumber = typeof certificate === "string" ? certificate : serialNumberOf(certificate);
      requireHex(serialNumber, "certificate");
      revoked.set(numberOf(serialNumber), { serialNumber, revocation });
    },
    nextFault: () => faults.next(),
    async crl(fault, at = clock()) {
      const entries = [...revoked.values()].map(({ serialNumber, revocation }) => ({ serialNumber, ...revocation }));
      const signer = { subject: issuer.subject, key: await signingKey(issuer.key, fault) };
      return spoil(buildCrl(signer, { ...freshness(at, options, fault), entries, number: 1 }), fault);
    },
    async ocsp(request, fault, at = clock()) {
      if (fault === "try-later") return buildOcspError("tryLater");
      const { questions, nonce } = readOcspRequest(request);
      const dates = freshness(at, options, fault);
      const revocationOf = (asked: string): Revocation | undefined => revoked.get(numberOf(asked))?.revocation;
      const responses = questions.map((question) => ({
        ...answerFor(question, issuer, revocationOf, fault),
        ...dates,
      }));
      const signer = await ocspSigner(issuer, options, fault, at);
      return spoil(buildOcspResponse({ ...signer, producedAt: at, responses, ...answeredNonce(nonce, fault) }), fault);
    },
  };
}

/** Hex is in either letter case, and a leading zero changes no number: a list and an answer must say the same. */
function numberOf(serialNumber: string): bigint {
  return BigInt(`0x${serialNumber}`);
}

/** Hex of a certificate's serial number. */
export function serialNumberOf(certificate: Uint8Array): string {
  requireGiven(certificate, "certificate", "bytes");
  return Buffer.from(readCertificate(certificate).serialNumber.valueBlock.valueHexView).toString("hex");
}

function freshness(
  at: Date,
  options: RevocationAuthorityOptions,
  fault: RevocationFault | undefined,
): { readonly thisUpdate: Date; readonly nextUpdate?: Date } {
  const validityMs = options.validityMs ?? 7 * 24 * HOUR_MS;
  const shift = fault === "stale" ? -validityMs - 2 * HOUR_MS : fault === "future" ? validityMs : -HOUR_MS;
  const thisUpdate = new Date(at.getTime() + shift);
  if (fault === "no-next-update") return { thisUpdate };
  return { thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + validityMs) };
}

function spoil(evidence: Uint8Array, fault: RevocationFault | undefined): Uint8Array {
  if (fault === "empty") return new Uint8Array();
  if (fault === "garbage") return garbage();
  if (fault === "truncated") return evidence.subarray(0, evidence.length - 100);
  return fault === "bad-signature" ? flipLastBit(evidence) : evidence;
}
