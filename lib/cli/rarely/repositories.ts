import type { RepositoryDeclarationSource } from "../../index.js";
import { type HttpRepositoryOptions, httpRepositorySource } from "../../node/index.js";

/** Asks these repositories what they declare. A promise, for the quick command answers by handing its whole line over. */
export async function repositoriesAt(options: HttpRepositoryOptions): Promise<RepositoryDeclarationSource> {
  return httpRepositorySource(options);
}
