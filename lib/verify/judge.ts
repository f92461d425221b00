import { toHex } from "../bytes/index.js";
import type { ContentDigests } from "../crypto/index.js";
import { openPackage, type PackageIdentity } from "../formats/index.js";
import { grade, needsIdentity, type PinRecord } from "../policy/index.js";
import type { Finding, Fingerprint, SignatureRef } from "../report/index.js";
import {
  type CheckContext,
  type CheckedSignature,
  checkSignature,
  notRun,
  type PackageSignature,
  ran,
  readPackageSignature,
} from "../signature/index.js";
import { decide, SignerProof, type SignatureReport, type Verdict } from "../verdict/index.js";
import { containerFacts } from "./checks/container.js";
import { type ContentCheck, checkContent, hashContent } from "./checks/content.js";
import { countersignatureFacts } from "./checks/countersignature.js";
import { packageIdentityFacts } from "./checks/identity.js";
import { requirementFacts } from "./checks/requirements.js";
import { type Vouched, vouch } from "./checks/vouching.js";
import { FactList } from "./facts.js";
import { reportSignature } from "./report-signature.js";
import { RevocationLog } from "./revocation-log.js";
import { checkContext, type OpenRun, type VerificationRun } from "./run.js";

/**
 * Judges one package: opens it, reads its signature, checks content and signatures, applies the policy's requirements,
 * grades and decides. Failing early, reporting fully: a tampered package's signers are still shown.
 */
export async function judge(run: VerificationRun): Promise<Verdict> {
  return new Judgement(run).verdict();
}

class Judgement {
  readonly #run: VerificationRun;
  readonly #facts = new FactList();
  #open: OpenRun | undefined;
  #identity: PackageIdentity | undefined;
  #content: Pick<ContentCheck, "verified" | "digests"> = { verified: undefined, digests: undefined };
  #checked: readonly CheckedSignature[] = [];
  #proofs: readonly (SignerProof | undefined)[] = [];
  #vouched: Vouched | undefined;
  #revocation: RevocationLog | undefined;

  constructor(run: VerificationRun) {
    this.#run = run;
  }

  async verdict(): Promise<Verdict> {
    await this.#openPackage();
    if (this.#open !== undefined) await this.#judgeOpened(this.#open);
    return this.#decide();
  }

  async #openPackage(): Promise<void> {
    const { settings, source, request } = this.#run;
    const hints = {
      name: request.name,
      format: request.format,
      signature: request.signature,
      formats: settings.formats,
    };
    const recognised = await openPackage(source, hints, settings.rules.budgets);
    if (!recognised.ok) this.#facts.add(ran("container", undefined, [recognised.fault]));
    else this.#open = { ...this.#run, ...recognised.value };
  }

  async #judgeOpened(run: OpenRun): Promise<void> {
    this.#facts.addAll(containerFacts(run.opened, await this.#readIdentity(run)));
    if (run.opened.signature === undefined) return this.#judgeUnsigned(run);
    const read = readPackageSignature(run.opened.signature, run.settings.rules.budgets);
    this.#facts.add(ran("cms-structure", undefined, read.ok ? [] : [read.fault]));
    if (read.ok) await this.#judgeSigned(run, read.value);
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

  /** What can be said of a package without a signature: its bytes, its name, and that nobody signed it. */
  async #judgeUnsigned(run: OpenRun): Promise<void> {
    if (run.opened.signedContent.length > 0)
      this.#content = { verified: undefined, digests: await hashContent(run, ["sha256"]) };
    this.#addPackageIdentity(run);
  }

  async #judgeSigned(run: OpenRun, signature: PackageSignature): Promise<void> {
    const content = await checkContent(run, signature);
    this.#content = content;
    this.#facts.add(content.facts);
    this.#revocation = new RevocationLog(run);
    const context = checkContext(run, this.#revocation.hooks);
    await this.#checkSignatures(run, signature, context);
    this.#facts.add(countersignatureFacts(signature));
    this.#facts.add(requirementFacts(signature, run.settings.rules));
    this.#addPackageIdentity(run);
    this.#addUnasked();
  }

  async #checkSignatures(run: OpenRun, signature: PackageSignature, context: CheckContext): Promise<void> {
    const primary = await checkSignature(signature, signature.primary, context);
    const countersignatures: CheckedSignature[] = [];
    for (const element of wanted(run, signature))
      countersignatures.push(await checkSignature(signature, element, context));
    this.#checked = [primary, ...countersignatures];
    for (const checked of this.#checked)
      this.#facts.addAll([...checked.facts, ...(this.#revocation?.factsOf(checked) ?? [])]);
    this.#proofs = this.#checked.map(ownProof);
    await this.#applyVouching(run, signature, context);
  }

  async #applyVouching(run: OpenRun, signature: PackageSignature, context: CheckContext): Promise<void> {
    const [primary, countersignature, another] = this.#checked;
    if (primary === undefined || countersignature === undefined || another !== undefined) return;
    this.#vouched = await vouch(signature, primary, countersignature, this.#proofs[1], run.settings.policy, context);
    if (this.#vouched !== undefined) this.#proofs = [this.#vouched.proof, this.#proofs[1]];
  }

  #addPackageIdentity({ request, format }: OpenRun): void {
    this.#facts.add(packageIdentityFacts(request.expect?.identity, this.#identity, format.id));
  }

  /** Checks that nothing in the request or the policy asked for. */
  #addUnasked(): void {
    this.#facts.add(notRun("signer-allowlist", undefined, "the policy lists no signers"));
    this.#facts.add(notRun("repository-declaration", undefined, "the policy does not ask what repositories declare"));
    this.#facts.add(notRun("identity", undefined, "no publisher was asked for"));
    this.#facts.add(notRun("pin", undefined, "no pin was given"));
  }

  #decide(): Verdict {
    const { settings, request, at, atFrom, clockTime } = this.#run;
    const facts = this.#facts.complete();
    const grading = grade(facts, {
      policy: settings.policy,
      now: clockTime,
      identity: this.#identity,
      file: request.name,
      vouching: this.#vouched?.vouching,
      signerOf: (subject) => this.#signerOf(subject),
    });
    return decide({
      grading,
      content: this.#content.verified,
      signer: this.#proofs[0],
      policy: settings.policy,
      trust: settings.trust,
      at,
      atFrom,
      name: request.name,
      identity: this.#identity,
      format: this.#open?.format.id,
      signatures: this.#reports(),
      contentDigest: contentFingerprint(this.#content.digests),
      observed: this.#observed(),
    });
  }

  #signerOf(subject: SignatureRef | undefined): Fingerprint | undefined {
    const checked = this.#checked.find(
      ({ element }) =>
        subject === undefined || (element.ref.placement === subject.placement && element.ref.kind === subject.kind),
    );
    const authority = checked?.timestamps[0]?.authority;
    return (subject?.timestamp === true ? authority : checked?.certificate)?.fingerprint;
  }

  #reports(): readonly SignatureReport[] {
    return this.#checked.map((checked, index) => {
      const standing = this.#proofs[index]?.standing ?? "failed";
      return reportSignature(checked, standing, { revocation: this.#revocation?.reportsOf() ?? [] });
    });
  }

  #observed(): PinRecord | undefined {
    return undefined;
  }
}

/** Countersignatures that the policy wants judged; `ignore` lets them vouch for nothing either. */
function wanted({ settings }: OpenRun, { countersignatures }: PackageSignature): PackageSignature["countersignatures"] {
  return settings.rules.signatures.repository === "ignore" ? [] : countersignatures.slice(0, 2);
}

/** A signature that holds, with a validated chain of its own. */
function ownProof({ signer, path }: CheckedSignature): SignerProof | undefined {
  return signer !== undefined && path?.kind === "validated" ? SignerProof.validated(signer, path.chain) : undefined;
}

function contentFingerprint(digests: ContentDigests | undefined): Fingerprint | undefined {
  const digest = digests?.get("sha256");
  return digest === undefined ? undefined : `sha256:${toHex(digest)}`;
}
