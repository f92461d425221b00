import * as pkijs from "pkijs";
import { type Clock, requireFields, requireOnly, requireWhole } from "../report/index.js";
import { type CertificateAuthority, type IssuedCertificate } from "./certificate-authority.js";
import { integer, namedBits, sequence, utf8String } from "./encode.js";
import type { ExtensionInput } from "./extensions.js";
import { faultList, type FaultPlan, garbage, requirePlan } from "./fault-list.js";
import type { TestHash, TestSignatureAlgorithm } from "./keys.js";
import type { TimestampSource } from "../sign/index.js";
import { type FaultContext, isPlanFault, planFaults, spoilPlan, type TimestampPlanFault } from "./timestamp-faults.js";
import {
  buildTimestampToken,
  requireWords,
  type TimestampAccuracy,
  type TimestampTokenPlan,
  tstInfoContentType,
} from "./timestamp-token.js";
import { isWireFault, transportFailure, type WireFault, wireFaults } from "./wire-fault.js";
import { requireAlgorithm, requireExtensions, requireIssued, requireIssuer, requireOid } from "./given.js";

/** Who stamps: a certificate for timestamping with its key, and the CA that issued it. */
export interface TimestampIdentity {
  readonly signer: IssuedCertificate;
  readonly issuer: CertificateAuthority;
}

/** Answers with no token that can be read: refused, cut short, not DER, nothing. */
export type AnswerFault = "rejection" | "truncated" | "garbage" | "empty";
const ANSWER_FAULTS: readonly AnswerFault[] = ["rejection", "truncated", "garbage", "empty"];
/** How an answer fails: on the wire, in its status, or in what its token says. */
export type TimestampFault = WireFault | TimestampPlanFault | AnswerFault;

/** What the tokens say, how they are signed, and how they fail. */
export interface TimestampAuthorityOptions {
  readonly label?: string;
  /** Where genTime comes from. Default: the system's clock. */
  readonly clock?: Clock;
  /** Keep the clock's milliseconds in genTime. Default: whole seconds. */
  readonly fractions?: boolean;
  /** Default one second; `undefined` leaves it out. */
  readonly accuracy?: TimestampAccuracy | undefined;
  /** The policy where the request asks for none. Default: an example OID. */
  readonly policy?: string;
  readonly ordering?: boolean;
  readonly tsaName?: boolean;
  readonly extensions?: readonly ExtensionInput[];
  /** Digest and algorithm of the SignerInfo. Default: the key's own algorithm, and the hash that belongs to it. */
  readonly hash?: TestHash;
  readonly algorithm?: TestSignatureAlgorithm;
  readonly signingCertificate?: TimestampTokenPlan["signingCertificate"];
  /** Default `chain`; none where the request's certReq is false. */
  readonly certificates?: TimestampTokenPlan["certificates"];
  /** Number of the first token, counted up from there. Default 1. */
  readonly firstSerialNumber?: number;
  readonly fault?: FaultPlan<TimestampFault>;
}

/** An RFC 3161 authority in this process. */
export interface TimestampAuthority extends TimestampSource {
  readonly identity: TimestampIdentity;
  /** How many requests came, whatever became of them. */
  readonly requestCount: number;
  /** Counts one request and says how it is to fail. */
  nextFault(): TimestampFault | undefined;
  /** DER TimeStampResp; faults of the wire leave it untouched. */
  answer(timeStampReq: Uint8Array, fault?: TimestampFault): Promise<Uint8Array>;
}

const EXAMPLE_POLICY = "1.3.6.1.4.1.32473.1"; // RFC 5612: private enterprise number for documentation

const OPTIONS = {
  label: "text?",
  clock: "clock?",
  fractions: "flag?",
  policy: "text?",
  ordering: "flag?",
  tsaName: "flag?",
} as const;
/** Looked at one by one, or where they are used. */
const OTHERS: readonly (keyof TimestampAuthorityOptions)[] = [
  "accuracy",
  "extensions",
  "hash",
  "algorithm",
  "signingCertificate",
  "certificates",
  "firstSerialNumber",
  "fault",
];

/** Answers each request by itself; nothing is kept but the count of requests and of serial numbers. */
export function createTimestampAuthority(
  identity: TimestampIdentity,
  options: TimestampAuthorityOptions = {},
): TimestampAuthority {
  requireFields(identity, "identity", { signer: "object", issuer: "object" });
  requireIssued(identity.signer, "identity.signer");
  requireIssuer(identity.issuer, "identity.issuer");
  requireOnly(options, "options", OPTIONS, OTHERS);
  requireExtensions(options.extensions, "options.extensions");
  requireAlgorithm(options.algorithm, "options.algorithm");
  requirePlan(options.fault, [...planFaults, ...wireFaults, ...ANSWER_FAULTS]);
  const { certificates = "chain", signingCertificate = "v2", hash = "sha256", accuracy } = options;
  requireWords({ certificates, signingCertificate, hash, accuracy }, "options");
  if (options.policy !== undefined) requireOid(options.policy, "options.policy");
  if (options.firstSerialNumber !== undefined)
    requireWhole(options.firstSerialNumber, "options.firstSerialNumber", 0, "Leave it out for 1.");
  const label = options.label ?? "development timestamp authority";
  const faults = faultList(options.fault);
  const context: FaultContext = {
    issuer: identity.issuer,
    nextSerialNumber: serialNumbers(options.firstSerialNumber ?? 1),
  };
  const answer = (request: Uint8Array, fault?: TimestampFault): Promise<Uint8Array> =>
    answerTo(request, identity, options, context, fault);
  return {
    label,
    identity,
    get requestCount() {
      return faults.requestCount;
    },
    nextFault: () => faults.next(),
    answer,
    async request(request, { signal }) {
      const fault = faults.next();
      if (isWireFault(fault)) throw await transportFailure(fault, label, signal);
      return answer(request, fault);
    },
  };
}

function serialNumbers(first: number): () => string {
  let next = first;
  return () => {
    const hex = (next++).toString(16);
    return hex.length % 2 === 0 ? hex : `0${hex}`;
  };
}

async function answerTo(
  request: Uint8Array,
  identity: TimestampIdentity,
  options: TimestampAuthorityOptions,
  context: FaultContext,
  fault: TimestampFault | undefined,
): Promise<Uint8Array> {
  if (fault === "rejection") return rejection();
  if (fault === "empty") return new Uint8Array();
  if (fault === "garbage") return garbage();
  const honest = planOf(request, identity, options, context.nextSerialNumber());
  const plan = fault !== undefined && isPlanFault(fault) ? await spoilPlan(fault, honest, context) : honest;
  const response = granted(buildTimestampToken(plan));
  return fault === "truncated" ? response.subarray(0, response.length - 100) : response;
}

function planOf(
  request: Uint8Array,
  { signer }: TimestampIdentity,
  options: TimestampAuthorityOptions,
  serialNumber: string,
): TimestampTokenPlan {
  const asked = pkijs.TimeStampReq.fromBER(Uint8Array.from(request));
  const now = (options.clock ?? systemTime)();
  return {
    policy: asked.reqPolicy ?? options.policy ?? EXAMPLE_POLICY,
    messageImprint: new Uint8Array(asked.messageImprint.toSchema().toBER()),
    serialNumber,
    genTime: options.fractions === true ? now : new Date(Math.floor(now.getTime() / 1000) * 1000),
    accuracy: "accuracy" in options ? options.accuracy : { seconds: 1 },
    ordering: options.ordering ?? false,
    nonce: asked.nonce === undefined ? undefined : integer(asked.nonce.valueBlock.valueHexView),
    tsaName: options.tsaName ?? false,
    extensions: options.extensions ?? [],
    signer,
    certificates: asked.certReq === true ? (options.certificates ?? "chain") : "none",
    hash: options.hash ?? hashOf(options.algorithm ?? signer.key.algorithm),
    algorithm: options.algorithm ?? signer.key.algorithm,
    signingCertificate: options.signingCertificate ?? "v2",
    namedCertificate: signer.certificate,
    eContentType: tstInfoContentType,
    spoil: undefined,
  };
}

/** One that fits the signature's, as RFC 5754 §3 and RFC 8419 §3.1 ask: of two that differ, verifiers take either, or neither. */
function hashOf(algorithm: TestSignatureAlgorithm): TestHash {
  return algorithm.name === "ed25519" ? "sha512" : algorithm.hash;
}

function systemTime(): Date {
  return new Date();
}

/** TimeStampResp (RFC 3161 §2.4.2) with status granted. */
function granted(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(0)), token);
}

/** Status rejection, failInfo systemFailure. */
function rejection(): Uint8Array {
  const text = sequence(utf8String("This authority was told to refuse."));
  return sequence(sequence(integer(2), text, namedBits([25])));
}
