import { withoutCase } from "../../policy/index.js";
import type { NugetConfigFile, NugetSetting, NugetSigner } from "./config-file.js";
import { mergeSections } from "./section.js";

/** What several files say together. */
export interface MergedConfig {
  /** The value of `signatureValidationMode` that counts. */
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
  const further = files.toReversed();
  const settings = mergeSections(
    further.map((file) => file.settings),
    ({ key }) => key,
  );
  const signers = mergeSections(
    further.map((file) => file.signers),
    keyBetweenFiles,
  );
  return { mode: settings.find(isMode)?.value, signers };
}

/**
 * Files replace a key in the letter case that it has; it is looked up in any. So the furthest of two spellings counts. (Asked:
 * 10.0.401.)
 */
function isMode({ key }: NugetSetting): boolean {
  return withoutCase(key) === withoutCase("signatureValidationMode");
}

/** Authors by their name, repositories by their address and not by their name; in this letter case. */
function keyBetweenFiles({ kind, name, serviceIndex }: NugetSigner): string {
  return [kind, serviceIndex ?? name].join("\n");
}
