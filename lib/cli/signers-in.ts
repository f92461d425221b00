import { basename, resolve } from "node:path";
import type { Verdict } from "../index.js";
import { member, membersOf, parseLockJson } from "./inputs/lock-json.js";
import { packageFiles } from "./inputs/package-files.js";
import type { Invocation } from "./invocation.js";
import { judgeOne } from "./judge-one.js";
import { readFileText } from "./read-file.js";
import type { SignersOfPackage, SignersOfPackages } from "./signer-changes.js";
import type { TrustFile } from "./trust-file/document.js";

/**
 * Who signed the packages of an operand: a package, a folder, a lock file of NuGet or pub, or a `countersign.lock.json`.
 *
 * @param trusting asked only where packages are judged: the trust file whose roots count beside those of the call.
 */
export async function signersIn(
  operand: string,
  call: Invocation,
  trusting: () => Promise<TrustFile | undefined>,
): Promise<SignersOfPackages> {
  const path = resolve(call.workingDirectory, operand);
  if (/countersign.*\.lock\.json$/.test(basename(path))) return pinnedSigners(await readFileText(path, call), operand);
  const signers = new Map<string, SignersOfPackage[]>();
  const trustFile = await trusting();
  for (const file of await packageFiles([operand], call, call.options.text("package-folder"))) {
    const verdict = await judgeOne(file, call, trustFile);
    const name = verdict.identity?.id.toLowerCase() ?? basename(file.path);
    signers.set(name, [...(signers.get(name) ?? []), signersOf(verdict)]);
  }
  return signers;
}

function signersOf({ outcome, signatures }: Verdict): SignersOfPackage {
  return new Map(
    signatures.flatMap(({ kind, signer, standing }) => {
      if (signer === undefined) return [];
      // Nobody is proven to have signed what was altered since, however good the chain.
      const isProven = outcome !== "tampered" && (standing === "validated" || standing === "listed");
      const claimed = isProven ? {} : { claimed: signer.subject };
      return [[kind, { publicKey: signer.publicKeyFingerprint, ...claimed }] as const];
    }),
  );
}

function pinnedSigners(text: string, file: string): SignersOfPackages {
  const packages = member(parseLockJson(text, file), "packages");
  const records = membersOf(packages).map(([, record]) => record);
  return new Map(
    records.flatMap((record) => {
      const id = member(record, "id");
      return typeof id === "string" ? [[id.toLowerCase(), [pinnedKinds(member(record, "signers"))]] as const] : [];
    }),
  );
}

function pinnedKinds(signers: unknown): SignersOfPackage {
  return new Map(
    membersOf(signers).flatMap(([, signer]) => {
      const [kind, key] = [member(signer, "kind"), member(signer, "publicKey")];
      return typeof kind === "string" && typeof key === "string" ? [[kind, { publicKey: key }] as const] : [];
    }),
  );
}
