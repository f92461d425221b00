import { type NugetConfigFile, type NugetSigner, signerKey } from "./config-file.js";

/** What several files say together. */
export interface MergedConfig {
  readonly mode: string | undefined;
  readonly signers: readonly NugetSigner[];
}

/**
 * Files merged as NuGet merges them: from the furthest to the nearest, each adding its entries, replacing those that are
 * the same, and dropping all former ones where it says `clear`.
 *
 * @param files nearest first.
 */
export function mergeConfigs(files: readonly NugetConfigFile[]): MergedConfig {
  let mode: string | undefined;
  let signers: readonly NugetSigner[] = [];
  for (const file of [...files].reverse()) {
    mode = file.mode ?? (file.clearsMode ? undefined : mode);
    const nearer = new Set(file.signers.map(signerKey));
    const former = file.clearsSigners ? [] : signers.filter((signer) => !nearer.has(signerKey(signer)));
    signers = [...former, ...file.signers];
  }
  return { mode, signers };
}
