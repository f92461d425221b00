import type { Certificate, SignatureReport, TrustedSigner, Verdict } from "../../index.js";
import { isPlainId, oidcIdentityOf } from "../../policy/index.js";
import { ConfigError, quoted } from "../../report/index.js";
import type { RuleName } from "../rule-names.js";
import { issuedPolicy } from "./certificate-policy.js";

/** What the user asked of a new entry. */
export interface Wish {
  readonly by?: RuleName;
  /** Default: the package's own name. */
  readonly packages?: readonly string[];
  /** RFC 3339. */
  readonly until?: string;
  readonly note?: string;
  readonly allowUntrustedRoot?: boolean;
}

/** An entry that has no id yet; it gets one that is free in its file. */
export type Proposal = { readonly wantedId: string; readonly entry: Unnamed<TrustedSigner> };
type Unnamed<T> = T extends unknown ? Omit<T, "id"> : never;

/**
 * The entry that trusts the signer of a package: its author where there is one, else the repository; by repository, that one
 * in any case. Only what the verdict proves is proposed: nothing under an unknown root, unless that was asked for in so many
 * words.
 *
 * @throws {ConfigError} the signature has nothing that the wanted rule needs, or the package's name could not stand in the list.
 */
export function proposalFor(verdict: Verdict, wish: Wish = {}): Proposal {
  const ranked = verdict.signatures.toSorted((one, other) => rank(one) - rank(other));
  const signature =
    (wish.by === "repository" ? ranked.find(({ kind }) => kind === "repository") : undefined) ?? ranked[0];
  const signer = signature?.signer;
  const id = verdict.identity?.id;
  if (signature === undefined || signer === undefined) throw lacking("a signer", "an unsigned package");
  requireForgivable(wish);
  const by = wish.by ?? (wish.allowUntrustedRoot === true ? "certificate" : usualRule(signature.kind, signer));
  const packages = wish.packages ?? (id === undefined ? undefined : [plainId(id)]);
  const kinds = by === "repository" ? {} : { kinds: [signature.kind] };
  const common = { ...kinds, ...commonOf({ ...wish, ...(packages === undefined ? {} : { packages }) }) };
  return { wantedId: idFrom(signature, signer), entry: { ...common, ...ruleFor(by, signature, signer, wish) } };
}

/** Of the other rules the entry would forgive nothing. */
function requireForgivable({ by, allowUntrustedRoot }: Wish): void {
  if (allowUntrustedRoot !== true || by === undefined || by === "certificate" || by === "repository") return;
  throw new ConfigError({
    at: "--allow-untrusted-root",
    expected: "--by certificate or repository with it",
    received: `--by ${by}`,
    remedy: "Choose one of these rules, or add the CA itself in place of it: countersign trust add ROOT.pem",
  });
}

/** A package may call itself `System.*`: as a pattern that would be every package below it. */
function plainId(id: string): string {
  if (isPlainId(id)) return id;
  throw new ConfigError({
    at: "trust add",
    expected: "a package whose name means one package",
    received: quoted(id),
    remedy: "Ask who made it why it is called so; if you trust its signer, say for what: --packages ID",
  });
}

/** Whether an entry that is proposed for a package would be for that package alone. */
export function hasPlainId({ identity }: Verdict): boolean {
  return identity === undefined || isPlainId(identity.id);
}

// The author vouches for content, a repository for having received it.
function rank({ kind, standing }: SignatureReport): number {
  return (standing === "validated" || standing === "listed" ? 0 : 2) + (kind === "author" ? 0 : 1);
}

/** Certificates of signing services end after days: then only what ties them to their customer lasts. */
function usualRule(kind: SignatureReport["kind"], signer: Certificate): RuleName {
  if (kind === "repository") return "repository";
  const days = (signer.notAfter.getTime() - signer.notBefore.getTime()) / 86_400_000;
  if (days > 31) return "public-key";
  if (oidcIdentityOf(signer) !== undefined) return "identity";
  return customerUsage(signer) === undefined ? "subject" : "extended-key-usage";
}

const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
// The arc under which Microsoft's signing service gives each customer a usage of its own; longer ones name one identity.
const CUSTOMER_ARC = "1.3.6.1.4.1.311.97.";

function customerUsage(signer: Certificate): string | undefined {
  const [longest] = signer.extendedKeyUsage
    .filter((oid) => oid.startsWith(CUSTOMER_ARC))
    .toSorted((one, other) => other.length - one.length);
  return longest;
}

type Rule = Unnamed<TrustedSigner>;

function ruleFor(by: RuleName, signature: SignatureReport, signer: Certificate, wish: Wish): Rule {
  const forgiven = wish.allowUntrustedRoot === true ? { allowUntrustedRoot: true } : {};
  switch (by) {
    case "certificate":
      return { by, fingerprint: signer.fingerprint, ...forgiven };
    case "public-key":
      return { by, fingerprint: signer.publicKeyFingerprint };
    case "subject":
      return { by, subject: signer.subject, ca: caOf(signature) };
    case "extended-key-usage": {
      const oid = customerUsage(signer) ?? signer.extendedKeyUsage.find((usage) => usage !== CODE_SIGNING);
      if (oid === undefined) throw lacking("an extended key usage beside code signing", "a certificate without one");
      return { by, oid, ca: caOf(signature) };
    }
    case "certificate-policy": {
      const oid = issuedPolicy(signature.chain ?? []);
      if (oid === undefined) throw lacking("a policy that its CAs allow it", "a certificate without one");
      return { by, oid, ca: caOf(signature) };
    }
    case "repository": {
      const { repository } = signature;
      if (repository === undefined) throw lacking("a repository’s signature", `an ${signature.kind}’s signature alone`);
      const { serviceIndex, owners } = repository;
      const named = owners.length === 0 ? {} : { owners };
      return { by, serviceIndex, ...named, certificates: [signer.fingerprint], ...forgiven };
    }
    case "identity": {
      const identity = oidcIdentityOf(signer);
      if (identity === undefined) throw lacking("the identity of an OIDC issuer", "a certificate that names none");
      return { by, ...identity };
    }
  }
}

function caOf({ chain }: SignatureReport): Certificate["fingerprint"] {
  const anchor = chain?.at(-1);
  if (anchor !== undefined && chain !== undefined && chain.length > 1) return anchor.fingerprint;
  throw lacking("a chain to a CA", "a signer without one");
}

/** An entry for a certificate that came alone. */
export function certificateProposal(certificate: Certificate, wish: Wish): Proposal {
  requireForgivable(wish);
  requireRule(wish, ["certificate", "public-key"], "a certificate by itself");
  const { fingerprint, publicKeyFingerprint, subject } = certificate;
  const rule: Rule =
    wish.allowUntrustedRoot === true
      ? { by: "certificate", fingerprint, allowUntrustedRoot: true }
      : wish.by === "certificate"
        ? { by: "certificate", fingerprint }
        : { by: "public-key", fingerprint: publicKeyFingerprint };
  return { wantedId: slug(commonName(subject)), entry: { ...commonOf(wish), ...rule } };
}

/** An entry for a repository by its service index: the certificates are those that it declares. */
export function repositoryProposal(serviceIndex: string, wish: Wish): Proposal {
  requireRule(wish, ["repository", "certificate"], "a repository’s URL");
  if (wish.allowUntrustedRoot === true && wish.by !== "certificate") throw unforgiving();
  const rule = { by: "repository", serviceIndex, certificates: "declared" } as const;
  return { wantedId: slug(new URL(serviceIndex).hostname), entry: { ...commonOf(wish), ...rule } };
}

/** Another rule would be passed over, and the entry be another one than was asked for. */
function requireRule({ by }: Wish, able: readonly RuleName[], what: string): void {
  if (by === undefined || able.includes(by)) return;
  throw new ConfigError({
    at: "--by",
    expected: `${able.join(" or ")}, for ${what}`,
    received: by,
    remedy: "Leave --by out, or name a package that it signed: countersign trust add PACKAGE",
  });
}

/** What a repository will declare is under roots that nobody knows yet. */
function unforgiving(): ConfigError {
  return new ConfigError({
    at: "--allow-untrusted-root",
    expected: "certificates that are listed",
    received: "a repository that is followed",
    remedy: "Add --by certificate: those that it declares now are then listed.",
  });
}

function commonOf({ packages = [], until, note }: Wish) {
  return {
    ...(packages.length === 0 ? {} : { packages }),
    ...(until === undefined ? {} : { until }),
    ...(note === undefined ? {} : { note }),
  };
}

function idFrom({ kind, repository }: SignatureReport, signer: Certificate): string {
  if (kind === "repository" && repository !== undefined && URL.canParse(repository.serviceIndex)) {
    return slug(new URL(repository.serviceIndex).hostname);
  }
  return slug(commonName(signer.subject));
}

function commonName(subject: string): string {
  return /(?:^|,)CN=((?:\\.|[^,\\])+)/i.exec(subject)?.[1] ?? subject;
}

function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 60) || "signer";
}

function lacking(expected: string, received: string): ConfigError {
  return new ConfigError({ at: "trust add", expected, received, remedy: "Choose another rule with --by." });
}
