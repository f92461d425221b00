import { type CryptoProvider, defaultProvider } from "../crypto/index.js";
import { everyFormat, type PackageFormat } from "../formats/index.js";
import { type IssuerSource, KnownCertificates, SignatureCache } from "../path/index.js";
import {
  needsDeclarations,
  type Policy,
  type PolicyDocument,
  type PolicyName,
  type PolicyRules,
  rulesOf,
  toPolicy,
} from "../policy/index.js";
import { type Clock, ConfigError, readOnce, requireWhole } from "../report/index.js";
import type { RevocationSource } from "../revocation/index.js";
import type { RepositoryDeclarationSource } from "../signature/index.js";
import type { TrustStore } from "../trust/index.js";

/** What a verifier is made of. Everything that is not in the package comes from here. */
export interface VerifierOptions {
  readonly trust: TrustStore;
  /** Time is an argument. `countersign/node` supplies the system's. */
  readonly clock: Clock;
  /** Default `policies.standard`. */
  readonly policy?: Policy | PolicyDocument | PolicyName;
  /** Tried in order; the first that detects the bytes is used. Default: all of `formats`. */
  readonly formats?: readonly PackageFormat[];
  /** Default: the platform's own. In a server, `threadPoolProvider()` of `countersign/node` leaves the event loop free. */
  readonly crypto?: CryptoProvider;
  /** Needed for mode `online` and for need `require`: else `ConfigError`. Offline and none: `revocation-not-checked` says so. */
  readonly revocation?: readonly RevocationSource[];
  /**
   * Whether each verification sends a nonce with its OCSP requests (RFC 9654). An answer from the network is then made for it,
   * or made beforehand without any, and packages of a batch share none. What a source has at hand still counts. Default false.
   */
  readonly ocspNonce?: boolean;
  readonly issuers?: IssuerSource;
  /** Whom to ask what repositories declare. Needed for entries with `certificates: "declared"`: else `ConfigError`. */
  readonly repositories?: RepositoryDeclarationSource;
  /**
   * Certificate signatures found good (certificate and issuer's key, by their bytes) kept between calls. 0 keeps none; keys of
   * trust anchors are kept in any case, as long as the trust list. Default 1024.
   */
  readonly chainCacheSize?: number;
}

/** The options, read once: complete, checked and never looked at again. */
export interface VerifierSettings {
  readonly trust: TrustStore;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly rules: PolicyRules;
  readonly formats: readonly PackageFormat[];
  readonly crypto: CryptoProvider;
  readonly revocation: readonly RevocationSource[];
  readonly ocspNonce: boolean;
  readonly issuers: IssuerSource | undefined;
  readonly repositories: RepositoryDeclarationSource | undefined;
  readonly signatures: SignatureCache;
  readonly known: KnownCertificates;
}

const OPTIONS = {
  trust: "trust",
  clock: "clock",
  formats: "format[]?",
  crypto: "crypto?",
  revocation: "finder[]?",
  ocspNonce: "flag?",
  issuers: "finder?",
  repositories: "finder?",
} as const satisfies Record<Exclude<keyof VerifierOptions, "policy" | "chainCacheSize">, string>;
const ELSEWHERE: readonly string[] = ["policy", "chainCacheSize"];
/** Names of its fields. */
export const verifierFields: readonly string[] = [...Object.keys(OPTIONS), ...ELSEWHERE];

/** @throws {ConfigError} an option is missing, contradictory or unknown. */
export function readOptions(options: VerifierOptions): VerifierSettings {
  const given = readOnce(options, "options", OPTIONS, ELSEWHERE);
  const policy = toPolicy(given.policy);
  const rules = rulesOf(policy);
  const { revocation = [] } = given;
  requireSources(rules, revocation);
  requireDeclarations(policy, given.repositories);
  const size = readSize(given.chainCacheSize);
  return Object.freeze({
    trust: given.trust,
    clock: given.clock,
    policy,
    rules,
    formats: given.formats ?? [...everyFormat],
    crypto: given.crypto ?? defaultProvider,
    revocation,
    ocspNonce: given.ocspNonce ?? false,
    issuers: given.issuers,
    repositories: given.repositories,
    signatures: new SignatureCache(size),
    known: new KnownCertificates(size),
  });
}

/** A source is needed only where the policy can't be met without one. */
function requireSources({ revocation }: PolicyRules, sources: readonly RevocationSource[]): void {
  const needed = revocation.mode === "online" || (revocation.mode === "offline" && revocation.need === "require");
  if (!needed || sources.length > 0) return;
  throw wrong(
    "options.revocation",
    `a revocation source, since the policy asks for mode ${revocation.mode} with need ${revocation.need}`,
    "none",
    'Pass one (httpRevocationSource() of countersign/node), or a policy with revocation: { mode: "off", need: "prefer" }.',
  );
}

function requireDeclarations(policy: Policy, source: RepositoryDeclarationSource | undefined): void {
  if (source !== undefined || !needsDeclarations(policy)) return;
  throw wrong(
    "options.repositories",
    'a source of declarations, since an entry of the trusted signers has certificates: "declared"',
    "none",
    "Pass one, or name the repository's certificates in the entry.",
  );
}

function readSize(size = 1024): number {
  requireWhole(size, "options.chainCacheSize", 0, "Leave it out for 1024.");
  return size;
}

function wrong(at: string, expected: string, received: string, remedy: string): ConfigError {
  return new ConfigError({ at, expected, received, remedy });
}
