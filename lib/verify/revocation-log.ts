import { andThen, type Eventual } from "../bytes/index.js";
import {
  type CertificateBag,
  delegateValidator,
  type PathContext,
  type PathOutcome,
  type ValidatedChain,
} from "../path/index.js";
import {
  after,
  type CheckFacts,
  type CheckId,
  type Finding,
  found,
  type IssueDetails,
  type SignatureRef,
  timestampRef,
} from "../report/index.js";
import {
  type ChainRevocation,
  type DelegateValidator,
  evidenceInAttributes,
  evidenceInCrls,
  type JudgedChain,
  judgeRevocation,
  objectionsIn,
  type RevocationEvidence,
  type RevocationRole,
  RevocationRun,
  type RevocationSession,
} from "../revocation/index.js";
import {
  type AskedChain,
  type CheckedSignature,
  notRun,
  passedWith,
  ran,
  type RevocationHooks,
  type SignatureElement,
  unknown,
} from "../signature/index.js";
import type { TimestampToken } from "../timestamp/index.js";
import { type Certificate, certificateRef } from "../x509/index.js";
import type { RevocationReport } from "../verdict/index.js";
import type { OpenRun } from "./run.js";

/** RFC 9654 §2.1. */
const NONCE_BYTES = 32;

const NOTHING_FOUND: readonly Finding[] = Object.freeze([]);

/** Evidence that came inside the message. */
type Embedded = readonly RevocationEvidence[];

/**
 * Asks about revocation for the chains of one run, as the policy wants, and keeps the answers for the report. The search
 * asks through the hooks, chain by chain; here the last answer for each signature and each authority is remembered.
 */
export class RevocationLog {
  readonly hooks: RevocationHooks;
  readonly #run: OpenRun;
  readonly #path: PathContext;
  readonly #delegates: DelegateValidator;
  readonly #embedded: Embedded;
  readonly #session: RevocationSession | undefined;
  readonly #signers = new Map<SignatureElement, ChainRevocation>();
  readonly #authorities = new Map<SignatureElement, ChainRevocation>();
  #asking: RevocationRun | undefined;

  /** @param embedded evidence in the message's own `crls`. */
  constructor(run: OpenRun, path: PathContext, embedded: Embedded, session: RevocationSession | undefined) {
    this.#run = run;
    this.#path = path;
    this.#delegates = delegateValidator(path);
    this.#embedded = embedded;
    this.#session = session;
    this.hooks = {
      forSigner: (element, bag, signedAt) => {
        const evidence = [...embedded, ...inAttributes(element)];
        if (this.#whyIdle("signer", evidence) !== undefined) return undefined;
        return (chain) => this.#signer(element, evidence, bag, signedAt, chain);
      },
      forTimestamp: (element) => (chain, token, bag) => {
        const evidence = [...embedded, ...evidenceInCrls(token.signedData.revocation)];
        if (this.#whyIdle("timestamp", evidence) !== undefined) return NOTHING_FOUND;
        return this.#authority(element, evidence, token, bag, chain);
      },
    };
  }

  /** Whether somebody was asked about a chain of this signature. */
  hasAnswer(element: SignatureElement): boolean {
    return this.#signers.has(element);
  }

  /** The checks of one signature and of its timestamp. */
  factsOf({ element, facts, timestamps }: CheckedSignature): readonly CheckFacts[] {
    const own = this.#facts("signer", element.ref, this.#signers.get(element), facts);
    if (timestamps.length === 0) return [own];
    const subject = timestampRef(element.ref);
    return [own, this.#facts("timestamp", subject, this.#authorities.get(element), facts)];
  }

  /** @param others what else was found of the signature: a chain that does not hold is never asked about. */
  #facts(
    role: RevocationRole,
    subject: SignatureRef,
    answer: ChainRevocation | undefined,
    others: readonly CheckFacts[],
  ): CheckFacts {
    if (answer !== undefined) return factsFrom(answer, subject);
    const idle = this.#whyIdle(role, this.#embedded);
    if (idle !== undefined)
      return notRun("revocation", subject, NOT_ASKED[idle], [found("revocation-not-checked", { reason: idle })]);
    return notRun("revocation", subject, whyNoChain(subject, others));
  }

  /** Why nobody would be asked: told before anything is made for asking, since most verifications ask nobody. */
  #whyIdle(role: RevocationRole, evidence: Embedded): "mode-off" | "no-source" | undefined {
    const { rules, revocation } = this.#run.settings;
    const { mode, need, checks } = rules.revocation;
    if (mode === "off" || (role !== "ocsp-responder" && !checks.includes(role))) return "mode-off";
    return revocation.length === 0 && evidence.length === 0 && need === "prefer" ? "no-source" : undefined;
  }

  /**
   * For every certificate of the chains, the end entity first: one that nobody was asked about says so.
   *
   * @returns what makes the list when it is read, since most never are; it holds on to the chains alone.
   */
  reportsOf({ element, path, timestamps: [timestamp] }: CheckedSignature): () => readonly RevocationReport[] {
    const [ofSigner, ofAuthority] = [this.#signers.get(element), this.#authorities.get(element)];
    const authorityPath = timestamp?.path;
    return () => [...reportsFrom(ofSigner, path), ...reportsFrom(ofAuthority, authorityPath)];
  }

  #signer(
    element: SignatureElement,
    embedded: Embedded,
    { certificates }: CertificateBag,
    signatureTime: number | undefined,
    chain: AskedChain,
  ): Eventual<ChainRevocation["findings"]> {
    const options = { role: "signer", signatureTime, embedded, certificates, delegates: this.#delegates } as const;
    return andThen(judgeRevocation(this.#asked(), options, judgedChain(chain)), (answer) => {
      this.#signers.set(element, answer);
      return objectionsIn(answer, this.#asked());
    });
  }

  #authority(
    element: SignatureElement,
    embedded: Embedded,
    { der, info }: TimestampToken,
    { certificates }: CertificateBag,
    chain: ValidatedChain,
  ): Eventual<ChainRevocation["findings"]> {
    const signatureTime = info.genTime + info.accuracyMs;
    const options = { role: "timestamp", signatureTime, embedded, certificates, delegates: this.#delegates } as const;
    return andThen(judgeRevocation(this.#asked(), options, chain), (answer) => {
      // The first token alone gives the time, and the last of its chains that was asked about is the one that was taken.
      if (der === element.timestamps[0]) this.#authorities.set(element, answer);
      return objectionsIn(answer, this.#asked());
    });
  }

  /** One deadline for all look-ups of the run, from the first question on. */
  #asked(): RevocationRun {
    const { settings, at, request } = this.#run;
    return (this.#asking ??= new RevocationRun({
      settings: settings.rules.revocation,
      sources: settings.revocation,
      context: this.#path,
      at: at.getTime(),
      session: this.#session,
      timer: (milliseconds) => AbortSignal.timeout(milliseconds),
      signal: request.signal,
      nonce: settings.ocspNonce ? settings.crypto.randomBytes(NONCE_BYTES) : undefined,
    }));
  }
}

/** A root that an entry or a countersignature stands in for speaks of what is below it as an anchor does. */
function judgedChain(chain: AskedChain): JudgedChain {
  if (!("root" in chain)) return chain;
  const { certificates, root } = chain;
  const { subjectName: subject, publicKeyInfo } = root;
  return { certificates, anchor: { subject, publicKeyInfo, certificate: root, purposes: [], origin: root.subject } };
}

function reportsFrom(answer: ChainRevocation | undefined, path: PathOutcome | undefined): readonly RevocationReport[] {
  if (answer !== undefined)
    return answer.answers.map(({ certificate, depth, status, attempts }) =>
      Object.freeze({ certificate: Object.freeze(certificateRef(certificate, depth)), status, attempts }),
    );
  const certificates = path?.kind === "failed" ? path.certificates : (path?.chain.certificates ?? []);
  return certificates.map(notChecked);
}

const NO_ATTEMPTS: RevocationReport["attempts"] = Object.freeze([]);

function notChecked(certificate: Certificate, depth: number): RevocationReport {
  const ref = Object.freeze(certificateRef(certificate, depth));
  return Object.freeze({ certificate: ref, status: "not-checked", attempts: NO_ATTEMPTS });
}

/** The check that kept a chain from being asked about: the first that failed, or what that one waited for. */
function whyNoChain(subject: SignatureRef, others: readonly CheckFacts[]): string {
  const isTimestamp = subject.timestamp === true;
  const own = others.filter(
    (one) => one.subject?.placement === subject.placement && (one.subject.timestamp === true) === isTimestamp,
  );
  const before = own.filter(({ check }) => (isTimestamp ? check.startsWith("timestamp-") : CHAIN_CHECKS.has(check)));
  const failed = before.find(({ status }) => status === "failed");
  if (failed !== undefined) return after(failed.check);
  return before.find(({ status }) => status === "skipped")?.reason ?? "nothing was asked";
}

const CHAIN_CHECKS: ReadonlySet<CheckId> = new Set(["chain", "certificate-profile", "validity"]);

function inAttributes({ signerInfo }: SignatureElement): Embedded {
  const { signedAttributes, unsignedAttributes } = signerInfo;
  return evidenceInAttributes([...(signedAttributes?.attributes ?? []), ...(unsignedAttributes?.attributes ?? [])]);
}

const NOT_ASKED: { readonly [R in IssueDetails["revocation-not-checked"]["reason"]]: string } = {
  "mode-off": "the policy turns revocation off",
  "no-source": "there is no source of revocation data",
  anchor: "the chain is the anchor alone",
  "no-check-extension": "the certificate asks not to be asked about",
};

function factsFrom({ findings }: ChainRevocation, subject: SignatureRef): CheckFacts {
  const [only, more] = findings;
  if (only?.code === "revocation-not-checked" && more === undefined) {
    return notRun("revocation", subject, NOT_ASKED[only.details.reason], findings);
  }
  if (findings.some(({ code }) => code === "certificate-revoked")) return ran("revocation", subject, findings);
  if (findings.some(({ code }) => code === "revocation-unknown" || code === "revocation-stale")) {
    return unknown("revocation", subject, "the status could not be had", findings);
  }
  return passedWith("revocation", subject, findings);
}
