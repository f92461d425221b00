import { andThen, type Eventual, inTurn } from "../bytes/index.js";
import { checkMessageDigest, type VerifiedSigner, verifySigner } from "../cms/index.js";
import { buildPath, type CertificateBag, type PathOutcome, type ValidatedChain } from "../path/index.js";
import { dateText, type Finding, found } from "../report/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import { findSignerCertificate, signerIdText } from "./signer-certificate.js";
import { unreadableSigners } from "./unreadable-signer.js";
import { signingCertificateFindings } from "./signing-certificate.js";
import { contentTypeFindings, imprintFindings, outsideCertificate, signerFinding } from "./findings.js";
import type { TimestampOutcome, TimestampRequest, TimestampStep } from "./request.js";
import { authorityRequest, openToken } from "./opened-token.js";
import type { TimestampToken } from "./token.js";
import { unsignedBytesFindings, unsignedOfSigner } from "./unsigned-bytes.js";
import { VerifiedTimestamp } from "./verified-timestamp.js";
import { addVersionFindings } from "./versions.js";

/** The largest step by which an authority's clock may run ahead of ours: 5 minutes, in milliseconds. */
export const FUTURE_SKEW_MS = 300_000;

/**
 * Judges one token (RFC 3161 §2.4.2): its form, what it stamped, its signature, its authority.
 *
 * The dates of the authority's chain are judged at genTime, so that an authority that has expired since still counts;
 * its trust, the windows of its anchor and its revocation as of the run, since one that is no longer trusted could
 * choose its genTime.
 */
export function verifyTimestamp(request: TimestampRequest): Eventual<TimestampOutcome> {
  const judgement = new Judgement(request);
  return andThen(judgement.run(), () => judgement.outcome());
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

  run(): Eventual<void> {
    const opened = this.#request.opened ?? openToken(this.#request);
    if (!opened.ok) return void this.#record("timestamp-structure", [opened.fault]);
    const { token, bag } = opened.value;
    this.#token = token;
    return andThen(findSignerCertificate(bag, token.signerInfo, this.#request.context.keys.provider), (authority) => {
      this.#authority = authority;
      this.#noteUnsigned(token, authority, bag);
      return this.#judge(token, authority, bag);
    });
  }

  #noteUnsigned(token: TimestampToken, authority: Certificate | undefined, bag: CertificateBag): void {
    const message = { signedData: token.signedData, bag, where: "timestamp" } as const;
    const [ofToken, ofSigner] = [
      unsignedBytesFindings(message),
      unsignedOfSigner(message, token.signerInfo, authority, NOTHING_UNSIGNED),
    ];
    if (ofToken.length + ofSigner.length > 0) this.#unsigned = [...ofToken, ...ofSigner];
  }

  #judge(token: TimestampToken, authority: Certificate | undefined, bag: CertificateBag): Eventual<void> {
    const form = (): Eventual<void> =>
      this.#step("timestamp-structure", this.#structureFindings(token, authority, bag));
    const imprint = (): Eventual<void> => this.#step("timestamp-imprint", imprintFindings(token, this.#request));
    if (authority === undefined) return inTurn([form, imprint]);
    const signature = (): Eventual<void> =>
      this.#step("timestamp-signature", this.#signatureFindings(token, authority));
    return inTurn([form, imprint, signature, () => this.#judgeAuthority(token, authority, bag)]);
  }

  #judgeAuthority(token: TimestampToken, authority: Certificate, bag: CertificateBag): Eventual<void> {
    const isTimely = this.#record("timestamp-time", this.#timeFindings(token, authority));
    if (!isTimely) return;
    return andThen(this.#validateAuthority(token, authority, bag), (chain) => {
      if (this.#stoppedBy === undefined && chain !== undefined)
        this.#verified = new VerifiedTimestamp(token.info, chain);
    });
  }

  #step(step: TimestampStep, findings: Eventual<readonly Finding[]>): Eventual<void> {
    return andThen(findings, (settled) => void this.#record(step, settled));
  }

  /** @returns whether the step passed. */
  #record(step: TimestampStep, findings: readonly Finding[]): boolean {
    this.#steps.set(step, findings);
    if (findings.length > 0) this.#stoppedBy ??= step;
    return findings.length === 0;
  }

  #structureFindings(
    token: TimestampToken,
    authority: Certificate | undefined,
    bag: CertificateBag,
  ): Eventual<readonly Finding[]> {
    const { signerInfo } = token;
    const findings = contentTypeFindings(signerInfo);
    addVersionFindings(token, findings);
    if (authority === undefined)
      return [
        ...findings,
        ...unreadableSigners(bag, signerInfo, this.#request.context),
        found("timestamp-certificate-missing", { signerId: signerIdText(signerInfo) }),
      ];
    const named = signingCertificateFindings(signerInfo, authority, this.#request.context.keys.provider);
    return andThen(named, (more) => [...findings, ...more]);
  }

  #signatureFindings(token: TimestampToken, authority: Certificate): Eventual<readonly Finding[]> {
    const { signerInfo, content } = token;
    return andThen(verifySigner(authorityRequest(token, authority, this.#request)), (signer) =>
      "kind" in signer
        ? [signerFinding(signer, signerInfo, authority)]
        : this.#digestFindings(signer, content, authority),
    );
  }

  #digestFindings(signer: VerifiedSigner, content: Uint8Array, authority: Certificate): Eventual<readonly Finding[]> {
    const { provider } = this.#request.context.keys;
    const checked = checkMessageDigest(signer.signerInfo, signer.hash, { octets: content }, provider);
    return andThen(checked, ({ kind }) => {
      if (kind === "good") return NO_FINDINGS;
      const certificate = certificateRef(authority, 0);
      return [found("timestamp-signature-invalid", { algorithm: signer.algorithm.name, certificate })];
    });
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

  #validateAuthority(
    token: TimestampToken,
    authority: Certificate,
    bag: CertificateBag,
  ): Eventual<ValidatedChain | undefined> {
    const { trust, profile, context, now, issuers, accept } = this.#request;
    const built = buildPath({
      endEntity: authority,
      bag,
      trust,
      purpose: "timestamping",
      profile,
      times: { at: token.info.genTime, now, issuersBegunBy: now, anchorAt: now, origin: "timestamp" },
      context,
      issuers,
      accept: accept && ((chain) => accept(chain, token, bag)),
    });
    return andThen(built, (path) => {
      this.#path = path;
      this.#record("timestamp-chain", path.kind === "validated" ? NO_FINDINGS : path.findings.filter(isAboutChain));
      return path.kind === "validated" ? path.chain : undefined;
    });
  }
}

/** Revocation has a check of its own; whoever asked about it has these findings. */
function isAboutChain({ code }: Finding): boolean {
  return code !== "certificate-revoked" && !code.startsWith("revocation-");
}
