import { ConfigError, quoted, shown } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { errorDocument, failureLines } from "../failure.js";
import type { Invocation } from "../invocation.js";
import { policyFromText } from "../policy-options.js";
import { weakerThanBase } from "../policy-rows.js";
import { readFileText } from "../read-file.js";
import { jsonDocument } from "../text.js";

/** `countersign policy check` */
export async function run(call: Invocation): Promise<ExitCode> {
  const results: unknown[] = [];
  let exit: ExitCode = exitCodes.accepted;
  for (const file of call.operands) {
    try {
      const policy = policyFromText(file, await readFileText(file, call));
      const { name, base, digest } = policy;
      const weaker = weakerThanBase(policy);
      results.push({ path: file, name, extends: base, digest, weaker });
      if (!call.options.has("json")) {
        call.stdout.write(`${shown(file)}: right; ${quoted(name)} extends ${base}\n`);
        for (const row of weaker)
          call.stdout.write(
            `  weaker than ${base}: ${shown(row.at)} is ${shown(row.after)}, not ${shown(row.before)}\n`,
          );
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      exit = exitCodes.usage;
      results.push({ path: file, ...errorDocument(error) });
      const { what, why, remedy } = failureLines(error);
      call.stderr.write(`countersign: ${what}\n  ${why}\n  → ${remedy}\n`);
    }
  }
  if (call.options.has("json")) call.stdout.write(jsonDocument({ schema: "countersign.policy-check/1", results }));
  return exit;
}
