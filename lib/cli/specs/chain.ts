import type { CommandSpec } from "../command-spec.js";
import * as groups from "./groups.js";

export const chain: CommandSpec = {
  name: "chain",
  summary: "Validate a certificate's chain (RFC 5280), without a package.",
  operands: { name: "LEAF", minimum: 0, maximum: 1 },
  examples: [
    ["countersign chain leaf.pem --intermediates ca.pem", "for code signing, by the bundled roots"],
    ["countersign chain leaf.pem --roots root.pem --purpose any --crls root.crl ca.crl", "with revocation lists"],
    ["countersign chain --batch cases.jsonl", "one case a line, one answer a line"],
  ],
  groups: [
    {
      title: "Input",
      options: [
        { name: "intermediates", value: "PEM", repeat: "list", completes: "file", help: "Candidates for issuers." },
        {
          name: "roots",
          value: "PEM",
          repeat: "list",
          completes: "file",
          help: "Trust these instead of the bundled list.",
        },
        { name: "crls", value: "FILE", repeat: "list", completes: "file", help: "Revocation lists, DER or PEM." },
        { name: "ocsp", value: "FILE", repeat: "list", completes: "file", help: "OCSP responses, DER." },
        groups.fetchIssuers,
        groups.allowAddress,
        {
          name: "batch",
          value: "JSONL",
          completes: "file",
          help: "Validate many; prints a line of JSON for each. What a case says for itself is no option then.",
        },
      ],
    },
    {
      title: "Rules",
      options: [
        {
          name: "purpose",
          value: "PURPOSE",
          choices: ["code-signing", "timestamping", "ocsp-signing", "any"],
          help: "What the certificate is for. Default code-signing.",
        },
        {
          name: "profile",
          value: "NAME",
          choices: ["rfc5280", "nuget-v1", "cms-detached"],
          help: "Rules beyond the RFC's (key sizes, algorithms). Default: cms-detached for code signing and timestamping, else rfc5280.",
        },
        {
          name: "revocation",
          value: "NEED",
          choices: ["off", "prefer", "require"],
          help: "Whether an unknown status refuses. Default: require if --crls or --ocsp is given, else off.",
        },
        groups.at,
        {
          name: "signature-time",
          value: "TIME",
          help: "A proven time at which what it signed existed: its dates are judged then, revocation as of --at.",
        },
        { name: "initial-policies", value: "OID,...", help: "RFC 5280 §6.1.1(c)." },
        { name: "require-explicit-policy", help: "RFC 5280 §6.1.1(f)." },
        { name: "inhibit-policy-mapping", help: "RFC 5280 §6.1.1(e)." },
        { name: "inhibit-any-policy", help: "RFC 5280 §6.1.1(g)." },
      ],
    },
    groups.output,
  ],
  notes: ["Exit 0 only for a valid chain, 21 for another; with --batch 0 if every line could be read."],
  load: () => import("../commands/chain.js"),
};
