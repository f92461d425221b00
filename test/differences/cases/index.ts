import type { Accepted, Difference } from "../difference.js";
import { certificateAcceptances, certificateDifferences } from "./certificates.js";
import { containerAcceptances, containerDifferences } from "./container.js";
import { kindAcceptances, kindDifferences } from "./kind.js";
import { manifestAcceptances, manifestDifferences } from "./manifest.js";
import { harmlessStrays } from "./strays.js";
import { messageAcceptances, messageDifferences } from "./message.js";
import { timestampAcceptances, timestampDifferences } from "./timestamps.js";

/** What dotnet trusts and ours refuses. */
export const differences: readonly Difference[] = [
  ...messageDifferences,
  ...manifestDifferences,
  ...kindDifferences,
  ...certificateDifferences,
  ...timestampDifferences,
  ...containerDifferences,
];

/** What looks alike and both trust, each under its name. */
export const acceptances: readonly Accepted[] = [
  ...new Map(
    [
      ...messageAcceptances,
      ...manifestAcceptances,
      ...kindAcceptances,
      ...certificateAcceptances,
      ...timestampAcceptances,
      ...containerAcceptances,
      ...harmlessStrays,
      ...differences.map(({ neighbour }) => neighbour),
    ].map((one) => [one.name, one]),
  ).values(),
];
