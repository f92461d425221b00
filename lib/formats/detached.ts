import type { RandomAccessSource, Segment } from "../bytes/index.js";
import { type Budgets, found } from "../report/index.js";
import { FindingList } from "./finding-list.js";
import type { OpenedPackage, PackageFormat } from "./package-format.js";
import { cmsDetached } from "./profiles/index.js";

/** Any file, with its signature beside it. The file's name is bound by nothing, and nothing in it is read. */
export const detached: PackageFormat = {
  id: "detached",
  profile: cmsDetached,
  recognisesAnyFile: true,
  detect: async () => true,
  open: async (source, signature, budgets) => openBeside(source, signature, budgets, new FindingList()),
};

/**
 * What formats with the signature beside the file have in common: the content is the file, octet for octet.
 *
 * @param findings what the format has found already.
 */
export function openBeside(
  source: RandomAccessSource,
  signature: Uint8Array | undefined,
  budgets: Budgets,
  findings: FindingList,
): OpenedPackage {
  const whole: readonly Segment[] = [{ kind: "range", start: 0, end: source.size }];
  const fits = fitsBudget(source.size, budgets.packageBytes, findings);
  const bytes = checkedSignature(signature, budgets, findings);
  return {
    findings: findings.toArray(),
    signature: bytes,
    signedContent: fits ? whole : [],
    embed: () => undefined,
    remove: () => undefined,
  };
}

function checkedSignature(
  signature: Uint8Array | undefined,
  budgets: Budgets,
  findings: FindingList,
): Uint8Array | undefined {
  if (signature === undefined) {
    findings.add(found("package-unsigned", { expectedAt: "a .p7s file beside it" }));
    return undefined;
  }
  // A copy, which `slice` of a Buffer is not: verdicts are read when the caller may have put something else there.
  return fitsBudget(signature.length, budgets.signatureBytes, findings) ? Uint8Array.from(signature) : undefined;
}

function fitsBudget(actual: number, limit: number, findings: FindingList): boolean {
  if (actual > limit) findings.add(found("package-too-large", { limit, actual, unit: "bytes" }));
  return actual <= limit;
}
