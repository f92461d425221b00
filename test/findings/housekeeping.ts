import type { Waiver } from "../../lib/index.js";
import type { FindingCases } from "./case.js";
import { authored, type Lab, verify } from "./lab.js";

const waiver = { id: "SEC-1", code: "timestamp-missing", reason: "reviewed", packages: ["Lab.Sample"] } as const;
const having = (one: Waiver) => async (lab: Lab) =>
  verify(lab.package(await authored()), "--policy", lab.policy({ waivers: [one] }), "--detail", "full");

export const housekeepingCases = {
  "waiver-expired": {
    words: having({ ...waiver, expires: "2026-11-01T00:00:00Z" }),
    exit: 0,
    severity: "warning",
    actor: "user",
    says: /waiver "SEC-1" for timestamp-missing ended at 2026-11-01 00:00:00 UTC and no longer applies/,
    next: /Remove the waiver from the policy, or give it a later end/,
  },
  "waiver-unused": {
    words: having(waiver),
    exit: 0,
    severity: "info",
    actor: "user",
    says: /waiver "SEC-1" for timestamp-missing had nothing to waive/,
    next: /remove it from the policy/,
  },
  "policy-weaker-than-base": {
    words: async (lab) => {
      const severities = { "timestamp-missing": "info", "policy-weaker-than-base": "warning" } as const;
      const policy = lab.policy({ extends: "standard", severities });
      return verify(lab.package(await authored()), "--policy", policy, "--detail", "full");
    },
    exit: 0,
    severity: "warning",
    actor: "user",
    says: /weaker than the one that it extends, in .*timestamp-missing/,
    next: /countersign policy diff/,
  },
} as const satisfies Partial<FindingCases>;
