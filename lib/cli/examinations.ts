import {
  type Certificate,
  formats,
  type Signer,
  signPackage,
  type SignOptions,
  type TimestampChoice,
  type TimestampOptions,
  type TrustStore,
  validateCertificate,
} from "../index.js";
import { ConfigError, CountersignError, type Issue, remedyForSigner } from "../report/index.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { failureLines } from "./failure.js";
import type { Invocation } from "./invocation.js";
import { hashOf } from "./signer-options.js";

/** One thing that was looked at. */
export interface Examination {
  /** Stable: `certificate-validity`, `chain`, `key`, `authority`. */
  readonly check: "certificate-validity" | "chain" | "key" | "authority";
  /** What it is about: a subject, a URL. */
  readonly about: string;
  readonly status: "good" | "warning" | "bad";
  /** A sentence with its figures. */
  readonly says: string;
  readonly remedy?: string;
  readonly code?: string;
  readonly exit: ExitCode;
}

const DAY_MS = 86_400_000;

/** Days left, and the chain with everything that signing asks of it. */
export async function examineCertificate(
  [leaf, ...issuers]: readonly Certificate[],
  trust: TrustStore,
  call: Invocation,
): Promise<readonly Examination[]> {
  if (leaf === undefined) return [];
  const verdict = await validateCertificate(leaf.der, {
    trust,
    purpose: "code-signing",
    at: call.clock(),
    intermediates: issuers.map((issuer) => issuer.der),
    profile: profileOf(leaf),
    signal: call.signal,
  });
  const about = leaf.subject;
  const { chain, issues } = verdict;
  const good = { check: "chain", about, status: "good", exit: exitCodes.accepted } as const;
  const steps = chain.map((certificate) => certificate.subject).join(" < ");
  return [
    daysLeft(leaf, call),
    ...(verdict.valid ? [{ ...good, says: `the chain is complete and fit for code signing: ${steps}` }] : []),
    ...issues.filter(({ severity }) => severity !== "info").map((issue) => badChain(issue, about)),
  ];
}

function badChain({ message, remedy: general, code, severity }: Issue, about: string): Examination {
  const remedy = remedyForSigner(code) ?? general;
  const isBad = severity === "error";
  const exit = isBad ? exitCodes.signRefused : exitCodes.accepted;
  return { check: "chain", about, status: isBad ? "bad" : "warning", says: message, remedy, code, exit };
}

function daysLeft({ subject, notAfter }: Certificate, call: Invocation): Examination {
  const days = Math.floor((notAfter.getTime() - call.clock().getTime()) / DAY_MS);
  const warnAt = daysOption(call);
  const end = notAfter.toISOString().slice(0, 10);
  const common = { check: "certificate-validity", about: subject, exit: exitCodes.accepted } as const;
  if (days >= warnAt) return { ...common, status: "good", says: `${days} days left, until ${end}` };
  const remedy = "Renew it before the next release.";
  if (days >= 0) return { ...common, status: "warning", says: `only ${days} days left, until ${end}`, remedy };
  return { ...common, status: "bad", says: `ended on ${end}`, remedy, exit: exitCodes.signRefused };
}

function daysOption(call: Invocation): number {
  const text = call.options.text("days") ?? "30";
  if (/^\d{1,5}$/.test(text)) return Number(text);
  const received = JSON.stringify(text);
  throw new ConfigError({ at: "--days", expected: "a number of days", received, remedy: "Write --days 30" });
}

/** Signs a package of our own making, and throws it away: shows that the key fits and that nothing would be refused. */
export async function examineKey(signer: Signer, trust: TrustStore, call: Invocation): Promise<Examination> {
  const about = signer.label;
  try {
    await trial(signer, trust, "none", call);
    const says = "a trial signature was made and verified";
    return { check: "key", about, status: "good", says, exit: exitCodes.accepted };
  } catch (error) {
    return failure("key", about, error);
  }
}

/** The same with a timestamp by this authority alone: reachable, honest, trusted, on time. */
export async function examineAuthority(
  timestamp: TimestampOptions,
  signer: Signer,
  trust: TrustStore,
  call: Invocation,
): Promise<Examination> {
  const about = labelOf(timestamp);
  try {
    const started = performance.now();
    const { report } = await trial(signer, trust, timestamp, call);
    const took = Math.round(performance.now() - started);
    const [stamp] = report.timestamps;
    const who = stamp?.authority?.subject ?? "an unnamed authority";
    const says = `answered in ${took} ms: ${stamp?.genTime.toISOString() ?? "no time"}, by ${who}`;
    return { check: "authority", about, status: "good", says, exit: exitCodes.accepted };
  } catch (error) {
    return failure("authority", about, error);
  }
}

/** What is said of an authority where there is no signature for it to stamp. */
export function notAsked(timestamp: TimestampOptions, why: string): Examination {
  const says = `not asked, for ${why}`;
  return { check: "authority", about: labelOf(timestamp), status: "warning", says, exit: exitCodes.accepted };
}

function labelOf({ sources: [source] }: TimestampOptions): string {
  return source?.label ?? "";
}

function failure(check: "key" | "authority", about: string, error: unknown): Examination {
  if (!(error instanceof CountersignError)) throw error;
  const { why, remedy, exit } = failureLines(error);
  return { check, about, status: "bad", says: why, remedy, code: error.code, exit };
}

async function trial(signer: Signer, trust: TrustStore, timestamp: TimestampChoice, call: Invocation) {
  const options: SignOptions = {
    signer,
    trust,
    timestamp,
    ...hashOf(call),
    clock: call.clock,
    signal: call.signal,
    name: "doctor.nupkg",
  };
  // NuGet takes RSA alone; other keys sign what keeps its signature beside itself.
  if (!signer.algorithm.name.startsWith("rsa")) {
    const text = new TextEncoder().encode("countersign doctor: a trial, to be thrown away\n");
    return signPackage(text, { ...options, name: "doctor.txt", format: formats.detached });
  }
  return signPackage(await tinyPackage(), { ...options, format: formats.nupkg });
}

async function tinyPackage(): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import("fflate");
  const nuspec = strToU8(
    '<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>' +
      "<id>Countersign.Doctor</id><version>1.0.0</version><authors>doctor</authors><description>trial</description>" +
      "</metadata></package>",
  );
  return zipSync({ "Countersign.Doctor.nuspec": nuspec });
}

function profileOf({ publicKey }: Certificate): "nuget-v1" | "cms-detached" {
  return publicKey.algorithm.toLowerCase().startsWith("rsa") ? "nuget-v1" : "cms-detached";
}
