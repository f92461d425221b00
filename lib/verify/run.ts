import { HeldSource, type PackageSource, type RandomAccessSource } from "../bytes/index.js";
import { KeyRing } from "../crypto/index.js";
import type { OpenedPackage, PackageFormat } from "../formats/index.js";
import { CertificateMemory, issuersForRun, PathContext, pathProfilesOf } from "../path/index.js";
import { Budget, guardedSource, type NamedHash, readClock, type TimeOrigin } from "../report/index.js";
import type { CheckContext, RevocationHooks } from "../signature/index.js";
import { readExpectedContent } from "./checks/expected-content.js";
import type { HashContent } from "./many.js";
import type { VerifierSettings } from "./options.js";
import type { VerifyRequest } from "./request.js";

/**
 * One verification: options, request and time, each read once. What the checks find is collected elsewhere; this is
 * what they are asked with.
 */
export interface VerificationRun {
  readonly settings: VerifierSettings;
  readonly request: VerifyRequest;
  readonly source: RandomAccessSource;
  /** For a batch whose content is hashed elsewhere. */
  readonly hash: HashContent | undefined;
  /** The clock's reading; waivers end by it. */
  readonly clockTime: Date;
  /** The time that the package is judged at, and where it comes from. */
  readonly at: Date;
  readonly atFrom: TimeOrigin;
  readonly expectedContent: NamedHash | undefined;
  readonly budget: Budget;
  readonly certificates: CertificateMemory;
}

/** Takes the snapshot. The clock is asked here and nowhere else. */
export function startRun(
  settings: VerifierSettings,
  source: PackageSource,
  request: VerifyRequest,
  hash?: HashContent,
): VerificationRun {
  const clockTime = readClock(settings.clock);
  const at = request.at === undefined ? clockTime : new Date(request.at.getTime());
  const atFrom = request.at === undefined ? "clock" : "caller";
  const content = request.expect?.content;
  const expectedContent = content === undefined ? undefined : readExpectedContent(content, "request.expect.content");
  const read = guardedSource(source, request.name ?? "the package");
  return {
    settings,
    request: { ...request },
    // Whoever hashes elsewhere reads it there.
    source: hash === undefined ? HeldSource.of(read) : read,
    hash,
    clockTime,
    at,
    atFrom,
    expectedContent,
    budget: new Budget(settings.rules.budgets),
    certificates: new CertificateMemory(settings.known),
  };
}

/** A package whose format is known. */
export interface OpenRun extends VerificationRun {
  readonly format: PackageFormat;
  readonly opened: OpenedPackage;
}

/** Written out: a copy with more to it costs ten times as much. */
export function openRun(run: VerificationRun, { format, opened }: Pick<OpenRun, "format" | "opened">): OpenRun {
  const { settings, request, source, hash, clockTime, at, atFrom, expectedContent, budget, certificates } = run;
  return {
    settings,
    request,
    source,
    hash,
    clockTime,
    at,
    atFrom,
    expectedContent,
    budget,
    certificates,
    format,
    opened,
  };
}

/** What the searches of a run share. */
export function pathContext({ settings, request, budget, certificates }: VerificationRun): PathContext {
  const keys = new KeyRing(settings.crypto, request.signal);
  return new PathContext(keys, budget, settings.signatures, certificates);
}

/** What the checks of one signature need of a run. */
export function checkContext(run: OpenRun, path: PathContext, revocation: RevocationHooks): CheckContext {
  const { settings, format, at, atFrom, request } = run;
  return {
    profile: format.profile,
    profiles: pathProfilesOf(format.profile.id),
    limits: settings.rules.budgets,
    trust: settings.trust,
    path,
    now: at.getTime(),
    nowFrom: atFrom,
    issuers: settings.issuers && issuersForRun(settings.issuers, request.signal),
    revocation,
  };
}
