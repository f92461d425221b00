import type { Finding, Fingerprint, PackageIdentity, SignatureRef, Waiver } from "../report/index.js";
import { coversPackage } from "./package-id.js";

/** What decides whether a waiver applies, besides the finding. */
export interface WaiverSetting {
  /** The clock's reading, and not the time that the package is judged at: else `at` could revive a waiver. */
  readonly now: Date;
  /** What the signed bytes call the package; without it no waiver for packages applies. */
  readonly identity: PackageIdentity | undefined;
  /** The certificate that made the signature a finding concerns, for findings that name none. */
  readonly signerOf: (subject: SignatureRef | undefined) => Fingerprint | undefined;
  /** The same certificates by other digests: SHA-256 to the others that the policy uses. */
  readonly aliases: ReadonlyMap<Fingerprint, readonly Fingerprint[]>;
}

/** The policy's waivers during one verification: which apply, and which were of use. */
export class WaiverDesk {
  readonly #waivers: readonly Waiver[];
  readonly #setting: WaiverSetting;
  readonly #used = new Set<Waiver>();

  constructor(waivers: readonly Waiver[], setting: WaiverSetting) {
    this.#waivers = waivers;
    this.#setting = setting;
  }

  /** Those that set something aside, in the order of the policy. */
  get used(): readonly Waiver[] {
    return this.#waivers.filter((waiver) => this.#used.has(waiver));
  }

  /** Waivers for this package that have ended, and those that had nothing to waive. */
  leftOver(): { readonly expired: readonly Waiver[]; readonly unused: readonly Waiver[] } {
    const inScope = this.#waivers.filter((waiver) => this.#coversPackage(waiver));
    return {
      expired: inScope.filter((waiver) => this.#hasEnded(waiver)),
      unused: inScope.filter((waiver) => !this.#hasEnded(waiver) && !this.#used.has(waiver)),
    };
  }

  /** The first waiver that sets this finding aside; it then counts as used. */
  waiverFor(finding: Finding, subject: SignatureRef | undefined): Waiver | undefined {
    const waiver = this.#waivers.find(
      (candidate) => candidate.code === finding.code && this.#applies(candidate, finding, subject),
    );
    if (waiver !== undefined) this.#used.add(waiver);
    return waiver;
  }

  #applies(waiver: Waiver, finding: Finding, subject: SignatureRef | undefined): boolean {
    if (this.#hasEnded(waiver) || !this.#coversPackage(waiver)) return false;
    return waiver.certificate === undefined || this.#concerns(waiver.certificate, finding, subject);
  }

  #hasEnded(waiver: Waiver): boolean {
    return waiver.expires !== undefined && Date.parse(waiver.expires) <= this.#setting.now.getTime();
  }

  #coversPackage(waiver: Waiver): boolean {
    if (waiver.packages === undefined) return true;
    const { identity } = this.#setting;
    return identity !== undefined && coversPackage(waiver.packages, identity.id);
  }

  #concerns(certificate: Fingerprint, finding: Finding, subject: SignatureRef | undefined): boolean {
    return this.#certificatesOf(finding, subject).some(
      (fingerprint) =>
        fingerprint === certificate || this.#setting.aliases.get(fingerprint)?.includes(certificate) === true,
    );
  }

  /** The certificates at fault; where a finding names none, the signer of the signature that it concerns. */
  #certificatesOf(finding: Finding, subject: SignatureRef | undefined): readonly Fingerprint[] {
    const named = namedCertificates(finding);
    if (named.length > 0) return named;
    const signer = this.#setting.signerOf(subject);
    return signer === undefined ? [] : [signer];
  }
}

/** The certificate at fault, and the root or anchor where the fault is theirs. */
function namedCertificates({ details }: Finding): readonly Fingerprint[] {
  const fingerprints: Fingerprint[] = [];
  if ("certificate" in details) fingerprints.push(details.certificate.fingerprint);
  if ("root" in details) fingerprints.push(details.root.fingerprint);
  if ("anchor" in details) fingerprints.push(details.anchor.fingerprint);
  return fingerprints;
}
