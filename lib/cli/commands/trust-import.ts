import type { TrustedSigner } from "../../index.js";
import { type NugetPolicy, policyFromNugetConfig } from "../../node/index.js";
import { ConfigError } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { readFileBytes } from "../read-file.js";
import { counted } from "../text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { freeId, type TrustFile, whatTrusts } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";
import { importedMode } from "../trust-file/nuget-mode.js";

/** `countersign trust import` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const files = await Promise.all(call.operands.map(async (name) => ({ name, text: await readFileBytes(name, call) })));
  const config = policyFromNugetConfig(files);
  const imported = entriesOf(config, call);
  const entries = withEntries(located.file, imported);
  const { nugetMode, meaning } = importedMode(located.file, config.mode, entries.length);
  const comments = [
    `${counted(imported.length, "entry", "entries")} from ${call.operands.join(", ")}`,
    meaning,
    ...config.notes,
  ];
  const { signers } = located.file;
  const next = { ...located.file, signers: { ...signers, entries }, ...(nugetMode === undefined ? {} : { nugetMode }) };
  await changeTrustFile(call, located, next, comments);
  return exitCodes.accepted;
}

/** @throws {ConfigError} there is a list, and no certificate fits it: a trust file without entries would bind nobody to it. */
function entriesOf({ signers, mode, notes }: NugetPolicy, { operands }: Invocation): readonly TrustedSigner[] {
  const entries = signers?.entries ?? [];
  if (signers === undefined || entries.length > 0 || mode === "require") return entries;
  throw new ConfigError({
    at: operands.join(", "),
    expected: "a signer whom some certificate fits",
    received: `a list that dotnet nuget verify refuses every package by: ${notes[0] ?? "nobody fits it"}`,
    remedy: "Correct the entry; dotnet nuget trust writes it.",
  });
}

function withEntries({ signers }: TrustFile, imported: readonly TrustedSigner[]): readonly TrustedSigner[] {
  const entries = [...signers.entries];
  // A nuget.config of a megabyte may list ten thousand: each is written out once, and not for each.
  const known = new Set(entries.map(whatTrusts));
  for (const entry of imported) {
    const what = whatTrusts(entry);
    if (!known.has(what)) entries.push({ ...entry, id: freeId(entry.id, entries) });
    known.add(what);
  }
  return entries;
}
