import type { Accepted, Difference } from "../difference.js";
import { withoutManifest } from "./agreed.js";
import { certificateAcceptances, certificateDifferences } from "./certificates.js";
import { containerAcceptances, containerDifferences } from "./container.js";
import { headerAcceptances, headerDifferences } from "./headers.js";
import { kindAcceptances, kindDifferences } from "./kind.js";
import { manifestAcceptances, manifestDifferences } from "./manifest.js";
import { messageAcceptances, messageDifferences } from "./message.js";
import { nameDifferences } from "./names.js";
import { harmlessStrays, strayCertificates } from "./strays.js";
import { timestampAcceptances, timestampDifferences } from "./timestamps.js";

/** What dotnet trusts and ours refuses. */
export const differences: readonly Difference[] = [
  ...messageDifferences,
  ...manifestDifferences,
  ...kindDifferences,
  ...certificateDifferences,
  ...timestampDifferences,
  ...containerDifferences,
  ...nameDifferences,
  ...headerDifferences,
];

/** What dotnet refuses and ours trusts. */
export const leniences: readonly Accepted[] = [...strayCertificates, withoutManifest];

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
      ...headerAcceptances,
      ...harmlessStrays,
      ...differences.map(({ neighbour }) => neighbour),
    ].map((one) => [one.name, one]),
  ).values(),
];
