import { type PackageSource, type RandomAccessSource } from "../bytes/index.js";
import { type KeyRing } from "../crypto/index.js";
import { type OpenedPackage, openPackage, type PackageFormat } from "../formats/index.js";
import { type CertificateMemory, PathContext, pathProfilesOf, type SignatureCache } from "../path/index.js";
import { defaultBudgets } from "../policy/index.js";
import { guardedSource, Budget, type Clock, readClock } from "../report/index.js";
import { type CheckContext, type KnownChain, ran } from "../signature/index.js";
import type { TrustStore } from "../trust/index.js";
import type { Progress, SigningContext } from "./options.js";
import { refusal } from "./refusal.js";
import type { SigningMemory } from "./signer-memory.js";
import { trustForSigning } from "./trust-for-signing.js";

/** What makes structures; loaded when a package is opened to be signed, so that a verification never loads it. */
export type Building = typeof import("../cms/build/index.js");

/** One package being signed, and what every step needs. Options are read once, here. */
export interface Session {
  readonly source: RandomAccessSource;
  /** The package's name, for messages, and for commands if there is one. */
  readonly target: string;
  readonly file: string | undefined;
  /** The result's name, for commands about it. */
  readonly outputFile: string | undefined;
  readonly format: PackageFormat;
  readonly opened: OpenedPackage;
  readonly keys: KeyRing;
  readonly trust: TrustStore;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly signatures: SignatureCache;
  readonly certificates: CertificateMemory;
  readonly build: Building;
  readonly progress: (stage: Progress["stage"], done: number, total: number) => void;
}

/** Once it is loaded, asking the platform for it again costs more than a structure takes to make. */
let loaded: Building | undefined;

/** What opening a package needs: removing a signature needs no more. */
export type OpeningContext = Pick<SigningContext, "name" | "format" | "signature" | "onProgress">;

/**
 * Reads the options and opens the package.
 *
 * @param memory of the signer, if there is one; certificates that come before and in the result are looked at once.
 * @throws {SignRefusedError} no format recognises the file. What else is wrong with it stands in `opened.findings`.
 */
export async function openSession(
  source: PackageSource,
  context: SigningContext,
  memory: SigningMemory,
): Promise<Session> {
  const { name, trust, clock, signal, timestamp, onProgress } = context;
  const target = name ?? "the package";
  const read = guardedSource(source, target);
  const progress: Session["progress"] = (stage, done, total) => onProgress?.({ stage, done, total });
  progress("reading", 0, 1);
  const { format, opened } = await openRecognised(read, context);
  progress("reading", 1, 1);
  return {
    source: read,
    target,
    file: name,
    outputFile: context.outputName ?? name,
    format,
    opened,
    keys: memory.keys,
    signatures: memory.signatures,
    certificates: memory.certificates,
    trust: trustForSigning(trust, timestamp === "none" ? undefined : timestamp.trust),
    clock: () => readClock(clock),
    signal,
    build: loaded ?? (loaded = await import("../cms/build/index.js")),
    progress,
  };
}

export async function openRecognised(
  source: RandomAccessSource,
  { name, format, signature }: OpeningContext,
): Promise<{ readonly format: PackageFormat; readonly opened: OpenedPackage }> {
  const recognised = await openPackage(source, { name, format, signature }, defaultBudgets);
  if (recognised.ok) return recognised.value;
  throw refusal([ran("container", undefined, [recognised.fault])], name);
}

/** What the shared checks of a signature are given, at a time. @param known as {@link CheckContext} has it. */
export function checkContext(
  { format, trust, keys, signatures, certificates }: Session,
  now: Date,
  known?: KnownChain,
): CheckContext {
  return {
    profile: format.profile,
    profiles: pathProfilesOf(format.profile.id),
    limits: defaultBudgets,
    trust,
    path: new PathContext(keys, new Budget(defaultBudgets), signatures, certificates),
    now: now.getTime(),
    nowFrom: "clock",
    issuers: undefined,
    revocation: undefined,
    known,
  };
}
