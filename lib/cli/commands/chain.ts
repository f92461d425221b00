import { type ChainVerdict, validateCertificate } from "../../index.js";
import { ConfigError } from "../../report/index.js";
import { chainOptions } from "../chain-options.js";
import { withCrls } from "../crl-files.js";
import { certificatesToJudge } from "../der-blocks.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { chainText } from "../present/chain.js";
import { readFileBytes } from "../read-file.js";
import { jsonDocument } from "../text.js";

/** `countersign chain` */
export async function run(call: Invocation): Promise<ExitCode> {
  const batch = call.options.text("batch");
  const [leaf] = call.operands;
  if (batch !== undefined && leaf === undefined) return (await import("../chain-batch.js")).runBatch(batch, call);
  if (batch !== undefined || leaf === undefined) throw oneInput(leaf);
  const verdict = await validated(leaf, call);
  call.stdout.write(call.options.has("json") ? jsonDocument(verdict) : chainText(leaf, verdict));
  return verdict.valid ? exitCodes.accepted : exitCodes.untrusted;
}

async function validated(file: string, call: Invocation): Promise<ChainVerdict> {
  // Certificates that follow the first in its file are candidates for issuers, as openssl writes them.
  const [leaf = new Uint8Array(), ...own] = await certificatesToJudge(await readFileBytes(file, call));
  return withCrls(call.options.list("crls"), call, async (crls) => {
    const options = await chainOptions(call, crls);
    return validateCertificate(leaf, { ...options, intermediates: [...own, ...(options.intermediates ?? [])] });
  });
}

function oneInput(leaf: string | undefined): ConfigError {
  return new ConfigError({
    at: "countersign chain",
    expected: "LEAF, or --batch FILE",
    received: leaf === undefined ? "neither" : "both",
    remedy: "Examples: countersign chain --help",
  });
}
