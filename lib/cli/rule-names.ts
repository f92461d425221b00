/** How a signer can be recognised: the values of `--by`. */
export const RULE_NAMES = [
  "certificate",
  "public-key",
  "subject",
  "extended-key-usage",
  "certificate-policy",
  "repository",
  "identity",
] as const;
export type RuleName = (typeof RULE_NAMES)[number];
