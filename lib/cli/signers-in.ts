import { open, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Verdict } from "../index.js";
import { foldPackageId } from "../policy/index.js";
import { ConfigError, quoted } from "../report/index.js";
import { isLockFile } from "./inputs/lock-files.js";
import { member, membersOf, parseLockJson, unknownForm } from "./inputs/lock-json.js";
import { packageFiles } from "./inputs/package-files.js";
import type { Invocation } from "./invocation.js";
import { judgeOne } from "./judge-one.js";
import { readFileText } from "./read-file.js";
import type { SeenPackages, SignersOfPackage, SignersOfPackages } from "./signer-changes.js";
import type { TrustFile } from "./trust-file/document.js";

/**
 * Who signed the packages of an operand: a package, a folder, a lock file of NuGet or pub, or one of `verify --lock`.
 *
 * @param trusting asked only where packages are judged: the trust file whose roots count beside those of the call.
 */
export async function signersIn(
  operand: string,
  call: Invocation,
  trusting: () => Promise<TrustFile | undefined>,
): Promise<SignersOfPackages> {
  const path = resolve(call.workingDirectory, operand);
  if (await isPinFile(path)) return collected(pinnedSigners(await readFileText(path, call), operand));
  const seen: Seen[] = [];
  const trustFile = await trusting();
  for (const file of await packageFiles([operand], call, call.options.text("package-folder"))) {
    const verdict = await judgeOne(file, call, trustFile);
    seen.push([verdict.identity?.id ?? basename(file.path), signersOf(verdict)]);
  }
  return collected(seen);
}

type Seen = readonly [id: string, signers: SignersOfPackage];

function collected(seen: readonly Seen[]): SignersOfPackages {
  const all = new Map<string, SeenPackages & { readonly signed: SignersOfPackage[] }>();
  for (const [id, signers] of seen) {
    const name = foldPackageId(id);
    const known = all.get(name);
    if (known === undefined) all.set(name, { id, signed: [signers] });
    else known.signed.push(signers);
  }
  return all;
}

function signersOf({ outcome, signatures }: Verdict): SignersOfPackage {
  return new Map(
    signatures.flatMap(({ kind, signer, standing }) => {
      if (signer === undefined) return [];
      const { publicKeyFingerprint: publicKey, subject } = signer;
      // Nobody is proven to have signed what was altered since, however good the chain.
      const isProven = outcome !== "tampered" && (standing === "validated" || standing === "listed");
      return [[kind, { publicKey, ...(isProven ? { subject } : { claimed: subject }) }] as const];
    }),
  );
}

const PIN_SCHEMA = "countersign.lock/1";

/** `--lock` takes a file of any name: one that is not called as ours are is known by how it begins. */
async function isPinFile(path: string): Promise<boolean> {
  const name = basename(path);
  if (name.endsWith(".lock.json") && !isLockFile(name)) return true;
  const kind = await stat(path).catch(() => undefined);
  if (kind?.isFile() !== true) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return /^\s*\{\s*"schema"\s*:\s*"countersign\.lock\//.test(buffer.toString("latin1", 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** @throws {ConfigError} it is of another form: it must not be taken for a list without packages. */
function pinnedSigners(text: string, file: string): readonly Seen[] {
  const document = parseLockJson(text, file);
  const packages = member(document, "packages");
  if (member(document, "schema") !== PIN_SCHEMA || !Array.isArray(packages))
    throw unknownForm(file, `a lock file of countersign verify --lock, ${PIN_SCHEMA}`);
  const names = new Set<string>();
  return packages.map((record: unknown) => {
    const id = member(record, "id");
    if (typeof id !== "string") throw unknownForm(file, "packages by their ids");
    // Those of one name are compared each with each: of a file made for it, for hours.
    if (names.has(foldPackageId(id))) throw repeated(file, id);
    names.add(foldPackageId(id));
    return [id, pinnedKinds(member(record, "signers"))];
  });
}

/** As `verify --lock` refuses the file. */
function repeated(file: string, id: string): ConfigError {
  const [received, remedy] = [`${quoted(id)} a second time`, "Keep one of the two entries."];
  return new ConfigError({ at: file, expected: "each package once", received, remedy });
}

function pinnedKinds(signers: unknown): SignersOfPackage {
  return new Map(
    membersOf(signers).flatMap(([, signer]) => {
      const [kind, key] = [member(signer, "kind"), member(signer, "publicKey")];
      return typeof kind === "string" && typeof key === "string" ? [[kind, { publicKey: key }] as const] : [];
    }),
  );
}
