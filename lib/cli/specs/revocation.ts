import type { CommandSpec } from "../command-spec.js";
import * as groups from "./groups.js";

export const revocationPrefetch: CommandSpec = {
  name: "revocation prefetch",
  summary: "Fetch revocation data for packages now, for builds without a network.",
  operands: { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign revocation prefetch packages", "fills the cache for a later verify --revocation offline"],
    ["countersign revocation prefetch packages --bundle evidence.bin", "writes an archive to carry across an air gap"],
  ],
  groups: [
    {
      title: "Output",
      options: [
        {
          name: "bundle",
          value: "OUT",
          completes: "file",
          help: "Write the data as an archive for --revocation-data.",
        },
        groups.jsonOption,
      ],
    },
    groups.roots,
    groups.trustFileRoots,
    { title: "Lock file", options: [groups.packageFolder] },
    { title: "Revocation", options: [groups.cache, groups.ocspNonce, groups.allowAddress] },
  ],
  notes: [
    "With --bundle and no --cache the archive holds what these packages need and nothing else, and the cache stays as it is.",
    "Exit 0 if every status could be had, 23 if one stayed unknown or a chain does not hold; the packages themselves are not judged.",
  ],
  load: () => import("../commands/revocation-prefetch.js"),
};

export const revocationImport: CommandSpec = {
  name: "revocation import",
  summary: "Put an archive of revocation prefetch into the cache.",
  operands: { name: "ARCHIVE", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [["countersign revocation import evidence.bin", "on the machine behind the air gap"]],
  groups: [{ title: "Revocation", options: [groups.cache] }, groups.output],
  load: () => import("../commands/revocation-import.js"),
};
