import type { CommandSpec } from "../command-spec.js";
import * as groups from "./groups.js";

export const policyCheck: CommandSpec = {
  name: "policy check",
  summary: "Check policy documents, with line and field of the first mistake.",
  operands: { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [["countersign policy check policy.json", "also says where it is weaker than what it extends"]],
  groups: [groups.output],
  load: () => import("../commands/policy-check.js"),
};

export const policyExplain: CommandSpec = {
  name: "policy explain",
  summary: "Say in words what a policy asks for.",
  operands: { name: "NAME|FILE", minimum: 1, maximum: 1 },
  examples: [["countersign policy explain strict", "requirements, severities, waivers and signers"]],
  groups: [groups.output],
  load: () => import("../commands/policy-explain.js"),
};

export const policyDiff: CommandSpec = {
  name: "policy diff",
  summary: "Say what changes from one policy to another, weaker places first.",
  operands: { name: "BEFORE AFTER", minimum: 2, maximum: 2 },
  examples: [["countersign policy diff standard policy.json", "before a review"]],
  groups: [groups.output],
  load: () => import("../commands/policy-diff.js"),
};

export const diff: CommandSpec = {
  name: "diff",
  summary: "Say whose signatures are new, lost or changed between two versions or lock files.",
  operands: { name: "BEFORE AFTER", minimum: 2, maximum: 2 },
  examples: [
    ["countersign diff my.lib.1.0.0.nupkg my.lib.1.1.0.nupkg", "two versions of a package"],
    ["countersign diff old/countersign.lock.json countersign.lock.json", "two lock files"],
  ],
  groups: [groups.roots, groups.trustFileRoots, { title: "Lock file", options: [groups.packageFolder] }, groups.output],
  notes: [
    "Exit 0 if nothing changed, 21 if a signer was lost or changed.",
    "A signer that these roots do not prove is shown as what it claims to be, and as not proven.",
  ],
  load: () => import("../commands/diff.js"),
};

export const completion: CommandSpec = {
  name: "completion",
  summary: "Print the completion script of a shell.",
  operands: { name: "SHELL", minimum: 1, maximum: 1, completes: "text", choices: ["bash", "zsh", "fish"] },
  examples: [
    ["countersign completion bash > ~/.local/share/bash-completion/completions/countersign", "for bash"],
    ["countersign completion zsh > ~/.zfunc/_countersign", "for zsh, with fpath+=~/.zfunc before compinit in ~/.zshrc"],
    ["countersign completion fish > ~/.config/fish/completions/countersign.fish", "for fish"],
  ],
  groups: [],
  load: () => import("../commands/completion.js"),
};
