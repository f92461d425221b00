import { mkdirSync, mkdtempSync, rmSync, writeFileSync, copyFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPem } from "../../lib/testing/index.js";
import { testCertificate, testCertsFolder } from "../../test-certs/index.js";
import { requireShared, sharedPath } from "../shared.js";
import { mustRun, requireCommands } from "./tools.js";

/** The kit of shared/interop, set up once for a run of mocha, in a folder that goes with the process. */
export interface InteropKit {
  /** For files of the test's own. */
  readonly folder: string;
  /** NuGet's tool, trusting the roots of test-certs alone. */
  readonly tool: string;
  /** PFX files and the issuer, as `nuget-sign.sh` wants them. */
  readonly ca: string;
  /** PEM files with the roots, for openssl. */
  readonly roots: { readonly codeSigning: string; readonly timestamping: string };
}

let prepared: Promise<InteropKit> | undefined;

/** Call in `before` of a suite that needs dotnet: skips or fails as `requireCommands` does. Takes some seconds. */
export async function interopKit(context: Mocha.Context): Promise<InteropKit> {
  requireCommands(context, "dotnet", "openssl");
  requireShared(context, "interop", "make-trust.sh");
  prepared ??= prepareKit();
  return prepared;
}

async function prepareKit(): Promise<InteropKit> {
  const folder = temporaryFolder();
  const roots = {
    codeSigning: writePem(folder, "code-signing-root"),
    timestamping: writePem(folder, "timestamping-root"),
  };
  const [tool] = await Promise.all([makeTool(join(folder, "tool"), roots.codeSigning, roots.timestamping)]);
  return { folder, tool, ca: signingFolder(join(folder, "ca")), roots };
}

const folders: string[] = [];

/** A folder that is removed when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-interop-"));
  if (folders.push(folder) === 1) process.on("exit", removeFolders);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function writePem(folder: string, name: string): string {
  const file = join(folder, `${name}.pem`);
  writeFileSync(file, toPem("CERTIFICATE", testCertificate(name)));
  return file;
}

/** A NuGet tool that trusts exactly the roots in two PEM files. @returns its folder. */
export async function makeTool(folder: string, codeSigningPem: string, timestampingPem: string): Promise<string> {
  await mustRun("bash", [sharedPath("interop", "make-trust.sh"), folder, codeSigningPem, timestampingPem]);
  return folder;
}

function signingFolder(folder: string): string {
  mkdirSync(folder);
  const pfx = join(testCertsFolder, "pfx");
  for (const file of readdirSync(pfx)) copyFileSync(join(pfx, file), join(folder, file));
  copyFileSync(join(testCertsFolder, "certs", "code-signing-issuer.pem"), join(folder, "code-signing-inter.pem"));
  return folder;
}
