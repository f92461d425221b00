import { execFileSync } from "node:child_process";
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A test PKI made by openssl in a folder of its own, so that what we build is judged against another's certificates. */
export interface OpensslPki {
  readonly folder: string;
  readonly root: Uint8Array;
  readonly rootPem: string;
  issue(name: string, options: LeafOptions): Leaf;
  close(): void;
}
export interface LeafOptions {
  /** Arguments of `openssl genpkey`. */
  readonly key: readonly string[];
  readonly keyIdentifier?: boolean;
  readonly purpose?: string;
}
export interface Leaf {
  readonly certificate: Uint8Array;
  readonly pem: string;
  readonly key: KeyObject;
  readonly keyPem: string;
}

export const rsa2048: readonly string[] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
export const p256: readonly string[] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
export const p384: readonly string[] = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
export const ed25519: readonly string[] = ["-algorithm", "ED25519"];

export function createOpensslPki(): OpensslPki {
  const folder = mkdtempSync(join(tmpdir(), "countersign-pki-"));
  const openssl = (...args: readonly string[]): string =>
    execFileSync("openssl", args, { cwd: folder, encoding: "latin1", stdio: ["ignore", "pipe", "pipe"] });
  openssl("genpkey", "-quiet", ...p256, "-out", "root.key");
  const authority = ["-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign"];
  openssl(
    "req",
    "-x509",
    "-new",
    "-key",
    "root.key",
    "-days",
    "30",
    "-subj",
    "/O=Tests/CN=Root",
    "-out",
    "root.pem",
    ...authority,
  );
  const issue = (name: string, options: LeafOptions): Leaf => {
    openssl("genpkey", "-quiet", ...options.key, "-out", `${name}.key`);
    openssl("req", "-new", "-key", `${name}.key`, "-subj", `/O=Tests/CN=${name}`, "-out", `${name}.csr`);
    const extensions = [
      `subjectKeyIdentifier=${options.keyIdentifier === false ? "none" : "hash"}`,
      "keyUsage=critical,digitalSignature",
      `extendedKeyUsage=${options.purpose ?? "codeSigning"}`,
    ];
    writeFileSync(join(folder, `${name}.ext`), extensions.join("\n"));
    const ca = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "20", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, ...ca, "-out", `${name}.pem`);
    const pem = join(folder, `${name}.pem`);
    const keyPem = join(folder, `${name}.key`);
    return { certificate: derOf(pem), pem, key: createPrivateKey(readFileSync(keyPem)), keyPem };
  };
  const rootPem = join(folder, "root.pem");
  return { folder, root: derOf(rootPem), rootPem, issue, close: () => rmSync(folder, { recursive: true }) };
}

function derOf(pem: string): Uint8Array {
  return new Uint8Array(new X509Certificate(readFileSync(pem)).raw);
}

/** Runs openssl over files that hold these bytes. @returns what it printed on both streams; throws if it refuses. */
export function openssl(
  folder: string,
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>> = {},
): string {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return execFileSync("openssl", args, { cwd: folder, encoding: "latin1", stdio: ["ignore", "pipe", "pipe"] });
}
