import type { RandomAccessSource } from "../../bytes/index.js";
import { readRange } from "../../bytes/index.js";
import { sourceChanged } from "../../report/index.js";
import { openBeside } from "../detached.js";
import { extensionOf } from "../extension.js";
import { FindingList } from "../finding-list.js";
import type { PackageFormat } from "../package-format.js";
import { cmsDetached } from "../profiles/index.js";

/** Pub packages: a gzip-compressed tar archive, with its signature beside it. */
export const pubArchive: PackageFormat = {
  id: "pub-archive",
  profile: cmsDetached,
  detect: looksLikePubArchive,
  open: async (source, signature, budgets) => openBeside(source, signature, budgets, new FindingList()),
};

/** By name where the name says it; without a name, by gzip's first three bytes (RFC 1952 §2.3.1). */
async function looksLikePubArchive(source: RandomAccessSource, name: string | undefined): Promise<boolean> {
  if (name !== undefined) return [".tar.gz", ".tgz"].includes(extensionOf(name));
  if (source.size < 3) return false;
  const magic = await readRange(source, 0, 3);
  if (magic === undefined) throw sourceChanged("the package");
  return magic[0] === 0x1f && magic[1] === 0x8b && magic[2] === 8;
}
