import type { ChainVerdict } from "../../index.js";
import { fetchText, shown, visible } from "../../report/index.js";

/** A chain's verdict for people. */
export function chainText(file: string, verdict: ChainVerdict): string {
  const { valid, issues, chain, policies, otherFailures, fetched = [] } = verdict;
  const steps = chain.map(({ subject, notAfter }, depth) => {
    const end = notAfter.toISOString().slice(0, 10);
    return `  ${"  ".repeat(depth)}${shown(subject)} (until ${end})`;
  });
  return [
    `${visible(file)}: ${valid ? "valid" : "not valid"}`,
    ...steps,
    ...fetched.map((attempt) => `  issuer: ${fetchText(attempt)}`),
    ...issues.flatMap((issue) => [
      `  ${issue.severity}: ${issue.message} [${issue.code}; ${issue.rule}]`,
      `  → ${issue.remedy}`,
    ]),
    ...(policies.length === 0 ? [] : [`  policies: ${policies.join(", ")}`]),
    ...(otherFailures.length === 0 ? [] : [`  ${otherFailures.length} other candidate chains failed too`]),
    "",
  ].join("\n");
}
