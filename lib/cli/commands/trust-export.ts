import { ConfigError, visible } from "../../report/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { jsonDocument } from "../text.js";
import { existingTrustFile } from "../trust-file/locate.js";
import { nugetConfigOf } from "../trust-file/nuget-config.js";
import { writeFileText } from "../write-file.js";

/** `countersign trust export` */
export async function run(call: Invocation): Promise<ExitCode> {
  const { file } = await existingTrustFile(call);
  const { text, left, exported, mode } = nugetConfigOf(file);
  if (exported === 0 && (left.length > 0 || mode === "require")) throw nothingToExport(left);
  const output = call.options.text("output");
  if (output !== undefined) await writeFileText(output, text, call);
  if (call.options.has("json"))
    call.stdout.write(jsonDocument({ schema: "countersign.trust-export/1", output, config: text, left }));
  else if (output === undefined) call.stdout.write(text);
  for (const line of left) call.stderr.write(`countersign: ${visible(line)}\n`);
  return exitCodes.accepted;
}

/** In mode require a list without entries refuses every package, and what is left out is missed: nobody who exports means that. */
function nothingToExport(left: readonly string[]): ConfigError {
  return new ConfigError({
    at: "trust export",
    expected: "an entry that NuGet can express",
    received: left.length === 0 ? "none: without one NuGet refuses every package (NU3034)" : `none: ${left.join("; ")}`,
    remedy: "Add a signer by its certificate: countersign trust add PACKAGE --by certificate.",
  });
}
