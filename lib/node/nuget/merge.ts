import type { NugetConfigFile, NugetSigner } from "./config-file.js";

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
  let signers: readonly NugetSigner[] | undefined;
  for (const file of [...files].reverse()) {
    mode = file.mode ?? (file.clearsMode ? undefined : mode);
    signers = mergeSigners(signers, file);
  }
  return { mode, signers: signers ?? [] };
}

/**
 * The furthest list stands as it is; each entry of a nearer one takes the place of the first that is the same, one of its own
 * file's too, or is added. (Found by asking NuGet, as are the keys.)
 */
function mergeSigners(
  former: readonly NugetSigner[] | undefined,
  { signers, clearsSigners }: NugetConfigFile,
): readonly NugetSigner[] | undefined {
  if (former === undefined || signers === undefined) return former ?? signers;
  const merged = clearsSigners ? [] : [...former];
  const places = new Map<string, number>();
  for (const [place, signer] of merged.entries()) keepFirst(keyBetweenFiles(signer), place, places);
  for (const signer of signers) {
    const key = keyBetweenFiles(signer);
    keepFirst(key, merged.length, places);
    merged[places.get(key) ?? merged.length] = signer;
  }
  return merged;
}

function keepFirst(key: string, place: number, places: Map<string, number>): void {
  if (!places.has(key)) places.set(key, place);
}

/** Authors by their name, repositories by their address and not by their name; in this letter case. */
function keyBetweenFiles({ kind, name, serviceIndex }: NugetSigner): string {
  return [kind, serviceIndex ?? name].join("\n");
}
