import type { Accepted, Difference, Refused } from "../difference.js";
import { archiveRefusals, withoutManifest } from "./agreed.js";
import { attributeAcceptances, attributeDifferences, attributeRefusals } from "./attributes.js";
import {
  certificateAcceptances,
  certificateDifferences,
  certificateLeniences,
  certificateRefusals,
} from "./certificates.js";
import { containerAcceptances, containerDifferences } from "./container.js";
import { headerAcceptances, headerDifferences } from "./headers.js";
import { kindAcceptances, kindDifferences } from "./kind.js";
import { manifestAcceptances, manifestDifferences } from "./manifest.js";
import { messageAcceptances, messageDifferences } from "./message.js";
import { nameDifferences } from "./names.js";
import { serviceIndexAcceptances, serviceIndexRefusals } from "./service-index.js";
import { signingCertificateAcceptances, signingCertificateRefusals } from "./signing-certificate.js";
import { harmlessStrays, strayCertificates } from "./strays.js";
import { timestampAcceptances, timestampDifferences } from "./timestamps.js";
import { tstInfoAcceptances, tstInfoRefusals } from "./tst-info.js";

/** What dotnet trusts and ours refuses. */
export const differences: readonly Difference[] = [
  ...messageDifferences,
  ...attributeDifferences,
  ...manifestDifferences,
  ...kindDifferences,
  ...certificateDifferences,
  ...timestampDifferences,
  ...containerDifferences,
  ...nameDifferences,
  ...headerDifferences,
];

/** What dotnet refuses and ours trusts. */
export const leniences: readonly Accepted[] = [...strayCertificates, ...certificateLeniences, withoutManifest];

/** What both refuse, though its signature holds. */
export const agreedRefusals: readonly Refused[] = [
  ...archiveRefusals,
  ...attributeRefusals,
  ...serviceIndexRefusals,
  ...signingCertificateRefusals,
  ...tstInfoRefusals,
  ...certificateRefusals,
];

/** What looks alike and both trust, each under its name. */
export const acceptances: readonly Accepted[] = [
  ...new Map(
    [
      ...messageAcceptances,
      ...attributeAcceptances,
      ...serviceIndexAcceptances,
      ...signingCertificateAcceptances,
      ...manifestAcceptances,
      ...kindAcceptances,
      ...certificateAcceptances,
      ...timestampAcceptances,
      ...tstInfoAcceptances,
      ...containerAcceptances,
      ...headerAcceptances,
      ...harmlessStrays,
      ...differences.map(({ neighbour }) => neighbour),
    ].map((one) => [one.name, one]),
  ).values(),
];
