import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createTimestampAuthority,
  type LoopbackServer,
  serveTimestampAuthority,
  type TimestampAuthorityOptions,
} from "../../lib/testing/index.js";
import { testCertsFolder, testPassword, testTimestampIdentity } from "../../test-certs/index.js";
import { nupkg, pubArchive } from "../sign/fixture.js";

/** The moment of all these tests. */
export const NOW = new Date("2026-11-24T10:11:12Z");

/** A file of the test PKI. */
export function pki(...parts: readonly string[]): string {
  return join(testCertsFolder, ...parts);
}

/** Options that trust the test PKI and nothing else. */
export const ownRoots: readonly string[] = [
  "--code-signing-roots",
  pki("certs", "code-signing-root.pem"),
  "--timestamping-roots",
  pki("certs", "timestamping-root.pem"),
];

/** Options that sign with a key of the test PKI, by its PEM files. */
export function pemKey(name: string): readonly string[] {
  const certificate = ["--cert", pki("certs", `${name}.pem`), "--chain", pki("certs", "code-signing-issuer.pem")];
  return ["--key", pki("keys", `${name}.pem`), ...certificate];
}

/** Options that sign with a PFX file of the test PKI, its password in the environment. */
export function pfxKey(name: string): readonly string[] {
  return ["--pfx", pki("pfx", `${name}.pfx`), "--password-env", "KEY_PASSWORD"];
}
export const environment: Readonly<Record<string, string>> = { KEY_PASSWORD: testPassword };

/** Writes an unsigned package and gives its path. */
export function unsignedPackage(folder: string, name = "sample.nupkg"): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith(".tar.gz") ? pubArchive() : nupkg());
  return path;
}

/** A copy of a file under another name. */
export function copyOf(path: string, name: string): string {
  const copy = join(path, "..", name);
  copyFileSync(path, copy);
  return copy;
}

/** The test authority over HTTP. Close it in the suite that opened it. */
export function serveTestAuthority(options: TimestampAuthorityOptions = {}): Promise<LoopbackServer> {
  return serveTimestampAuthority(createTimestampAuthority(testTimestampIdentity(), { clock: () => NOW, ...options }));
}
