/**
 * Makes the test PKI: missing keys, then every certificate of plan.ts from the keys, then the PFX and key files that
 * are missing. From the project's root: node --import tsx --conditions=countersign-source test-certs/generate.ts
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateTestKey, type KeyKind, toPem } from "../lib/testing/index.js";
import { crlIssuers, makeTestCertificate, makeTestCrl, testCertsFolder, testPassword } from "./index.js";
import { certificatePlan, keyPlan } from "./plan.js";

const path = (...parts: readonly string[]): string => join(testCertsFolder, ...parts);

async function makeKeys(): Promise<void> {
  for (const [name, kind] of Object.entries<KeyKind>(keyPlan)) {
    const file = path("keys", `${name}.pem`);
    if (!existsSync(file)) writeFileSync(file, toPem("PRIVATE KEY", (await generateTestKey(kind)).pkcs8));
  }
}

async function makeCertificates(): Promise<void> {
  for (const name of Object.keys(certificatePlan)) {
    writeFileSync(path("certs", `${name}.pem`), toPem("CERTIFICATE", await makeTestCertificate(name)));
  }
}

function makeCrls(): void {
  for (const issuer of crlIssuers) writeFileSync(path("crls", `${issuer}.crl`), makeTestCrl(issuer));
}

/** PFX files hold random salts, so they are made once; delete one to have it made again from the certificates. */
const PFX: Readonly<Record<string, { readonly of: string; readonly options: readonly string[] }>> = {
  "author-rsa-2048": { of: "author-rsa-2048", options: [] },
  "author-rsa-3072": { of: "author-rsa-3072", options: [] },
  "author-rsa-4096": { of: "author-rsa-4096", options: [] },
  "author-p-256": { of: "author-p-256", options: [] },
  "author-rsa-2048-rc2": { of: "author-rsa-2048", options: ["-legacy"] },
  "author-rsa-2048-3des": { of: "author-rsa-2048", options: ["-legacy", "-descert"] },
  "author-rsa-2048-aes128-sha1": {
    of: "author-rsa-2048",
    options: ["-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC", "-macalg", "sha1"],
  },
  "author-expired": { of: "author-expired", options: [] },
  "author-wrong-eku": { of: "author-wrong-eku", options: [] },
  "author-weak-key": { of: "author-weak-key", options: [] },
  repository: { of: "repository", options: [] },
};

function makePfxFiles(): void {
  for (const [name, { of, options }] of Object.entries(PFX)) {
    const file = path("pfx", `${name}.pfx`);
    if (existsSync(file)) continue;
    const row = certificatePlan[of];
    if (row === undefined) throw new Error(`plan.ts has no certificate "${of}"`);
    const chain = path("certs", "code-signing-issuer.pem");
    const input = ["-in", path("certs", `${of}.pem`), "-inkey", path("keys", `${row.key}.pem`), "-certfile", chain];
    openssl("pkcs12", "-export", ...input, "-passout", `pass:${testPassword}`, ...options, "-out", file);
  }
}

/** The forms in which people keep keys: encrypted PKCS#8, new and old, and the forms from before PKCS#8. */
const KEY_FORMS: Readonly<Record<string, readonly string[]>> = {
  "author-rsa-2048.encrypted": ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"],
  "author-rsa-2048.encrypted-3des": [
    "pkcs8",
    "-topk8",
    "-v1",
    "PBE-SHA1-3DES",
    "-provider",
    "legacy",
    "-provider",
    "default",
  ],
  "author-rsa-2048.traditional": ["rsa", "-traditional"],
  "author-rsa-2048.traditional-encrypted": ["rsa", "-traditional", "-aes128"],
  "author-p-256.traditional": ["ec"],
};

function makeKeyForms(): void {
  for (const [name, options] of Object.entries(KEY_FORMS)) {
    const file = path("keys", "forms", `${name}.pem`);
    if (existsSync(file)) continue;
    const source = path("keys", `${name.slice(0, name.indexOf("."))}.pem`);
    openssl(...options, "-in", source, "-passout", `pass:${testPassword}`, "-out", file);
  }
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "inherit"] });
}

for (const folder of ["keys/forms", "pfx", "certs", "crls"]) mkdirSync(path(folder), { recursive: true });
await makeKeys();
// Only what the plan names may lie there.
rmSync(path("certs"), { recursive: true });
mkdirSync(path("certs"));
await makeCertificates();
makeCrls();
makePfxFiles();
makeKeyForms();
console.log(
  `${Object.keys(keyPlan).length} keys, ${Object.keys(certificatePlan).length} certificates: ${testCertsFolder}`,
);
