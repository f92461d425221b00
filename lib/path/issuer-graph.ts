import { andThen, bytesKey, equalBytes, type Eventual } from "../bytes/index.js";
import { type BudgetName, dateText, found } from "../report/index.js";
import type { TrustAnchor } from "../trust/index.js";
import { type Certificate, ExtensionId } from "../x509/index.js";
import {
  type Candidate,
  type CandidateSources,
  findCandidates,
  findPointedAnchors,
  findProvenMembers,
  MANY_OF_ONE_NAME,
  type NameMatch,
} from "./candidates.js";
import type { CertificateFault } from "./certificate-facts.js";
import type { PathRequest } from "./request.js";
import type { SignatureStatus } from "./signature-results.js";
import { keyFaults } from "./validate/key.js";
import { issuerFaults } from "./validate/roles.js";

const NO_CANDIDATES: readonly Candidate[] = [];

/** By certificate, or by what certificates of one issuer have in common. */
type CandidateMemory = Map<Certificate | string, readonly Candidate[]>;
const newMemory = (): CandidateMemory => new Map();

/**
 * Who may have issued whom, as far as a search has looked: candidates, their signatures, and what speaks against an
 * issuer whatever chain it stands in. Each is found out once. Every step draws on the budget; once one is spent the
 * graph has no further candidates, and `stoppedBy` says why.
 */
export class IssuerGraph {
  readonly request: PathRequest;
  readonly #sources: CandidateSources;
  readonly #exact = newMemory();
  #prepared: CandidateMemory | undefined;
  #proven: CandidateMemory | undefined;
  readonly #memberFaults = new Map<Certificate, readonly CertificateFault[]>();
  readonly #anchorFaults = new Map<TrustAnchor, readonly CertificateFault[]>();
  #stoppedBy: BudgetName | undefined;

  constructor(request: PathRequest) {
    const { bag, trust, times, context } = request;
    this.request = request;
    this.#sources = { bag, trust, times, context, anchors: new Map() };
  }

  get stoppedBy(): BudgetName | undefined {
    return this.#stoppedBy;
  }

  /** The likeliest of {@link IssuerGraph.candidates}: anchors that the certificate itself points to. */
  pointedAnchors(certificate: Certificate): readonly Candidate[] {
    const pointed = this.#stoppedBy === undefined ? findPointedAnchors(certificate, this.#sources) : [];
    if (pointed === undefined) this.#stoppedBy = "pathBuildSteps";
    return pointed ?? NO_CANDIDATES;
  }

  /** Where many have the issuer's name, those whose key the certificate's identifier proves: the likeliest after anchors. */
  provenMembers(certificate: Certificate): Eventual<readonly Candidate[]> {
    if (this.#sources.bag.certificates.length < MANY_OF_ONE_NAME) return NO_CANDIDATES;
    return this.#once((this.#proven ??= newMemory()), certificate, () => findProvenMembers(certificate, this.#sources));
  }

  /** Candidates by name, likeliest first. */
  candidates(certificate: Certificate, match: NameMatch): Eventual<readonly Candidate[]> {
    const memory = match === "exact" ? this.#exact : (this.#prepared ??= newMemory());
    return this.#once(memory, certificate, () => findCandidates(certificate, match, this.#sources));
  }

  #once(
    memory: CandidateMemory,
    certificate: Certificate,
    find: () => Eventual<readonly Candidate[] | undefined>,
  ): Eventual<readonly Candidate[]> {
    if (this.#stoppedBy !== undefined) return NO_CANDIDATES;
    const key = this.#memoryKey(certificate);
    const known = memory.get(key);
    if (known !== undefined) return known;
    return andThen(find(), (candidates) => {
      if (candidates === undefined) this.#stoppedBy = "pathBuildSteps";
      memory.set(key, candidates ?? NO_CANDIDATES);
      return candidates ?? NO_CANDIDATES;
    });
  }

  /** In a mesh many certificates have one issuer, which has as many: who that may be is found out once for all. */
  #memoryKey(certificate: Certificate): Certificate | string {
    const { issuerName, subjectName, signatureAlgorithm, signatureValue } = certificate;
    // One that names itself is no candidate for its own issuer, and would be for others'.
    const isAlone = this.#sources.bag.certificates.length < MANY_OF_ONE_NAME || equalBytes(issuerName, subjectName);
    if (isAlone) return certificate;
    const identifier = certificate.extension(ExtensionId.authorityKeyIdentifier)?.value ?? new Uint8Array();
    const isRsa = signatureAlgorithm.oid.startsWith("1.2.840.113549.1.1.");
    const signed = `${signatureAlgorithm.oid} ${isRsa ? signatureValue.length : ""}`;
    return `${signed} ${bytesKey(identifier)} ${bytesKey(issuerName)}`;
  }

  /** How many candidates have been looked at for this certificate. */
  candidatesSeen(certificate: Certificate): number {
    const key = this.#memoryKey(certificate);
    return (this.#exact.get(key)?.length ?? 0) + (this.#prepared?.get(key)?.length ?? 0);
  }

  /** Charges one step of the search. @returns whether it may go on. */
  step(): boolean {
    if (this.#stoppedBy !== undefined) return false;
    if (this.request.context.budget.draw("pathBuildSteps")) return true;
    this.#stoppedBy = "pathBuildSteps";
    return false;
  }

  /** Whether the candidate's key made the certificate's signature. */
  signature(certificate: Certificate, { key }: Candidate): Eventual<SignatureStatus> {
    if (this.#stoppedBy !== undefined) return "budget";
    return this.#noted(this.request.context.checks.check(certificate, key));
  }

  /** Whether a self-issued certificate verifies under its own key. */
  isSelfSigned(certificate: Certificate): Eventual<boolean> {
    const { checks, facts } = this.request.context;
    if (!facts.of(certificate).isSelfIssued) return false;
    const key = checks.keyOf(certificate);
    if (!checks.isPlausible(certificate, key)) return false;
    return andThen(this.#noted(checks.check(certificate, key)), (status) => status === "good");
  }

  /**
   * Whether a path goes through this CA (name and key) already: going through it twice leads nowhere new, and forms the
   * loops of cross-certified CAs. An end entity may be its own anchor.
   */
  repeats(path: readonly Certificate[], { key, anchor, certificate }: Candidate): boolean {
    const name = anchor?.subject ?? certificate?.subjectName;
    if (name === undefined) return false;
    return path.some(
      ({ subjectName, publicKeyInfo }, depth) =>
        (depth > 0 || anchor === undefined) &&
        equalBytes(subjectName, name) &&
        equalBytes(publicKeyInfo, key.publicKeyInfo),
    );
  }

  /** What speaks against a candidate whatever stands below it. */
  faults({ anchor, certificate }: Candidate): readonly CertificateFault[] {
    if (anchor !== undefined) return this.anchorFaults(anchor);
    return certificate === undefined ? [] : this.memberFaults(certificate);
  }

  memberFaults(certificate: Certificate): readonly CertificateFault[] {
    const known = this.#memberFaults.get(certificate);
    if (known !== undefined) return known;
    const { context, profile, times } = this.request;
    const faults = issuerFaults(context.facts.of(certificate), profile, times, false);
    this.#memberFaults.set(certificate, faults);
    return faults;
  }

  /** Purpose and window of an anchor (the trust list's own terms), and its certificate as an issuer. */
  anchorFaults(anchor: TrustAnchor): readonly CertificateFault[] {
    const known = this.#anchorFaults.get(anchor);
    if (known !== undefined) return known;
    const faults = [...this.#termFaults(anchor), ...this.#rootFaults(anchor)];
    this.#anchorFaults.set(anchor, faults);
    return faults;
  }

  /** An end entity that is itself an anchor issues nothing: it is judged in that role alone. */
  #rootFaults(anchor: TrustAnchor): readonly CertificateFault[] {
    const { context, profile, times, endEntity } = this.request;
    const { certificate } = anchor;
    if (certificate === undefined) return keyFaults(context.checks.anchorKey(anchor).facts, profile.issuerKeys.value);
    if (equalBytes(certificate.der, endEntity.der)) return [];
    return issuerFaults(context.facts.of(certificate), profile, times, true);
  }

  #termFaults({ purposes, trustedFrom, trustedUntil }: TrustAnchor): readonly CertificateFault[] {
    const { purpose, times } = this.request;
    const faults: CertificateFault[] = [];
    if ((purpose === "code-signing" || purpose === "timestamping") && !purposes.includes(purpose))
      faults.push((anchor) => found("chain-anchor-purpose", { anchor, purpose, trustedFor: purposes }));
    const { anchorAt, anchorFrom = anchorAt } = times;
    const isEarly = anchorFrom < (trustedFrom ?? -Infinity);
    if (isEarly || anchorAt > (trustedUntil ?? Infinity)) {
      faults.push((anchor) =>
        found("chain-anchor-window", {
          anchor,
          at: dateText(isEarly ? anchorFrom : anchorAt),
          ...(trustedFrom !== undefined && { trustedFrom: dateText(trustedFrom) }),
          ...(trustedUntil !== undefined && { trustedUntil: dateText(trustedUntil) }),
        }),
      );
    }
    return faults;
  }

  #noted(status: Eventual<SignatureStatus>): Eventual<SignatureStatus> {
    return andThen(status, (settled) => {
      if (settled === "budget") this.#stoppedBy = "signatureChecks";
      return settled;
    });
  }
}
