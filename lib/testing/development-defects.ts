import type { Purpose } from "../report/index.js";
import { type CertificateAuthority, type CertificateTemplate, issueAuthority } from "./certificate-authority.js";
import { basicConstraints, extendedKeyUsages, type ExtensionInput, keyUsage } from "./extensions.js";
import { generateTestKey, type TestKey } from "./keys.js";
import { requireWord } from "./given.js";
import { purposeUsage, signerExtensions } from "./profiles.js";

const DAY_MS = 86_400_000;

/** What can be wrong with a development signer, each for real. */
export type DevelopmentDefect =
  /** Its certificate ended the day before. */
  | "expired"
  /** Its certificate begins the day after. */
  | "not-yet-valid"
  /** Issued for something else (server authentication). */
  | "wrong-eku"
  /** RSA of 1024 bits. */
  | "weak-key"
  /** Its issuer is not a CA (RFC 5280 §4.2.1.9). */
  | "no-ca"
  /** Carries the lifetime signing EKU, which NuGet refuses. */
  | "lifetime-signing"
  /** Revoked the day before, for keyCompromise. */
  | "revoked";

const DEFECTS = Object.keys({
  expired: true,
  "not-yet-valid": true,
  "wrong-eku": true,
  "weak-key": true,
  "no-ca": true,
  "lifetime-signing": true,
  revoked: true,
} satisfies Record<DevelopmentDefect, true>);

/** A misspelt one would be no defect, and the signer a good one. @throws {ConfigError} */
export function requireDefects(defects: readonly string[] | undefined): void {
  for (const [index, defect] of (defects ?? []).entries()) requireWord(defect, `options.defects[${index}]`, DEFECTS);
}

/** Validity of a signer: `at` lies inside it, unless a defect moves it. */
export function signerValidity(
  at: Date,
  defects: readonly DevelopmentDefect[],
): Pick<CertificateTemplate, "notBefore" | "notAfter"> {
  return {
    notBefore: new Date(at.getTime() + (defects.includes("not-yet-valid") ? 1 : -30) * DAY_MS),
    notAfter: new Date(at.getTime() + (defects.includes("expired") ? -1 : 10 * 365) * DAY_MS),
  };
}

/** The purpose's extensions, with the usages that the defects ask for. */
export function defectiveExtensions(
  purpose: Purpose,
  defects: readonly DevelopmentDefect[],
): readonly ExtensionInput[] {
  const usage = defects.includes("wrong-eku") ? extendedKeyUsages.serverAuth : purposeUsage(purpose);
  const lifetime = defects.includes("lifetime-signing") ? [extendedKeyUsages.lifetimeSigning] : [];
  return signerExtensions(purpose, [usage, ...lifetime]);
}

/** A key of the kind that the defects ask for; `given` is used unless it must be weak. */
export async function signerKey(
  given: TestKey | undefined,
  defects: readonly DevelopmentDefect[],
  generate: () => Promise<TestKey>,
): Promise<TestKey> {
  if (defects.includes("weak-key")) return given?.kind === "rsa-1024" ? given : generateTestKey("rsa-1024");
  return given ?? generate();
}

/** An issuer with a name of its own and `issuer`'s key, certified as an end entity: what it signs has no CA above. */
export async function issuerWithoutCa(
  issuer: CertificateAuthority,
  at: Date,
  serialNumber: string,
): Promise<CertificateAuthority> {
  return issueAuthority(issuer, {
    subject: "CN=Development Issuer Without CA,O=Countersign Development",
    key: issuer.key,
    ...signerValidity(at, []),
    serialNumber,
    extensions: [basicConstraints(false), keyUsage(["digitalSignature"])],
  });
}

/** Of the defect `revoked`. */
export function developmentRevocation(at: Date): { readonly revokedAt: Date; readonly reason: "keyCompromise" } {
  return { revokedAt: new Date(at.getTime() - DAY_MS), reason: "keyCompromise" };
}
