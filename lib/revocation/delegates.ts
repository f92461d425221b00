import { bytesKey } from "../bytes/index.js";
import type { Finding, Result } from "../report/index.js";
import { type Certificate, ExtensionId, nameKey } from "../x509/index.js";
import type { DelegateValidator, JudgedChain } from "./delegate.js";
import { refOf, revokedFinding, unknownFindings } from "./findings.js";
import { distributionPointsOf, inquiriesOf, type Inquiry } from "./inquiry.js";
import type { Delegates, Judging, OfferedEvidence } from "./judging.js";
import { holderOf } from "./key-holder.js";
import type { RevocationRun } from "./run.js";
import { settle, type Settled } from "./settle.js";

type DelegatePurpose = "crl-signing" | "ocsp-signing";

/**
 * The delegates of one chain: each is validated once, its own revocation included, as far as a depth of one: about a
 * delegate only its issuer may speak.
 */
export class ChainDelegates implements Delegates {
  readonly #run: RevocationRun;
  readonly #validator: DelegateValidator;
  readonly #chain: JudgedChain;
  readonly #atHand: readonly OfferedEvidence[];
  readonly #judging: Judging;
  readonly #known = new Map<string, Promise<Result<JudgedChain>>>();
  /** Certificates of the chain itself: it asks about them already. Most chains meet no delegate, so made when needed. */
  #asked: ReadonlySet<string> | undefined;

  /** @param judging without delegates. */
  constructor(
    run: RevocationRun,
    validator: DelegateValidator,
    chain: JudgedChain,
    atHand: readonly OfferedEvidence[],
    judging: Judging,
  ) {
    this.#run = run;
    this.#validator = validator;
    this.#chain = chain;
    this.#atHand = atHand;
    this.#judging = judging;
  }

  validate(certificate: Certificate, purpose: DelegatePurpose): Promise<Result<JudgedChain>> {
    const key = `${purpose} ${bytesKey(certificate.der)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const pending = this.#validator.validate({
      certificate,
      purpose,
      candidates: [...this.#chain.certificates, ...this.#judging.candidates.all],
      anchor: this.#chain.anchor,
      at: this.#run.at,
      accept: (chain) => this.#objections(chain, purpose),
    });
    this.#known.set(key, pending);
    return pending;
  }

  async #objections(chain: JudgedChain, purpose: DelegatePurpose): Promise<readonly Finding[]> {
    const own = (this.#asked ??= new Set(this.#chain.certificates.map(({ der }) => bytesKey(der))));
    const inquiries = inquiriesOf(chain)
      .filter((inquiry) => !own.has(bytesKey(inquiry.certificate.der)))
      .filter((inquiry) => !(purpose === "ocsp-signing" && needsNoCheck(inquiry)))
      .map(withItself);
    const settled = await settle(this.#run, inquiries, this.#atHand, () => this.#judging);
    return settled.flatMap((one) => this.#objectionsTo(one, purpose));
  }

  #objectionsTo(settled: Settled, purpose: DelegatePurpose): readonly Finding[] {
    const { status, inquiry, revocations } = settled;
    if (status === "good") return [];
    if (status === "revoked") {
      // What a delegate says now is worth nothing once it is revoked, for whatever reason.
      const [revocation] = revocations;
      const effectiveAt = Math.min(revocation?.revokedAt ?? 0, revocation?.invalidityDate ?? Infinity);
      const effect = { effectiveAt, relativeTo: "no-timestamp", stands: false } as const;
      return revocation === undefined ? [] : [revokedFinding(refOf(inquiry), revocation, effect)];
    }
    const mayBeUnknown = this.#run.settings.need === "prefer" || (purpose === "ocsp-signing" && namesNobody(inquiry));
    return mayBeUnknown ? [] : unknownFindings(settled, this.#run);
  }
}

/** id-pkix-ocsp-nocheck on the responder itself (RFC 6960 §4.2.2.2.1). */
function needsNoCheck({ certificate, depth }: Inquiry): boolean {
  return depth === 0 && certificate.extension(ExtensionId.ocspNoCheck) !== undefined;
}

/** A responder without a word on its own revocation: whether to ask is the relying party's choice, and nobody can. */
function namesNobody({ certificate, depth }: Inquiry): boolean {
  const { crl, ocsp } = certificate.urls;
  return depth === 0 && crl.length === 0 && ocsp.length === 0 && distributionPointsOf(certificate).length === 0;
}

/**
 * A CRL issuer whose certificate names that very issuer for its own CRL answers for itself: its CA has said so, as
 * nocheck says of a responder. PKITS 4.14.30 has one.
 */
function withItself(inquiry: Inquiry): Inquiry {
  if (inquiry.depth !== 0) return inquiry;
  const own = nameKey(inquiry.certificate.subjectName);
  const namesItself = distributionPointsOf(inquiry.certificate).some(({ crlIssuer }) =>
    crlIssuer?.some((name) => name.kind === "directory" && nameKey(name.name) === own),
  );
  return namesItself ? { ...inquiry, above: [...inquiry.above, holderOf(inquiry.certificate)] } : inquiry;
}
