import type { Fingerprint, SignatureKind } from "../report/index.js";

/**
 * Trusted signers (the allowlist). The most specific package pattern decides: entries with a wider one are then not looked
 * at. Only a signature whose own chain is validated matches (`allowUntrustedRoot` excepted); a vouched author does not, unless
 * the entry has NuGet's rules.
 */
export interface TrustedSigners {
  readonly version: 1;
  /** `listed`: a package without a matching entry is refused. `any-trusted`: entries only add trust. */
  readonly mode: "listed" | "any-trusted";
  readonly entries: readonly TrustedSigner[];
}

/**
 * `nuget`: as an entry of a nuget.config, which a signature matches by its certificate alone: what its chain is worth is said
 * by the checks of the chain, a vouched author's too. Its `allowUntrustedRoot` forgives the signer's expiry as well; what of
 * this happens is printed as a waiver.
 */
export type SignerRules = "nuget";

/** Somebody who may sign: whom an entry means (`by`), and for what. */
export type TrustedSigner = TrustedSignerCommon & SignerRule;
/** By what a signer is recognised. */
export type SignerRule =
  /**
   * `allowUntrustedRoot` forgives an unknown root of a chain that is otherwise whole; never expiry, and never a timestamp's
   * root. `placement`: a countersignature by this certificate does not count.
   */
  | {
      readonly by: "certificate";
      readonly fingerprint: Fingerprint;
      readonly placement?: "primary";
      readonly allowUntrustedRoot?: boolean;
      readonly rules?: SignerRules;
    }
  | { readonly by: "public-key"; readonly fingerprint: Fingerprint }
  /**
   * RFC 4514 name, compared by RFC 5280 §7, under a CA named by fingerprint (an issuer or the anchor of the validated
   * chain). Never by substring.
   */
  | { readonly by: "subject"; readonly subject: string; readonly ca: Fingerprint }
  /** An EKU or certificate policy under a CA: for services that issue short-lived certificates. */
  | { readonly by: "extended-key-usage" | "certificate-policy"; readonly oid: string; readonly ca: Fingerprint }
  /**
   * `serviceIndex` is compared octet for octet with the signed attribute; left out (nuget.config), the certificates
   * decide. Owners: one in common, by case. `nugetServiceIndexes`: what a nuget.config writes beside the certificates, for
   * people and for the way back; compared with nothing, as in NuGet, and only beside `rules`.
   */
  | {
      readonly by: "repository";
      readonly serviceIndex?: string;
      readonly owners?: readonly string[];
      readonly certificates: readonly Fingerprint[];
      readonly allowUntrustedRoot?: boolean;
      readonly rules?: SignerRules;
      readonly nugetServiceIndexes?: readonly string[];
    }
  | {
      readonly by: "repository";
      readonly serviceIndex: string;
      readonly owners?: readonly string[];
      readonly certificates: "declared";
    }
  /** OIDC issuer extension and an exact SAN, as Fulcio writes them. */
  | { readonly by: "identity"; readonly issuer: string; readonly san: string };

/** What every entry of the trusted signers may say, whoever it means. */
export interface TrustedSignerCommon {
  /** Unique in its list; verdicts name the entry by it. */
  readonly id: string;
  /** The kinds of signature that it speaks for. Default: both. */
  readonly kinds?: readonly SignatureKind[];
  /**
   * `Newtonsoft.*`; `*` only as a whole last segment. Default: every package. Compared without case (package ids have
   * none) with the name inside the signed bytes; a package whose format names nothing matches no entry that has patterns.
   */
  readonly packages?: readonly string[];
  /** In force when judged, by the clock (or `at`): a genTime doesn't bring back an entry that ended. */
  readonly from?: string;
  /** RFC 3339, as `from`; the moment itself is no longer in force. */
  readonly until?: string;
  /** For people: why it is listed. */
  readonly note?: string;
}
