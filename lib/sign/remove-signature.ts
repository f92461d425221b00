import { type PackageSource } from "../bytes/index.js";
import { guardedSource, ConfigError } from "../report/index.js";
import { ran } from "../signature/index.js";
import { cancellable } from "./cancellable.js";
import { chunksOf } from "./laid-out.js";
import { OPENING_FIELDS, type SigningContext, type UnsignedPackage } from "./options.js";
import { requireGood } from "./refusal.js";
import { openRecognised } from "./session.js";

/**
 * The package without its signature: byte for byte as it was before it was signed.
 *
 * @throws {SignRefusedError} it is not signed, or not well-formed.
 * @throws {ConfigError} its format keeps the signature in a file of its own.
 */
export function removeSignature(
  source: PackageSource,
  options: Pick<SigningContext, "name" | "format" | "signal"> = {},
): Promise<UnsignedPackage> {
  return cancellable(options, OPENING_FIELDS, [], async () => {
    const { name } = options;
    const target = name ?? "the package";
    const read = guardedSource(source, target);
    const { opened } = await openRecognised(read, options);
    const segments = opened.remove();
    const isSound = opened.findings.every(({ code }) => code === "package-unsigned");
    if (segments === undefined && isSound) throw keptBeside(target);
    requireGood([ran("container", undefined, opened.findings)], name);
    if (segments === undefined) throw keptBeside(target);
    return Object.freeze({
      segments: Object.freeze([...segments]),
      chunks: () => chunksOf(read, segments, target),
    });
  });
}

function keptBeside(target: string): ConfigError {
  return new ConfigError({
    at: "source",
    expected: "a package that holds its signature",
    received: `${target}, whose signature is a file beside it`,
    remedy: "Delete the .p7s file.",
  });
}
