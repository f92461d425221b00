import type { CommandSpec, OptionGroup } from "../command-spec.js";
import { RULE_NAMES } from "../rule-names.js";
import * as groups from "./groups.js";

const file: OptionGroup = {
  title: "Trust file",
  options: [
    {
      name: "trust-file",
      value: "FILE",
      completes: "file",
      help: "Default: the nearest countersign.trust.json, here or in a parent folder; else a new one here.",
    },
    groups.jsonOption,
  ],
};
const many = { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY } as const;

const network: OptionGroup = { title: "Network", options: [groups.cache, groups.allowAddress] };

export const trustAdd: CommandSpec = {
  name: "trust add",
  summary: "Trust the signers of a package, a certificate, or a repository.",
  operands: { name: "PACKAGE|CERT|URL", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign trust add newtonsoft.json.13.0.3.nupkg", "its author, for Newtonsoft.Json alone"],
    ["countersign trust add house.nupkg --by public-key --packages 'Contoso.*'", "survives a renewal on one key"],
    ["countersign trust add contoso-root.pem", "a CA, for chains that end at it"],
    ["countersign trust add https://packages.example/v3/index.json", "the certificates that a repository declares"],
    [
      "countersign trust add https://packages.example/v3/index.json --by certificate",
      "those that it declares now; countersign trust sync follows them",
    ],
  ],
  groups: [
    {
      title: "What to trust",
      options: [
        {
          name: "by",
          value: "WHAT",
          choices: RULE_NAMES,
          help: "How the signer is recognised. Default: the one that survives most renewals and is still proven.",
        },
        {
          name: "packages",
          value: "PATTERN",
          repeat: "list",
          help: "Names it may sign. Default: the package's own name; every name, for a certificate or a file that names no package.",
        },
        { name: "until", value: "TIME", help: "The entry ends then." },
        { name: "note", value: "TEXT", help: "Why: kept in the file." },
        {
          name: "allow-untrusted-root",
          help: "Also forgive a root that no list knows (by certificate or repository alone).",
        },
        {
          name: "purpose",
          value: "PURPOSE",
          choices: ["code-signing", "timestamping"],
          help: "What a CA is trusted for. Default code-signing.",
        },
        { name: "dry-run", help: "Show what would be written, and write nothing." },
      ],
    },
    groups.roots,
    network,
    file,
  ],
  notes: [
    "Shows what it trusts before it writes: the certificate's names, fingerprint and end, and the change of the file.",
  ],
  load: () => import("../commands/trust-add.js"),
};

export const trustList: CommandSpec = {
  name: "trust list",
  summary: "Show whom the trust file trusts.",
  examples: [["countersign trust list", "every entry, with what it may sign"]],
  groups: [file],
  load: () => import("../commands/trust-list.js"),
};

export const trustRemove: CommandSpec = {
  name: "trust remove",
  summary: "Take entries out of the trust file.",
  operands: { name: "ID", minimum: 1, maximum: Number.POSITIVE_INFINITY, completes: "text" },
  examples: [["countersign trust remove newtonsoft", "the entry of that id"]],
  groups: [{ title: "What to do", options: [{ name: "dry-run", help: "Show the change, and write nothing." }] }, file],
  load: () => import("../commands/trust-remove.js"),
};

export const trustSync: CommandSpec = {
  name: "trust sync",
  summary: "Bring the repositories of the trust file to the certificates that they declare.",
  operands: { name: "ID", minimum: 0, maximum: Number.POSITIVE_INFINITY, completes: "text" },
  examples: [
    ["countersign trust sync", "every entry that names a repository by its service index"],
    ["countersign trust sync packages.example --dry-run", "what one repository has changed"],
  ],
  groups: [
    { title: "What to do", options: [{ name: "dry-run", help: "Show the change, and write nothing." }] },
    network,
    file,
  ],
  notes: [
    "A new certificate is fetched from where the repository says that it is, and trusted only if its fingerprint is the declared one. Owners, packages and dates of an entry stay as they are.",
    "Exit 21 if an entry was left for you to look at: its repository declares nothing any more, or the entry forgives an unknown root. Exit 3 if a repository did not answer; the others are written.",
  ],
  load: () => import("../commands/trust-sync.js"),
};

export const trustWhy: CommandSpec = {
  name: "trust why",
  summary: "Say which entry lets a package pass, or why none does.",
  operands: many,
  examples: [["countersign trust why newtonsoft.json.13.0.3.nupkg", "the entry, or the nearest that failed"]],
  groups: [groups.policy, groups.roots, groups.revocation, groups.output],
  notes: ["Exit codes are those of countersign verify."],
  load: () => import("../commands/trust-why.js"),
};

export const trustInit: CommandSpec = {
  name: "trust init",
  summary: "Propose the smallest list that covers the packages in use.",
  operands: { name: "LOCKFILE|FOLDER", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign trust init packages.lock.json", "one entry for each signer, with the names it signs"],
    ["countersign trust init pubspec.lock --package-folder archives", "for pub, which keeps no archives itself"],
  ],
  groups: [
    {
      title: "What to do",
      options: [groups.packageFolder, { name: "dry-run", help: "Show the list, and write nothing." }],
    },
    groups.roots,
    file,
  ],
  load: () => import("../commands/trust-init.js"),
};

export const trustImport: CommandSpec = {
  name: "trust import",
  summary: "Take over the trustedSigners and the signatureValidationMode of nuget.config.",
  operands: { name: "NUGET.CONFIG", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    ["countersign trust import nuget.config ~/.nuget/NuGet/NuGet.Config", "nearest first, merged as NuGet does"],
  ],
  groups: [{ title: "What to do", options: [{ name: "dry-run", help: "Show the list, and write nothing." }] }, file],
  notes: [
    "countersign verify then answers as NuGet does under these files: as restore where they set a mode (require refuses unsigned packages and signers that are not listed, accept reports them), as dotnet nuget verify where they set none. The mode is kept in the trust file as nugetMode; --policy and --level of a call come before it.",
    "A file that lists signers already, by stricter rules, keeps these.",
  ],
  load: () => import("../commands/trust-import.js"),
};

export const trustExport: CommandSpec = {
  name: "trust export",
  summary: "Write the trust file's entries as nuget.config.",
  examples: [["countersign trust export -o nuget.config", "what NuGet can't express is named on standard error"]],
  groups: [
    {
      title: "Output",
      options: [{ name: "output", short: "o", value: "OUT", completes: "file", help: "Default: standard output." }],
    },
    file,
  ],
  notes: [
    "The mode is that of the nuget.config which was imported; of any other list it is require. What would refuse every package, for want of an entry, is not written.",
  ],
  load: () => import("../commands/trust-export.js"),
};

export const pinAccept: CommandSpec = {
  name: "pin accept",
  summary: "Accept a change of signer that the lock file refuses.",
  operands: many,
  examples: [
    ["countersign pin accept some.package.2.0.0.nupkg", "shows who signed before and who signs now, then pins"],
  ],
  groups: [
    {
      title: "Lock file",
      options: [
        { name: "lock", value: "FILE", completes: "file", help: "Default countersign.lock.json." },
        { name: "dry-run", help: "Show the change, and write nothing." },
      ],
    },
    groups.policy,
    groups.roots,
    groups.revocation,
    groups.output,
  ],
  load: () => import("../commands/pin-accept.js"),
};
