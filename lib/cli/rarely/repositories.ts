import type { RepositoryDeclarationSource } from "../../index.js";
import { httpRepositorySource } from "../../node/index.js";

/** Asks these repositories what they declare. A promise, for the quick command answers by handing its whole line over. */
export async function repositoriesAt(
  serviceIndexes: readonly string[],
  allowAddresses: readonly string[],
): Promise<RepositoryDeclarationSource> {
  return httpRepositorySource({ serviceIndexes, allowAddresses });
}
