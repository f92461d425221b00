import type { IssueCode } from "../../lib/report/index.js";
import type { FindingCase } from "./case.js";
import { certificateCases } from "./certificate.js";
import { chainCases } from "./chain.js";
import { housekeepingCases } from "./housekeeping.js";
import { packageCases } from "./package.js";
import { pinCases } from "./pin.js";
import { repositoryCases } from "./repository.js";
import { revocationCases } from "./revocation.js";
import { signatureCases } from "./signature.js";
import { signerCases } from "./signer.js";
import { signingCases } from "./signing.js";
import { timestampCases } from "./timestamp.js";

const sections: readonly Partial<Readonly<Record<IssueCode, FindingCase>>>[] = [
  packageCases,
  signatureCases,
  certificateCases,
  chainCases,
  timestampCases,
  repositoryCases,
  revocationCases,
  signerCases,
  pinCases,
  signingCases,
  housekeepingCases,
];

/** Every case, by the code that it brings out. */
export const findingCases: ReadonlyMap<string, FindingCase> = new Map(
  sections.flatMap((section) => Object.entries<FindingCase>(section)),
);
