import type { IssueCode, Verdict } from "../../lib/index.js";
import type { Region } from "../support/regions.js";

/** Beginnings of the codes that name what broke, by the region that was altered. */
const NAMES: Readonly<Record<Region["of"], Partial<Record<Region["kind"], readonly string[]>>>> = {
  message: {
    content: [
      "content-",
      "signature-digest-mismatch",
      "signature-content-",
      "signature-version-",
      "signature-malformed",
    ],
    "signed attributes": ["signature-", "signing-certificate-", "repository-"],
    "signature value": ["signature-value-invalid", "signature-malformed"],
    "certificate of a chain": ["certificate-", "chain-", "signature-", "signing-certificate-"],
  },
  countersignature: {
    "signed attributes": ["signature-", "signing-certificate-", "repository-"],
    "signature value": ["signature-value-invalid", "repository-countersignature-invalid"],
  },
  timestamp: timestampNames(),
  "countersignature timestamp": timestampNames(),
};

function timestampNames(): Partial<Record<Region["kind"], readonly string[]>> {
  return {
    content: ["timestamp-"],
    "signed attributes": ["timestamp-", "signing-certificate-", "signature-attribute-", "signature-content-type-"],
    "signature value": ["timestamp-signature-invalid", "timestamp-malformed"],
    "certificate of a chain": ["certificate-", "chain-", "timestamp-", "signing-certificate-"],
  };
}

const PACKAGE = ["content-digest-mismatch", "package-", "signature-entry-"];

/** Whether an error of the verdict names the region, or the package where it is `undefined`. */
export function namesWhatBroke(verdict: Verdict, region: Region | undefined): boolean {
  const names = region === undefined ? PACKAGE : (NAMES[region.of][region.kind] ?? []);
  return errors(verdict).some((code) => names.some((name) => code.startsWith(name)));
}

export function errors({ issues }: Verdict): readonly IssueCode[] {
  return issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
}
