import { createHash } from "node:crypto";
import { digestIdentifier } from "./algorithm-identifiers.js";
import {
  type CertificateAuthority,
  type CertificateTemplate,
  createRootAuthority,
  issueCertificate,
  type IssuedCertificate,
} from "./certificate-authority.js";
import { integer, octetString, sequence } from "./encode.js";
import { extendedKeyUsages, type ExtensionInput } from "./extensions.js";
import { flipLastBit } from "./fault-list.js";
import { generateTestKey, type TestKey, type TestSignatureAlgorithm } from "./keys.js";
import { authorityExtensions, signerExtensions } from "./profiles.js";
import type { TimestampTokenPlan } from "./timestamp-token.js";
import { ConfigError } from "../report/index.js";

const DAY_MS = 86_400_000;

/** What a fault may use to make another token. */
export interface FaultContext {
  /** Issuer of the authority's certificate. */
  readonly issuer: CertificateAuthority;
  readonly nextSerialNumber: () => string;
}

type PlanFault = (plan: TimestampTokenPlan, context: FaultContext) => TimestampTokenPlan | Promise<TimestampTokenPlan>;

/** Names of the faults that a token can show. */
export type TimestampPlanFault =
  | "wrong-nonce"
  | "no-nonce"
  | "wrong-imprint"
  | "sha1-imprint"
  | "wrong-policy"
  | "future"
  | "past"
  | "no-certificate"
  | "bad-signature"
  | "sha1"
  | "no-signing-certificate"
  | "wrong-signing-certificate"
  | "not-tst-info"
  | "expired"
  | "not-yet-valid"
  | "not-critical-eku"
  | "not-sole-eku"
  | "no-eku"
  | "wrong-eku"
  | "sha1-certificate"
  | "weak-key"
  | "untrusted";

/** Well-formed answers that a careful client refuses, by name. */
const PLAN_FAULTS: Readonly<Record<TimestampPlanFault, PlanFault>> = {
  /** Another nonce than was sent (RFC 3161 §2.4.2). */
  "wrong-nonce": (plan) => ({ ...plan, nonce: integer(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)) }),
  "no-nonce": (plan) => ({ ...plan, nonce: undefined }),
  /** Signed over other bytes. */
  "wrong-imprint": (plan) => ({ ...plan, messageImprint: imprint("sha256", "another file") }),
  /** An imprint by SHA-1. */
  "sha1-imprint": (plan) => ({ ...plan, messageImprint: imprint("sha1", "another file") }),
  "wrong-policy": (plan) => ({ ...plan, policy: `${plan.policy}.1` }),
  future: (plan) => ({ ...plan, genTime: new Date(plan.genTime.getTime() + 2 * DAY_MS) }),
  past: (plan) => ({ ...plan, genTime: new Date(plan.genTime.getTime() - 2 * DAY_MS) }),
  "no-certificate": (plan) => ({ ...plan, certificates: "none" }),
  "bad-signature": (plan) => ({ ...plan, spoil: flipLastBit }),
  /** The SignerInfo's digest is SHA-1. */
  sha1: (plan) => ({ ...plan, hash: "sha1", algorithm: bySha1(plan.signer.key, "sha1") }),
  "no-signing-certificate": (plan) => ({ ...plan, signingCertificate: "none" }),
  "wrong-signing-certificate": (plan, { issuer }) => ({ ...plan, namedCertificate: issuer.certificate }),
  /** eContentType is id-data. */
  "not-tst-info": (plan) => ({ ...plan, eContentType: "1.2.840.113549.1.7.1" }),
  /** Its certificate ended before genTime. */
  expired: (plan, context) => reissued(plan, context, { notAfter: daysFrom(plan.genTime, -1) }),
  "not-yet-valid": (plan, context) => reissued(plan, context, { notBefore: daysFrom(plan.genTime, 1) }),
  "not-critical-eku": (plan, context) =>
    reissued(plan, context, {
      extensions: signerExtensions("timestamping").map((extension) => ({
        ...extension,
        critical: extension.critical && extension.oid !== EXTENDED_KEY_USAGE,
      })),
    }),
  "not-sole-eku": (plan, context) =>
    reissued(plan, context, {
      extensions: signerExtensions("timestamping", [extendedKeyUsages.timeStamping, extendedKeyUsages.codeSigning]),
    }),
  "no-eku": (plan, context) =>
    reissued(plan, context, {
      extensions: signerExtensions("timestamping").filter((extension) => extension.oid !== EXTENDED_KEY_USAGE),
    }),
  "wrong-eku": (plan, context) =>
    reissued(plan, context, { extensions: signerExtensions("timestamping", [extendedKeyUsages.codeSigning]) }),
  "sha1-certificate": async (plan, context) =>
    reissued(plan, context, { algorithm: bySha1(context.issuer.key, "sha1-certificate") }),
  "weak-key": async (plan, context) => reissued(plan, context, { key: await generateTestKey("rsa-1024") }),
  /** Its chain is whole and ends at a root that nobody trusts. */
  untrusted: async (plan, context) => withSigner(plan, await foreignSigner(plan, context)),
};

/** Each of their names. */
export const planFaults: readonly string[] = Object.keys(PLAN_FAULTS);

/** Whether the fault is one of a token. */
export function isPlanFault(fault: string): fault is TimestampPlanFault {
  return Object.hasOwn(PLAN_FAULTS, fault);
}

/** The plan of a token that shows the fault. */
export async function spoilPlan(
  fault: TimestampPlanFault,
  plan: TimestampTokenPlan,
  context: FaultContext,
): Promise<TimestampTokenPlan> {
  return PLAN_FAULTS[fault](plan, context);
}

/** @throws {ConfigError} Ed25519 has one hash alone. */
function bySha1({ algorithm: { name }, kind }: TestKey, fault: TimestampPlanFault): TestSignatureAlgorithm {
  if (name !== "ed25519") return { name, hash: "sha1" };
  const remedy = "Make keys of another kind for this fault.";
  const expected = `a key that can sign by SHA-1, for the fault ${fault}`;
  throw new ConfigError({ at: "options.fault", expected, received: kind, remedy });
}

const EXTENDED_KEY_USAGE = "2.5.29.37";

function imprint(hash: "sha1" | "sha256", text: string): Uint8Array {
  return sequence(digestIdentifier(hash, "null"), octetString(createHash(hash).update(text).digest()));
}

function daysFrom(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS);
}

/** The same authority under another certificate; by its own key unless the change brings one. */
async function reissued(
  plan: TimestampTokenPlan,
  context: FaultContext,
  change: Partial<CertificateTemplate & { readonly key: IssuedCertificate["key"] }>,
): Promise<TimestampTokenPlan> {
  return withSigner(plan, await issueCertificate(context.issuer, { ...signerTemplate(plan, context), ...change }));
}

function signerTemplate(
  plan: TimestampTokenPlan,
  context: FaultContext,
): CertificateTemplate & { readonly key: IssuedCertificate["key"]; readonly extensions: readonly ExtensionInput[] } {
  return {
    subject: "CN=Faulty Timestamp Authority",
    key: plan.signer.key,
    notBefore: daysFrom(plan.genTime, -30),
    notAfter: daysFrom(plan.genTime, 30),
    serialNumber: context.nextSerialNumber(),
    extensions: signerExtensions("timestamping"),
  };
}

async function foreignSigner(plan: TimestampTokenPlan, context: FaultContext): Promise<IssuedCertificate> {
  const template = signerTemplate(plan, context);
  const root = await createRootAuthority({
    ...template,
    subject: "CN=Foreign Timestamping Root",
    key: await generateTestKey("rsa-2048"),
    extensions: authorityExtensions(),
  });
  return issueCertificate(root, { ...template, serialNumber: context.nextSerialNumber() });
}

function withSigner(plan: TimestampTokenPlan, signer: IssuedCertificate): TimestampTokenPlan {
  return { ...plan, signer, algorithm: signer.key.algorithm, namedCertificate: signer.certificate };
}
