import { releaseHeld, toHex } from "../bytes/index.js";
import { type ContentDigests, KeyRing } from "../crypto/index.js";
import { openPackage } from "../formats/index.js";
import { grade, needsIdentity, type PinRecord } from "../policy/index.js";
import type { CheckFacts, Finding, Fingerprint, PackageIdentity, SignatureRef } from "../report/index.js";
import type { RevocationSession } from "../revocation/index.js";
import { type PackageSignature, ran, readPackageSignature } from "../signature/index.js";
import { decide, type Verdict } from "../verdict/index.js";
import type { Certificate } from "../x509/index.js";
import { containerFacts } from "./checks/container.js";
import { type ContentCheck, checkContent, hashContent } from "./checks/content.js";
import { countersignatureFacts } from "./checks/countersignature.js";
import { packageIdentityFacts } from "./checks/identity.js";
import { originFacts } from "./checks/origin.js";
import { claimedSigners, observed, pinFacts, type PinnedPackage, provenSigners } from "./checks/pin.js";
import { expectedPublisher, publisherFacts } from "./checks/publisher.js";
import { requirementFacts } from "./checks/requirements.js";
import { FactList } from "./facts.js";
import { beginSignatures, type JudgedSignatures, judgeSignatures } from "./judge-signatures.js";
import { type OpenRun, openRun, type VerificationRun } from "./run.js";
import { readSuccessions } from "./successions.js";

/**
 * Judges one package: opens it, reads its signature, checks content and signatures, applies the policy's requirements,
 * grades and decides. Failing early, reporting fully: a tampered package's signers are still shown.
 *
 * @param session shared by the verifications of a batch.
 */
export async function judge(run: VerificationRun, session?: RevocationSession): Promise<Verdict> {
  try {
    return await new Judgement(run, session).verdict();
  } finally {
    releaseHeld(run.source);
  }
}

class Judgement {
  readonly #run: VerificationRun;
  readonly #session: RevocationSession | undefined;
  readonly #facts = new FactList();
  #open: OpenRun | undefined;
  #identity: PackageIdentity | undefined;
  #content: Pick<ContentCheck, "verified" | "digests"> = { verified: undefined, digests: undefined };
  #signatures: JudgedSignatures | undefined;

  constructor(run: VerificationRun, session: RevocationSession | undefined) {
    this.#run = run;
    this.#session = session;
  }

  async verdict(): Promise<Verdict> {
    await this.#openPackage();
    if (this.#open !== undefined) await this.#judgeOpened(this.#open);
    return this.#decide();
  }

  async #openPackage(): Promise<void> {
    const { settings, source, request } = this.#run;
    const { name, format, signature } = request;
    const recognised = await openPackage(
      source,
      { name, format, signature, formats: settings.formats },
      settings.rules.budgets,
    );
    if (!recognised.ok) this.#facts.add(ran("container", undefined, [recognised.fault]));
    else this.#open = openRun(this.#run, recognised.value);
  }

  async #judgeOpened(run: OpenRun): Promise<void> {
    this.#facts.addAll(containerFacts(run.opened, await this.#readIdentity(run)));
    const publisher = await expectedPublisher(run.request);
    if (run.opened.signature === undefined) await this.#judgeUnsigned(run);
    else await this.#judgeSignature(run, run.opened.signature);
    await this.#judgeOrigin(run);
    this.#facts.add(this.#compareIdentity(run));
    this.#facts.add(publisherFacts(publisher, this.#author()));
    this.#facts.add(await this.#comparePin(run));
  }

  /** @returns what kept the name from being read, which is a fault of the container. */
  async #readIdentity({ opened, request, settings }: OpenRun): Promise<readonly Finding[]> {
    this.#identity = opened.identity;
    const asked =
      request.expect?.identity !== undefined || request.pinned !== undefined || needsIdentity(settings.policy);
    if (!asked || opened.readIdentity === undefined) return [];
    const identity = await opened.readIdentity();
    if (!identity.ok) return [identity.fault];
    this.#identity = identity.value;
    return [];
  }

  /** What can be said of a package without a signature: which bytes it is, and that nobody signed it. */
  async #judgeUnsigned(run: OpenRun): Promise<void> {
    if (run.opened.signedContent.length > 0) this.#content = { verified: undefined, digests: await hashContent(run) };
  }

  async #judgeSignature(run: OpenRun, bytes: Uint8Array): Promise<void> {
    const read = readPackageSignature(bytes, run.settings.rules.budgets, run.certificates);
    this.#facts.add(ran("cms-structure", undefined, read.ok ? read.value.unsigned : [read.fault]));
    if (read.ok) await this.#judgeRead(run, read.value);
  }

  async #judgeRead(run: OpenRun, signature: PackageSignature): Promise<void> {
    const begun = await beginSignatures(run, signature, this.#session);
    const content = await checkContent(run, signature);
    this.#content = content;
    this.#facts.add(content.facts);
    const signatures = await judgeSignatures(run, signature, this.#identity, begun);
    this.#signatures = signatures;
    this.#facts.addAll(signatures.facts);
    this.#facts.add(countersignatureFacts(signature));
    this.#facts.add(requirementFacts(signature, run.settings.rules));
  }

  /** A signature that can't be read comes from nowhere: that is said already. */
  async #judgeOrigin(run: OpenRun): Promise<void> {
    const { repository } = run.request;
    const isUnreadable = run.opened.signature !== undefined && this.#signatures === undefined;
    if (repository !== undefined && !isUnreadable)
      this.#facts.add(await originFacts(run, repository, this.#signatures));
  }

  /** The certificate of the author, if it is proven that it is the author's. */
  #author(): Certificate | undefined {
    const primary = this.#signatures?.checked[0];
    const isAuthor = primary?.element.commitment.kind === "known" && primary.element.commitment.value === "author";
    return isAuthor && this.#signatures?.ownProofs[0] !== undefined ? primary.certificate : undefined;
  }

  #compareIdentity({ request, expectedContent, format }: OpenRun): CheckFacts {
    const { expect, pinned } = request;
    const pinnedId = typeof pinned === "object" ? pinned.id : undefined;
    return packageIdentityFacts(
      { identity: expect?.identity, content: expectedContent, pinnedId },
      { identity: this.#identity, format: format.id, digests: this.#content.digests },
    );
  }

  /** Whether it is of a format that names no package, and not of one whose name nobody needed. */
  #isNameless(): boolean {
    const opened = this.#open?.opened;
    return opened !== undefined && opened.readIdentity === undefined && opened.identity === undefined;
  }

  async #comparePin(run: OpenRun): Promise<CheckFacts> {
    const { request, settings } = run;
    const keys = new KeyRing(settings.crypto, request.signal);
    const successions = await readSuccessions(request.successions ?? [], keys, settings.rules.budgets);
    return pinFacts(request.pinned, successions, () => this.#asPinned(run));
  }

  #asPinned({ format, opened, clockTime }: OpenRun): PinnedPackage {
    const { checked = [], ownProofs = [], passedOver = new Set<SignatureRef>() } = this.#signatures ?? {};
    const signers = provenSigners(checked, ownProofs, passedOver);
    const claimed = claimedSigners(checked);
    const content = contentFingerprint(this.#content.digests);
    const isSigned = opened.signature !== undefined;
    return { identity: this.#identity, format: format.id, content, isSigned, signers, claimed, at: clockTime };
  }

  #decide(): Verdict {
    const { settings, request, at, atFrom, clockTime } = this.#run;
    const grading = grade(this.#facts.complete(), {
      policy: settings.policy,
      now: clockTime,
      identity: this.#identity,
      file: request.name,
      isNameless: this.#isNameless(),
      vouching: this.#signatures?.vouching,
      forgiven: this.#signatures?.forgiven,
      signerOf: (subject) => this.#signerOf(subject),
      ...(this.#signatures && { aliases: this.#signatures.aliases }),
    });
    return decide({
      grading,
      content: this.#content.verified,
      signer: this.#signatures?.proof,
      policy: settings.policy,
      trust: settings.trust,
      at,
      atFrom,
      name: request.name,
      identity: this.#identity,
      format: this.#open?.format.id,
      signatures: this.#signatures?.reports ?? [],
      contentDigest: contentFingerprint(this.#content.digests),
      observed: this.#observed(),
    });
  }

  /** For waivers by certificate, of findings that name none. */
  #signerOf(subject: SignatureRef | undefined): Fingerprint | undefined {
    const checked = this.#signatures?.checked.find(
      ({ element }) => subject === undefined || element.ref.placement === subject.placement,
    );
    const [timestamp] = checked?.timestamps ?? [];
    // Where a timestamp is missing, nobody made one: that concerns whoever signed.
    const isAuthoritys = subject?.timestamp === true && timestamp !== undefined;
    return (isAuthoritys ? timestamp.authority : checked?.certificate)?.fingerprint;
  }

  /** Only where the call speaks of pins: a name is not read for nothing. */
  #observed(): PinRecord | undefined {
    return this.#open === undefined || this.#run.request.pinned === undefined
      ? undefined
      : observed(this.#asPinned(this.#open));
  }
}

function contentFingerprint(digests: ContentDigests | undefined): Fingerprint | undefined {
  const digest = digests?.get("sha256");
  return digest === undefined ? undefined : `sha256:${toHex(digest)}`;
}
