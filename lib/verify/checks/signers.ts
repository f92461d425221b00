import { toHex } from "../../bytes/index.js";
import { type CryptoProvider, digestOf } from "../../crypto/index.js";
import {
  fingerprintHashes,
  hasNugetRules,
  matchSigners,
  type Policy,
  rulesOf,
  type SignerMatches,
} from "../../policy/index.js";
import {
  type CheckFacts,
  type Fingerprint,
  type HashName,
  type PackageIdentity,
  type SignatureRef,
} from "../../report/index.js";
import { type CheckedSignature, notRun, ran } from "../../signature/index.js";
import type { Certificate } from "../../x509/index.js";

/** What the trusted signers say of a package's signatures. */
export interface SignersCheck {
  readonly facts: CheckFacts;
  readonly matches: SignerMatches | undefined;
}

/** SHA-256 fingerprints to those by other hashes, for policies that name certificates by them. */
export type Aliases = ReadonlyMap<Fingerprint, readonly Fingerprint[]>;

/** What has been found out of the signatures that an allowlist is asked about. */
export interface FoundOfSigners {
  readonly aliases: Aliases;
  readonly declared: ReadonlyMap<SignatureRef, readonly Fingerprint[]>;
  readonly passedOver: ReadonlySet<SignatureRef>;
}

/**
 * Asks the policy's allowlist, if it has one. Only signatures that verify are looked at, and where no entry has NuGet's rules,
 * only those with a proven chain that the policy does not pass over.
 */
export function checkSigners(
  checked: readonly CheckedSignature[],
  policy: Policy,
  identity: PackageIdentity | undefined,
  at: Date,
  { aliases, declared, passedOver }: FoundOfSigners,
): SignersCheck {
  const { signers } = rulesOf(policy);
  if (signers === undefined)
    return { facts: notRun("signer-allowlist", undefined, "the policy lists no signers"), matches: undefined };
  const byCertificate = signers.entries.some(hasNugetRules);
  const candidates = checked.flatMap(({ element, signer, path }) => {
    if (signer === undefined || path === undefined) return [];
    if (!byCertificate && (path.kind === "failed" || passedOver.has(element.ref))) return [];
    const { certificate } = signer;
    return [
      {
        ref: element.ref,
        chain: path.kind === "failed" ? ({ endEntity: certificate, isProven: false } as const) : path.chain,
        repository: element.repository?.claims,
        declared: declared.get(element.ref),
        isPassedOver: passedOver.has(element.ref),
      },
    ];
  });
  const matches = matchSigners({ signers, candidates, packageId: identity?.id, at, aliases });
  return { facts: ran("signer-allowlist", undefined, matches.findings), matches };
}

/**
 * Fingerprints by SHA-384 and SHA-512 of every certificate and key in the chains, where the policy uses such, or repositories
 * may: what they declare is not known before it is asked for.
 */
export async function aliasesFor(
  checked: readonly CheckedSignature[],
  policy: Policy,
  provider: CryptoProvider,
  mayBeDeclared: boolean,
): Promise<Aliases> {
  const aliases = new Map<Fingerprint, Fingerprint[]>();
  const hashes = mayBeDeclared ? DECLARED_HASHES : fingerprintHashes(policy);
  if (hashes.length === 0) return aliases;
  for (const certificate of checked.flatMap(certificatesOf)) {
    aliases.set(certificate.fingerprint, await fingerprints(certificate.der, hashes, provider));
    aliases.set(certificate.publicKeyFingerprint, await fingerprints(certificate.publicKeyInfo, hashes, provider));
  }
  return aliases;
}

const DECLARED_HASHES: readonly HashName[] = ["sha384", "sha512"];

function certificatesOf({ path, timestamps }: CheckedSignature): readonly Certificate[] {
  const own = path === undefined ? [] : path.kind === "failed" ? path.certificates : path.chain.certificates;
  return [...own, ...timestamps.flatMap(({ authority }) => authority ?? [])];
}

async function fingerprints(
  bytes: Uint8Array,
  hashes: readonly HashName[],
  provider: CryptoProvider,
): Promise<Fingerprint[]> {
  const list: Fingerprint[] = [];
  for (const hash of hashes) list.push(`${hash}:${toHex(await digestOf(provider, hash, bytes))}`);
  return list;
}
