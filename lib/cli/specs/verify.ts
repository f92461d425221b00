import type { CommandSpec } from "../command-spec.js";
import * as groups from "./groups.js";

export const verify: CommandSpec = {
  name: "verify",
  summary: "Decide whether packages may be trusted, and say why.",
  operands: { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign verify newtonsoft.json.13.0.3.nupkg", "by the bundled roots, at the present time"],
    ["countersign verify packages", "every package in a folder and below"],
    ["countersign verify packages.lock.json", "every package that a lock file names, in the local package folder"],
    ["countersign verify app.tar.gz --code-signing-roots ca.pem", "by one's own CA; app.tar.gz.p7s is found by itself"],
    ["countersign verify '*.nupkg' --policy strict --as sarif > scan.sarif", "for a code scanning service"],
  ],
  groups: [
    groups.policy,
    groups.roots,
    groups.revocation,
    groups.judging,
    {
      title: "Lock file",
      options: [
        groups.packageFolder,
        {
          name: "lock",
          quickOnlyFor: [],
          value: "FILE",
          completes: "file",
          help: "Trust on first use: pin who signed each package in this file (countersign.lock.json), refuse a step back.",
        },
        { name: "frozen", quickOnlyFor: [], help: "With --lock: change nothing in the file." },
      ],
    },
    {
      title: "Output",
      options: [
        groups.jsonOption,
        {
          name: "as",
          value: "FORM",
          choices: ["text", "markdown", "json", "sarif"],
          help: "text (default), markdown for a CI summary, json, sarif 2.1.0.",
        },
        { name: "detail", value: "HOW", choices: ["short", "full"], help: "Explain every package shortly, or fully." },
        { name: "fail-fast", help: "Stop at the first package that is refused." },
        {
          name: "jobs",
          value: "N",
          help: "Packages judged at a time. 1: on one core. 3 and more: from 100 files on by threads, up to one for each core. Default 8, large ones hashed by a second core.",
        },
      ],
    },
  ],
  notes: [
    "An accepted package takes one line. A refused one is explained in full: who signed it, what failed, what to run.",
    "Exit 0 only if every file was accepted; of several refusals the strictest gives the code.",
  ],
  load: () => import("../commands/verify.js"),
};

export const explain: CommandSpec = {
  name: "explain",
  summary: "Explain a finding's code, or a package's verdict in full.",
  operands: { name: "CODE|FILE", minimum: 0, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign explain chain-root-untrusted", "what a code means, and what to do"],
    ["countersign explain NU3018", "the findings that NuGet reports under this code"],
    ["countersign explain some.package.1.0.0.nupkg", "every check of a package, with evidence and rule"],
    ["countersign explain", "all codes"],
  ],
  groups: [groups.policy, groups.roots, groups.revocation, groups.judging, groups.output],
  notes: ["For a file the exit code is that of countersign verify; for a code it is 0."],
  load: () => import("../commands/explain.js"),
};

export const inspect: CommandSpec = {
  name: "inspect",
  summary: "Show what a signature says, without judging it.",
  operands: { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign inspect newtonsoft.json.13.0.3.nupkg", "signers, chains, timestamps, owners, fingerprints"],
    ["countersign inspect app.tar.gz --json", "the same for a program"],
  ],
  groups: [
    {
      title: "Input",
      options: [
        { name: "signature", value: "P7S", completes: "file", help: "The detached signature, if it is not FILE.p7s." },
      ],
    },
    groups.output,
  ],
  notes: ["Nothing that is printed is proven: run countersign verify before believing a name."],
  load: () => import("../commands/inspect.js"),
};
