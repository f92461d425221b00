import { equalBytes, toHex } from "../bytes/index.js";
import {
  AttributeType,
  attributeName,
  checkMessageDigest,
  type CmsLimits,
  ContentType,
  readContentTypeValue,
  type SignerFault,
  type SignerInfo,
  singleValue,
  type VerifiedSigner,
  verifySigner,
} from "../cms/index.js";
import { algorithmName, digestOf, hashOf } from "../crypto/index.js";
import {
  buildPath,
  CertificateBag,
  type IssuerSource,
  type PathContext,
  type PathOutcome,
  type PathProfile,
  type ValidatedChain,
} from "../path/index.js";
import { dateText, type Finding, found, type HashName, type TimeOrigin } from "../report/index.js";
import type { TrustStore } from "../trust/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import { findSignerCertificate, signerIdText } from "./signer-certificate.js";
import { signingCertificateFindings } from "./signing-certificate.js";
import { readTimestampToken, type TimestampToken } from "./token.js";
import { unsignedBytesFindings, unsignedOfSigner } from "./unsigned-bytes.js";
import { VerifiedTimestamp } from "./verified-timestamp.js";
import { addVersionFindings } from "./versions.js";

/** The largest step by which an authority's clock may run ahead of ours: 5 minutes, in milliseconds. */
export const FUTURE_SKEW_MS = 300_000;

/** What a token is judged against. */
export interface TimestampRequest {
  /** DER of the token. */
  readonly token: Uint8Array;
  /** The octets that it must have stamped: a signature value. */
  readonly stamped: Uint8Array;
  readonly limits: CmsLimits;
  /** Hashes that imprint and signature may use. */
  readonly hashes: readonly HashName[];
  readonly profile: PathProfile;
  readonly trust: TrustStore;
  readonly context: PathContext;
  /** The run's time, in milliseconds since 1970, and where it comes from. */
  readonly now: number;
  readonly nowFrom: TimeOrigin;
  readonly issuers?: IssuerSource | undefined;
  /** Revocation, as of the run: findings that refuse this chain. */
  readonly accept?:
    | ((chain: ValidatedChain, token: TimestampToken, bag: CertificateBag) => Promise<readonly Finding[]>)
    | undefined;
}

/** The checks of a timestamp, in order. */
export type TimestampStep =
  | "timestamp-structure"
  | "timestamp-imprint"
  | "timestamp-signature"
  | "timestamp-chain"
  | "timestamp-time";

/** What each check found. A check that is not listed did not run: `stoppedBy` says why. */
export interface TimestampOutcome {
  readonly steps: ReadonlyMap<TimestampStep, readonly Finding[]>;
  readonly stoppedBy: TimestampStep | undefined;
  readonly token: TimestampToken | undefined;
  readonly authority: Certificate | undefined;
  readonly path: PathOutcome | undefined;
  /** Bytes of the token that no signature covers and no authority leaves so. */
  readonly unsigned: readonly Finding[];
  /** Present only if nothing at all speaks against the token. */
  readonly verified: VerifiedTimestamp | undefined;
}

/**
 * Judges one token (RFC 3161 §2.4.2, reference 6.2): its form, what it stamped, its signature, its authority.
 *
 * The dates of the authority's chain are judged at genTime, so that an authority that has expired since still counts;
 * its trust, the windows of its anchor and its revocation as of the run, since one that is no longer trusted could
 * choose its genTime.
 */
export async function verifyTimestamp(request: TimestampRequest): Promise<TimestampOutcome> {
  const judgement = new Judgement(request);
  await judgement.run();
  return judgement.outcome();
}

/** No unsigned attribute of a token is read. */
const NOTHING_UNSIGNED: readonly string[] = Object.freeze([]);

const NO_FINDINGS: readonly Finding[] = [];

/** The state of one judgement: each step adds its findings; the first that fails stops what depends on it. */
class Judgement {
  readonly #request: TimestampRequest;
  readonly #steps = new Map<TimestampStep, readonly Finding[]>();
  #stoppedBy: TimestampStep | undefined;
  #token: TimestampToken | undefined;
  #authority: Certificate | undefined;
  #path: PathOutcome | undefined;
  #unsigned = NO_FINDINGS;
  #verified: VerifiedTimestamp | undefined;

  constructor(request: TimestampRequest) {
    this.#request = request;
  }

  outcome(): TimestampOutcome {
    const [steps, stoppedBy] = [this.#steps, this.#stoppedBy];
    return {
      steps,
      stoppedBy,
      token: this.#token,
      authority: this.#authority,
      path: this.#path,
      unsigned: this.#unsigned,
      verified: this.#verified,
    };
  }

  async run(): Promise<void> {
    const read = readTimestampToken(this.#request.token, this.#request.limits);
    if (!read.ok) return void this.#record("timestamp-structure", [read.fault]);
    const token = (this.#token = read.value);
    const bag = CertificateBag.read(token.signedData.certificates, this.#request.context.certificates);
    const authority = await findSignerCertificate(bag, token.signerInfo, this.#request.context.keys.provider);
    this.#authority = authority;
    const message = { signedData: token.signedData, bag, where: "timestamp" } as const;
    const [ofToken, ofSigner] = [
      unsignedBytesFindings(message),
      unsignedOfSigner(message, token.signerInfo, authority, NOTHING_UNSIGNED),
    ];
    if (ofToken.length + ofSigner.length > 0) this.#unsigned = [...ofToken, ...ofSigner];
    const formed = this.#record("timestamp-structure", await this.#structureFindings(token, authority));
    const stamped = this.#record("timestamp-imprint", await this.#imprintFindings(token));
    if (authority === undefined) return;
    const signed = this.#record("timestamp-signature", await this.#signatureFindings(token, authority));
    const timely = this.#record("timestamp-time", this.#timeFindings(token, authority));
    if (!timely) return;
    const chain = await this.#validateAuthority(token, authority, bag);
    if (formed && stamped && signed && chain !== undefined) this.#verified = new VerifiedTimestamp(token.info, chain);
  }

  /** @returns whether the step passed. */
  #record(step: TimestampStep, findings: readonly Finding[]): boolean {
    this.#steps.set(step, findings);
    if (findings.length > 0) this.#stoppedBy ??= step;
    return findings.length === 0;
  }

  async #structureFindings(token: TimestampToken, authority: Certificate | undefined): Promise<readonly Finding[]> {
    const { signerInfo } = token;
    const findings = contentTypeFindings(signerInfo);
    addVersionFindings(token, findings);
    if (authority === undefined)
      return [...findings, found("timestamp-certificate-missing", { signerId: signerIdText(signerInfo) })];
    return [
      ...findings,
      ...(await signingCertificateFindings(signerInfo, authority, this.#request.context.keys.provider)),
    ];
  }

  async #imprintFindings({ info }: TimestampToken): Promise<readonly Finding[]> {
    const hash = hashOf(info.imprintAlgorithm);
    if (hash === undefined || !this.#request.hashes.includes(hash))
      return [found("timestamp-hash-unsupported", { oid: info.imprintAlgorithm.oid })];
    const actual = await digestOf(this.#request.context.keys.provider, hash, this.#request.stamped);
    if (equalBytes(actual, info.imprint)) return NO_FINDINGS;
    return [
      found("timestamp-imprint-mismatch", { algorithm: hash, expected: toHex(info.imprint), actual: toHex(actual) }),
    ];
  }

  async #signatureFindings(token: TimestampToken, authority: Certificate): Promise<readonly Finding[]> {
    const { context, hashes } = this.#request;
    const { signerInfo, content } = token;
    // Which keys an authority may have is the path profile's to say: it names the certificate at fault.
    const signer = await verifySigner({
      signerInfo,
      certificate: authority,
      keys: context.keys,
      hashes,
      algorithms: ["rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519"],
    });
    if ("kind" in signer) return [signerFinding(signer, signerInfo, authority)];
    return this.#digestFindings(signer, content, authority);
  }

  async #digestFindings(
    signer: VerifiedSigner,
    content: Uint8Array,
    authority: Certificate,
  ): Promise<readonly Finding[]> {
    const check = await checkMessageDigest(
      signer.signerInfo,
      signer.hash,
      { octets: content },
      this.#request.context.keys.provider,
    );
    if (check.kind === "good") return NO_FINDINGS;
    return [
      found("timestamp-signature-invalid", {
        algorithm: signer.algorithm.name,
        certificate: certificateRef(authority, 0),
      }),
    ];
  }

  #timeFindings({ info }: TimestampToken, authority: Certificate): readonly Finding[] {
    const { now } = this.#request;
    const findings: Finding[] = [];
    if (info.genTime < authority.validFrom.milliseconds || info.genTime >= authority.validUntil.milliseconds)
      findings.push(outsideCertificate(info.genTime, info.accuracyMs, authority));
    if (info.genTime - info.accuracyMs > now + FUTURE_SKEW_MS) {
      findings.push(
        found("timestamp-in-future", { genTime: dateText(info.genTime), at: dateText(now), skewMs: FUTURE_SKEW_MS }),
      );
    }
    return findings;
  }

  async #validateAuthority(
    token: TimestampToken,
    authority: Certificate,
    bag: CertificateBag,
  ): Promise<ValidatedChain | undefined> {
    const { trust, profile, context, now, issuers, accept } = this.#request;
    const path = await buildPath({
      endEntity: authority,
      bag,
      trust,
      purpose: "timestamping",
      profile,
      times: { at: token.info.genTime, now, issuersBegunBy: now, anchorAt: now, origin: "timestamp" },
      context,
      ...(issuers && { issuers }),
      ...(accept && { accept: (chain) => accept(chain, token, bag) }),
    });
    this.#path = path;
    this.#record("timestamp-chain", path.kind === "validated" ? NO_FINDINGS : path.findings.filter(isAboutChain));
    return path.kind === "validated" ? path.chain : undefined;
  }
}

/** Revocation has a check of its own; whoever asked about it has these findings. */
function isAboutChain({ code }: Finding): boolean {
  return code !== "certificate-revoked" && !code.startsWith("revocation-");
}

/** A token's content-type must be there and name the TSTInfo (RFC 5652 §11.1, RFC 3161 §2.4.2). */
function contentTypeFindings(signerInfo: SignerInfo): Finding[] {
  const oid = AttributeType.contentType;
  const type = singleValue(signerInfo.signedAttributes, oid, readContentTypeValue);
  if (type.kind === "absent") return [found("signature-attribute-missing", { attribute: attributeName(oid), oid })];
  if (type.kind === "problem")
    return [found("signature-attribute-invalid", { attribute: attributeName(oid), oid, problem: type.problem })];
  return type.value === ContentType.tstInfo
    ? []
    : [found("signature-content-type-mismatch", { expected: ContentType.tstInfo, actual: type.value })];
}

function signerFinding(fault: SignerFault, signerInfo: SignerInfo, authority: Certificate): Finding {
  const certificate = certificateRef(authority, 0);
  switch (fault.kind) {
    case "digest-algorithm":
      return found("timestamp-digest-unsupported", { oid: fault.oid });
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

function nameOf({ signatureAlgorithm: { oid } }: SignerInfo): string {
  return algorithmName(oid) ?? oid;
}

function outsideCertificate(genTime: number, accuracyMs: number, authority: Certificate): Finding {
  const [notBefore, notAfter] = [authority.notBefore.toISOString(), authority.notAfter.toISOString()];
  return found("timestamp-time-outside-certificate", { genTime: dateText(genTime), accuracyMs, notBefore, notAfter });
}
