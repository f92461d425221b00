import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildCrl,
  type CertificateAuthority,
  certify,
  type CrlEntry,
  type DevelopmentKeys,
  distinguishedName,
  type IssuedCertificate,
  readTestKey,
  signerOf,
  type TestKey,
  type TimestampIdentity,
} from "../lib/testing/index.js";
import { certificatePlan, type CertificateRow, type KeyName, usualValidity } from "./plan.js";

/** The committed test PKI, read from disk. See README.md: its keys are public and must never be trusted. */

/** Where the files lie. */
export const testCertsFolder: string = folderOf(fileURLToPath(import.meta.url));
/** Of every PFX and encrypted key here. */
export const testPassword: string = "countersign";

// Compiled tests run from another folder; the files stay in this one.
function folderOf(module: string): string {
  const here = dirname(module);
  return here.includes(join(".build", "test-certs")) ? join(here, "..", "..", "test-certs") : here;
}

export function testFile(...parts: readonly string[]): Uint8Array {
  return Uint8Array.from(readFileSync(join(testCertsFolder, ...parts)));
}

export function testKey(name: KeyName): TestKey {
  return readTestKey(readFileSync(join(testCertsFolder, "keys", `${name}.pem`), "utf8"));
}

/** DER of a certificate by its name in plan.ts. */
export function testCertificate(name: string): Uint8Array {
  const pem = readFileSync(join(testCertsFolder, "certs", `${name}.pem`), "utf8");
  return Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"));
}

/** A certificate with its key and those above it. */
export function testIssued(name: string): IssuedCertificate {
  const row = rowOf(name);
  return { certificate: testCertificate(name), key: testKey(row.key), issuers: testIssuers(row) };
}

function testIssuers(row: CertificateRow): readonly Uint8Array[] {
  if (row.issuer === undefined) return [];
  return [testCertificate(row.issuer), ...testIssuers(rowOf(row.issuer))];
}

export function testAuthority(name: string): CertificateAuthority {
  return { ...testIssued(name), subject: distinguishedName(rowOf(name).subject) };
}

/** A signer by its name in plan.ts: `author-rsa-3072`, `repository`, … */
export function testSigner(name: string): ReturnType<typeof signerOf> {
  return signerOf(testIssued(name), `test key ${name}`);
}

/** For `createTimestampAuthority`. */
export function testTimestampIdentity(name = "timestamp-authority"): TimestampIdentity {
  return { signer: testIssued(name), issuer: testAuthority(rowOf(name).issuer ?? name) };
}

/** For `createDevelopmentPki({ keys: testDevelopmentKeys() })`, which then has no key to make. */
export function testDevelopmentKeys(): DevelopmentKeys {
  return {
    "code-signing-root": testKey("code-signing-root"),
    "code-signing-issuer": testKey("code-signing-issuer"),
    author: testKey("author-rsa-2048"),
    repository: testKey("repository"),
    "timestamping-root": testKey("timestamping-root"),
    "timestamp-authority": testKey("timestamp-authority"),
  };
}

/**
 * Makes a certificate of the plan from the committed keys: the same bytes each time, since every issuer signs with
 * RSA PKCS#1 v1.5.
 */
export async function makeTestCertificate(name: string): Promise<Uint8Array> {
  const row = rowOf(name);
  const issuer = row.issuer === undefined ? row : rowOf(row.issuer);
  return certify(
    { subject: distinguishedName(issuer.subject), key: testKey(issuer.key) },
    {
      subject: row.subject,
      key: testKey(row.key),
      notBefore: new Date(row.from ?? usualValidity.from),
      notAfter: new Date(row.until ?? usualValidity.until),
      serialNumber: serialNumberFor(name),
      extensions: row.extensions,
      ...(row.algorithm === undefined ? {} : { algorithm: row.algorithm }),
    },
  );
}

/** 16 octets that follow from the name, positive and without a leading zero. */
function serialNumberFor(name: string): string {
  const octets = createHash("sha256").update(`countersign test certificate ${name}`).digest().subarray(0, 16);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString("hex");
}

/** CAs with a committed CRL; its issuer revoked author-revoked on 2022-01-01 for keyCompromise, the others nothing. */
export const crlIssuers: readonly string[] = ["code-signing-root", "code-signing-issuer", "timestamping-root"];

/** DER, in force from 2026 to 2060; the same bytes each time. */
export function makeTestCrl(issuer: string): Uint8Array {
  const revokedAt = new Date("2022-01-01T00:00:00Z");
  const entry: CrlEntry = { serialNumber: serialNumberFor("author-revoked"), revokedAt, reason: "keyCompromise" };
  return buildCrl(
    { subject: distinguishedName(rowOf(issuer).subject), key: testKey(rowOf(issuer).key) },
    {
      thisUpdate: new Date("2026-01-01T00:00:00Z"),
      nextUpdate: new Date(usualValidity.until),
      entries: issuer === "code-signing-issuer" ? [entry] : [],
      number: 1,
    },
  );
}

function rowOf(name: string): CertificateRow {
  const row = certificatePlan[name];
  if (row === undefined)
    throw new Error(`plan.ts has no certificate "${name}"; it has ${Object.keys(certificatePlan).join(", ")}`);
  return row;
}
