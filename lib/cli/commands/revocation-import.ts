import { resolve } from "node:path";
import { defaultCacheDirectory, importRevocationArchive } from "../../node/index.js";
import { visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { counted, jsonDocument } from "../text.js";
import { cacheOf } from "../verifier-options.js";

/** `countersign revocation import` */
export async function run(call: Invocation): Promise<ExitCode> {
  const folder = cacheOf(call) ?? defaultCacheDirectory();
  let answers = 0;
  for (const file of call.operands) {
    answers += await importRevocationArchive(resolve(call.workingDirectory, file), folder);
  }
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.revocation-import/1", cache: folder, answers }));
  } else call.stdout.write(`${counted(answers, "answer")} put into ${visible(folder)}\n`);
  return exitCodes.accepted;
}
