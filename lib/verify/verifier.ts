import type { PackageSource } from "../bytes/index.js";
import { issuersForRun } from "../path/index.js";
import type { Policy } from "../policy/index.js";
import { ConfigError, CountersignError, TransportError } from "../report/index.js";
import { ReadingMemory, RevocationSession } from "../revocation/index.js";
import type { Verdict } from "../verdict/index.js";
import { judge } from "./judge.js";
import { type HashContent, type ManyOptions, verifyMany, type VerifyManyResult, type VerifyOne } from "./many.js";
import { readOptions, verifierFields, type VerifierOptions, type VerifierSettings } from "./options.js";
import { requireRequest, type VerifyItem, type VerifyRequest } from "./request.js";
import { startRun } from "./run.js";

/** Judges packages under one policy, trust list and clock. */
export interface Verifier {
  readonly policy: Policy;
  /**
   * Judges one package. A bad package gives a verdict.
   *
   * @throws {TransportError} the source cannot be read or changed while being read, or `signal` fired.
   * @throws {ConfigError} what was given is no source: a path, for one; or a field of `request` is of another kind or unknown.
   */
  verify(source: PackageSource, request?: VerifyRequest): Promise<Verdict>;
  /**
   * Judges many, sharing chains, revocation answers and outages: one dead responder costs one time-out. Yields in order
   * of completion. An unreadable item yields its error; the rest go on.
   */
  verifyMany(
    items: Iterable<VerifyItem> | AsyncIterable<VerifyItem>,
    options?: ManyOptions,
  ): AsyncIterable<VerifyManyResult>;
}

/**
 * Options are read and checked once, here.
 *
 * @throws {ConfigError} an option is missing, contradictory or unknown.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const settings = readOptions(options);
  // Outages are a batch's, and are forgotten with it; what evidence says is the same for as long as a source hands it out.
  const readings = new ReadingMemory();
  const verify = (source: PackageSource, request: VerifyRequest = {}): Promise<Verdict> =>
    verifyOne(settings, source, request, new RevocationSession(readings));
  const verifier: Verifier = {
    policy: settings.policy,
    verify,
    verifyMany: (items, many) => verifyMany(batch(), items, many),
  };
  // What one package has learnt of responders and issuers, the others need not ask again.
  const batch = (): VerifyOne => {
    const session = new RevocationSession(readings);
    const shared = { ...settings, issuers: settings.issuers && issuersForRun(settings.issuers, undefined) };
    return (source, request, hash) => verifyOne(shared, source, request, session, hash);
  };
  BATCHES.set(verifier, batch);
  return Object.freeze(verifier);
}

const BATCHES = new WeakMap<Verifier, () => VerifyOne>();

/** For adapters that run batches of their own: a verifier's way to judge the packages of one, made anew for each. */
export function batchOf(verifier: Verifier): VerifyOne {
  const start = BATCHES.get(verifier);
  if (start !== undefined) return start();
  throw new ConfigError({
    at: "verifier",
    expected: "a verifier made by createVerifier",
    received: "another object",
    remedy: "Pass the verifier itself.",
  });
}

/** One call, for those who verify one package. @throws as {@link createVerifier} and {@link Verifier.verify}. */
export async function verifyPackage(source: PackageSource, options: VerifierOptions & VerifyRequest): Promise<Verdict> {
  requireRequest(options, "options", verifierFields);
  const { name, format, signature, at, expect, repository, pinned, successions, signal, ...rest } = options;
  const request = { name, format, signature, at, expect, repository, pinned, successions, signal };
  return createVerifier(rest).verify(source, definedOnly(request));
}

function definedOnly(request: { readonly [K in keyof VerifyRequest]: VerifyRequest[K] | undefined }): VerifyRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

async function verifyOne(
  settings: VerifierSettings,
  source: PackageSource,
  request: VerifyRequest,
  session: RevocationSession,
  hash?: HashContent,
): Promise<Verdict> {
  requireRequest(request);
  try {
    request.signal?.throwIfAborted();
    return await judge(startRun(settings, source, request, hash), session);
  } catch (error) {
    throw asTransportError(error, request);
  }
}

/** What a caller's source throws is a fault of reading; what an aborted signal throws says so. Our own errors stay as they are. */
function asTransportError(error: unknown, { name, signal }: VerifyRequest): unknown {
  if (error instanceof CountersignError) return error;
  const target = name ?? "the package";
  if (signal?.aborted === true) {
    return new TransportError({
      reason: "aborted",
      target,
      retryable: true,
      message: `Verifying ${target} was stopped by its caller.`,
      remedy: "Run it again without the deadline, or with a longer one.",
      cause: error,
    });
  }
  return error;
}
