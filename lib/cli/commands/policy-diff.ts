import { shown } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { namedPolicy } from "../policy-options.js";
import { policyChanges } from "../policy-rows.js";
import { counted, jsonDocument } from "../text.js";

/** `countersign policy diff` */
export async function run(call: Invocation): Promise<ExitCode> {
  const [first, second] = call.operands;
  const [before, after] = await Promise.all([namedPolicy(first, call), namedPolicy(second, call)]);
  const changes = policyChanges(before, after);
  if (call.options.has("json")) {
    const names = {
      before: { name: before.name, digest: before.digest },
      after: { name: after.name, digest: after.digest },
    };
    call.stdout.write(jsonDocument({ schema: "countersign.policy-diff/1", ...names, changes }));
    return exitCodes.accepted;
  }
  for (const { at, before: was, after: is, weaker } of changes) {
    const word = weaker === undefined ? "other   " : weaker ? "weaker  " : "stricter";
    call.stdout.write(`${word} ${shown(at)}: ${shown(was)} → ${shown(is)}\n`);
  }
  const weaker = changes.filter((change) => change.weaker === true).length;
  call.stdout.write(
    changes.length === 0 ? "no difference\n" : `${counted(changes.length, "difference")}, ${weaker} weaker\n`,
  );
  return exitCodes.accepted;
}
