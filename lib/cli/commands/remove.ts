import { removeSignature } from "../../index.js";
import { ConfigError } from "../../report/index.js";
import { isEmbedded, signaturePath } from "../detached-signature.js";
import type { ExitCode } from "../exit-codes.js";
import type { Invocation } from "../invocation.js";
import { exists } from "../read-file.js";
import { workOnFiles } from "../signing.js";

/** `countersign remove` */
export async function run(call: Invocation): Promise<ExitCode> {
  return workOnFiles(call, async (source, { name, format, signal }, file) => {
    if (!isEmbedded(file.path)) throw keptBeside(file.shown, await exists(signaturePath(file.path)));
    const known = { ...(name === undefined ? {} : { name }), ...(format === undefined ? {} : { format }) };
    return removeSignature(source, { ...known, ...(signal === undefined ? {} : { signal }) });
  });
}

function keptBeside(file: string, isSigned: boolean): ConfigError {
  return new ConfigError({
    at: file,
    expected: "a package that holds its signature",
    received: "a file whose signature lies beside it",
    remedy: isSigned ? `Delete ${file}.p7s.` : `There is none to remove: ${file}.p7s does not exist.`,
  });
}
