import type { TrustedSigners } from "../../index.js";
import { ConfigError, didYouMean } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { changeTrustFile } from "../trust-file/change.js";
import type { TrustFile } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";
import { REFUSES_ALL } from "../trust-file/nuget-mode.js";

/** `countersign trust remove` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const { signers, roots, ...rest } = located.file;
  const ids = [...signers.entries, ...roots].map((entry) => entry.id);
  for (const id of call.operands) if (!ids.includes(id)) throw unknownId(id, ids);
  const stays = ({ id }: { readonly id: string }): boolean => !call.operands.includes(id);
  const left = { ...signers, entries: signers.entries.filter(stays) };
  const next = { ...rest, signers: left, roots: roots.filter(stays) };
  const comments = [`no longer trusted: ${call.operands.join(", ")}`, ...emptied(signers, next)];
  await changeTrustFile(call, located, next, comments);
  return exitCodes.accepted;
}

/** An empty list binds nothing, so that the last entry's end lets more packages pass, not fewer; in NuGet's mode require none. */
function emptied(before: TrustedSigners, { signers, nugetMode }: TrustFile): readonly string[] {
  if (before.entries.length === 0 || signers.entries.length > 0) return [];
  if (nugetMode === "require") return [`no entry is left: ${REFUSES_ALL}`];
  return ["no entry is left, so that the file binds no package: any proven signer passes from now on"];
}

function unknownId(id: string, ids: readonly string[]): ConfigError {
  const remedy = `${didYouMean(id, ids)}All entries: countersign trust list`;
  return new ConfigError({ at: id, expected: "the id of an entry", received: "an unknown one", remedy });
}
