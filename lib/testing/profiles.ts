import type { Purpose } from "../report/index.js";
import { basicConstraints, extendedKeyUsage, extendedKeyUsages, type ExtensionInput, keyUsage } from "./extensions.js";

/** Extensions of a CA (RFC 5280 §4.2.1.9); `usages` restricts what its leaves may be for. */
export function authorityExtensions(
  options: { readonly pathLength?: number; readonly usages?: readonly string[] } = {},
): readonly ExtensionInput[] {
  return [
    basicConstraints(true, options.pathLength),
    keyUsage(["keyCertSign", "cRLSign"]),
    ...(options.usages === undefined ? [] : [extendedKeyUsage(options.usages)]),
  ];
}

/** Extensions of a signer: code signing, or timestamping with its critical, sole key purpose (RFC 3161 §2.3). */
export function signerExtensions(
  purpose: Purpose,
  usages: readonly string[] = [purposeUsage(purpose)],
): readonly ExtensionInput[] {
  return [
    basicConstraints(false),
    keyUsage(["digitalSignature"]),
    extendedKeyUsage(usages, purpose === "timestamping"),
  ];
}

/** Extended key usage of a purpose. */
export function purposeUsage(purpose: Purpose): string {
  return purpose === "timestamping" ? extendedKeyUsages.timeStamping : extendedKeyUsages.codeSigning;
}
