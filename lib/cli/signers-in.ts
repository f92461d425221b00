import { basename, resolve } from "node:path";
import type { Verdict } from "../index.js";
import { member, membersOf, parseLockJson } from "./inputs/lock-json.js";
import { packageFiles } from "./inputs/package-files.js";
import type { Invocation } from "./invocation.js";
import { judgeOne } from "./judge-one.js";
import { readFileText } from "./read-file.js";
import type { SignersOfPackage } from "./signer-changes.js";

/** Who signed the packages of an operand: a package, a folder, a lock file of NuGet or pub, or a `countersign.lock.json`. */
export async function signersIn(operand: string, call: Invocation): Promise<SignersOfPackage> {
  const path = resolve(call.workingDirectory, operand);
  if (/countersign.*\.lock\.json$/.test(basename(path))) return pinnedSigners(await readFileText(path, call), operand);
  const signers = new Map<string, ReadonlyMap<string, string>>();
  for (const file of await packageFiles([operand], call)) {
    const verdict = await judgeOne(file, call, undefined);
    signers.set(verdict.identity?.id.toLowerCase() ?? basename(file.path), signersOf(verdict));
  }
  return signers;
}

/** Proven signers by their public key, so that a renewed certificate on one key is no change. */
function signersOf({ signatures }: Verdict): ReadonlyMap<string, string> {
  const proven = signatures.filter(({ standing }) => standing === "validated" || standing === "listed");
  return new Map(
    proven.flatMap(({ kind, signer }) => (signer === undefined ? [] : [[kind, signer.publicKeyFingerprint]])),
  );
}

function pinnedSigners(text: string, file: string): SignersOfPackage {
  const packages = member(parseLockJson(text, file), "packages");
  const records = membersOf(packages).map(([, record]) => record);
  return new Map(
    records.flatMap((record) => {
      const id = member(record, "id");
      return typeof id === "string" ? [[id.toLowerCase(), pinnedKinds(member(record, "signers"))] as const] : [];
    }),
  );
}

function pinnedKinds(signers: unknown): ReadonlyMap<string, string> {
  return new Map(
    membersOf(signers).flatMap(([, signer]) => {
      const [kind, key] = [member(signer, "kind"), member(signer, "publicKey")];
      return typeof kind === "string" && typeof key === "string" ? [[kind, key] as const] : [];
    }),
  );
}
