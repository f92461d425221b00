import { basicConstraints, extendedKeyUsage, extendedKeyUsages, type ExtensionInput, keyUsage } from "./extensions.js";
import { requireNumber, requireOids, requireWord } from "./given.js";
import { type Purpose, requireOnly } from "../report/index.js";

/** Extensions of a CA (RFC 5280 §4.2.1.9); `usages` restricts what its leaves may be for. */
export function authorityExtensions(
  options: { readonly pathLength?: number; readonly usages?: readonly string[] } = {},
): readonly ExtensionInput[] {
  requireOnly(options, "options", {}, ["pathLength", "usages"]);
  if (options.usages !== undefined) requireOids(options.usages, "options.usages");
  if (options.pathLength !== undefined) requireNumber(options.pathLength, "options.pathLength");
  return [
    basicConstraints(true, options.pathLength),
    keyUsage(["keyCertSign", "cRLSign"]),
    ...(options.usages === undefined ? [] : [extendedKeyUsage(options.usages)]),
  ];
}

const PURPOSES: readonly Purpose[] = ["code-signing", "timestamping"];

/** Extensions of a signer: code signing, or timestamping with its critical, sole key purpose (RFC 3161 §2.3). */
export function signerExtensions(
  purpose: Purpose,
  usages: readonly string[] = [purposeUsage(purpose)],
): readonly ExtensionInput[] {
  requireWord(purpose, "purpose", PURPOSES);
  return [
    basicConstraints(false),
    keyUsage(["digitalSignature"]),
    extendedKeyUsage(usages, purpose === "timestamping"),
  ];
}

/** Extended key usage of a purpose. */
export function purposeUsage(purpose: Purpose): string {
  requireWord(purpose, "purpose", PURPOSES);
  return purpose === "timestamping" ? extendedKeyUsages.timeStamping : extendedKeyUsages.codeSigning;
}
