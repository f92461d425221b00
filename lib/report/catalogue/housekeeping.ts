import { advice, nu, type Rows } from "./row.js";
import { quoted, shown } from "./show.js";
import { instant, listed } from "./words.js";

/** The policy’s own upkeep: rows of the catalogue. */
export const housekeepingRows: Rows<"waiver-expired" | "waiver-unused" | "policy-weaker-than-base"> = {
  "waiver-expired": {
    code: "waiver-expired",
    ...advice(["warning", "warning", "warning"]),
    meaning: "A waiver in the policy no longer applies.",
    remedy: "Remove the waiver from the policy, or give it a later end with a reason.",
    rule: "policy",
    ...nu(),
    actor: "user",
    message: ({ waiver, expiredAt, code }) =>
      `The waiver ${quoted(waiver)} for ${shown(code)} ended at ${instant(expiredAt)} and no longer applies.`,
  },
  "waiver-unused": {
    code: "waiver-unused",
    ...advice(["info", "info", "info"]),
    meaning: "A waiver in the policy had nothing to waive.",
    remedy: "If nothing needs it any more, remove it from the policy.",
    rule: "policy",
    ...nu(),
    actor: "user",
    message: ({ waiver, code }) => `The waiver ${quoted(waiver)} for ${shown(code)} had nothing to waive.`,
  },
  "policy-weaker-than-base": {
    code: "policy-weaker-than-base",
    ...advice(),
    meaning: "The policy lowers severities below those of the policy it extends.",
    remedy:
      "See what differs, with the name of the policy that it extends: countersign policy diff standard POLICY.json",
    rule: "policy",
    ...nu(),
    actor: "user",
    message: ({ changed }) => `The policy is weaker than the one that it extends, in ${listed(changed)}.`,
  },
};
