import { shown } from "../../report/index.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { signerChanges, type SignersOfPackage } from "../signer-changes.js";
import { signersIn } from "../signers-in.js";
import { counted, jsonDocument } from "../text.js";

/** `countersign diff` */
export async function run(call: Invocation): Promise<ExitCode> {
  const [first = "", second = ""] = call.operands;
  const [before, after] = [await signersIn(first, call), await signersIn(second, call)];
  const changes = signerChanges(before, after);
  const isStepBack = changes.some(({ change }) => change === "lost" || change === "changed");
  if (call.options.has("json")) {
    call.stdout.write(jsonDocument({ schema: "countersign.diff/1", changes }));
  } else {
    for (const { id, change, kind, before: was, after: is } of changes) {
      call.stdout.write(
        `${change.padEnd(8)} ${shown(id)}: ${kind} ${shown(was ?? "nobody")} → ${shown(is ?? "nobody")}\n`,
      );
    }
    call.stdout.write(`${counted(changes.length, "change")} in ${counted(countOf(before, after), "package")}\n`);
  }
  return isStepBack ? exitCodes.untrusted : exitCodes.accepted;
}

function countOf(before: SignersOfPackage, after: SignersOfPackage): number {
  return new Set([...before.keys(), ...after.keys()]).size;
}
