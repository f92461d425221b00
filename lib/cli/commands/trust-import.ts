import { policyFromNugetConfig } from "../../node/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { readFileText } from "../read-file.js";
import { counted } from "../text.js";
import { changeTrustFile } from "../trust-file/change.js";
import { freeId, isSameEntry } from "../trust-file/document.js";
import { trustFileToChange } from "../trust-file/locate.js";

/** `countersign trust import` */
export async function run(call: Invocation): Promise<ExitCode> {
  const located = await trustFileToChange(call);
  const files = await Promise.all(call.operands.map(async (name) => ({ name, text: await readFileText(name, call) })));
  const { policy, notes } = policyFromNugetConfig(files);
  const imported = policy.toDocument().signers?.entries ?? [];
  const { signers } = located.file;
  const entries = [...signers.entries];
  for (const entry of imported)
    if (!entries.some((one) => isSameEntry(one, entry))) entries.push({ ...entry, id: freeId(entry.id, entries) });
  const comments = [
    `${counted(imported.length, "entry").replace("entrys", "entries")} from ${call.operands.join(", ")}`,
    ...notes,
  ];
  await changeTrustFile(call, located, { ...located.file, signers: { ...signers, entries } }, comments);
  return exitCodes.accepted;
}
