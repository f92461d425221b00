import type { CommandSpec } from "../command-spec.js";
import * as groups from "./groups.js";

const files = { name: "FILE", minimum: 1, maximum: Number.POSITIVE_INFINITY } as const;

const FOLDERS =
  "FILE may be a folder: every package in it and in its sub-folders (.nupkg, .snupkg, .tar.gz, .tgz, and files with a .p7s) is then written, each in its place.";

export const sign: CommandSpec = {
  name: "sign",
  summary: "Sign packages as their author, or as a repository.",
  operands: files,
  examples: [
    [
      "countersign sign my.lib.1.0.0.nupkg --pfx release.pfx --timestamp http://timestamp.example.com",
      "asks for the password, signs in place",
    ],
    [
      "countersign sign app.tar.gz --key key.pem --cert cert.pem --chain ca.pem --no-timestamp",
      "writes app.tar.gz.p7s beside the file",
    ],
    [
      "countersign sign 'out/*.nupkg' --cert cert.pem --signer-command ./sign.sh --timestamp http://tsa.example.com",
      "the key stays where sign.sh reaches it",
    ],
    [
      "countersign sign my.nupkg --cert cert.pem --prepare request.json --timestamp http://tsa.example.com",
      "first of two steps; then openssl dgst -sha256 -sign key.pem -out request.json.sig request.json.tbs",
    ],
    ["countersign sign my.nupkg --complete request.json --timestamp http://tsa.example.com", "second step"],
  ],
  groups: [
    groups.signer,
    groups.timestamp,
    {
      title: "Signature",
      options: [
        groups.hash,
        { name: "kind", value: "KIND", choices: ["author", "repository"], help: "Default author." },
        ...groups.repository,
        { name: "overwrite", help: "Replace an existing signature, its countersignatures included." },
      ],
    },
    groups.twoSteps,
    groups.roots,
    groups.signedOutput,
  ],
  notes: [
    "Signing refuses what verification would refuse, before it writes a byte; the result is verified before it is written.",
    "A timestamp, or --no-timestamp, must be chosen.",
    FOLDERS,
  ],
  load: () => import("../commands/sign.js"),
};

export const countersign: CommandSpec = {
  name: "countersign",
  summary: "Add a repository's countersignature to signed packages.",
  operands: files,
  examples: [
    [
      "countersign countersign my.lib.1.0.0.nupkg --pfx repository.pfx --service-index https://packages.example/v3/index.json --owner contoso --timestamp http://timestamp.example.com",
      "the author's signature stays as it is",
    ],
  ],
  groups: [
    groups.signer,
    groups.timestamp,
    { title: "Countersignature", options: [groups.hash, ...groups.repository] },
    groups.twoSteps,
    groups.roots,
    groups.signedOutput,
  ],
  notes: [FOLDERS],
  load: () => import("../commands/countersign.js"),
};

export const timestamp: CommandSpec = {
  name: "timestamp",
  summary: "Add a timestamp to a signature that has none.",
  operands: files,
  examples: [
    [
      "countersign timestamp my.lib.1.0.0.nupkg --timestamp http://timestamp.example.com",
      "while the certificate is valid",
    ],
  ],
  groups: [
    {
      title: "Timestamp",
      options: [
        ...groups.timestamp.options.filter((option) => option.name !== "no-timestamp"),
        { name: "target", value: "WHICH", choices: ["primary", "countersignature"], help: "Default primary." },
      ],
    },
    groups.roots,
    groups.signedOutput,
  ],
  notes: [FOLDERS],
  load: () => import("../commands/timestamp.js"),
};

export const remove: CommandSpec = {
  name: "remove",
  summary: "Write packages without their signature.",
  operands: files,
  examples: [["countersign remove my.lib.1.0.0.nupkg -o unsigned.nupkg", "the package as it was before it was signed"]],
  groups: [groups.signedOutput],
  notes: [FOLDERS],
  load: () => import("../commands/remove.js"),
};

export const repositorySignatures: CommandSpec = {
  name: "repository-signatures",
  summary: "Make the resource by which a repository declares its certificates.",
  operands: { name: "CERT", minimum: 1, maximum: Number.POSITIVE_INFINITY },
  examples: [
    [
      "countersign repository-signatures repository.pem --content-url https://packages.example/certificates/",
      "the JSON, on standard output",
    ],
    [
      "countersign repository-signatures old.pem new.pem --content-url https://packages.example/certificates/ -o signatures.json --certificates certificates",
      "and the certificates as they are to be served",
    ],
  ],
  groups: [
    {
      title: "What to declare",
      options: [
        {
          name: "content-url",
          value: "URL",
          help: "Where the certificates will be served (https): each below it, under its SHA-256 and .crt.",
        },
        { name: "all-signed", help: "Say that every package is signed: clients then refuse what is not. 5.0.0 alone." },
        {
          name: "resource-version",
          value: "VERSION",
          choices: ["5.0.0", "4.9.0", "4.7.0"],
          help: "Version of the RepositorySignatures resource. Default 5.0.0.",
        },
      ],
    },
    {
      title: "Output",
      options: [
        { name: "output", short: "o", value: "OUT", completes: "file", help: "Default: standard output." },
        {
          name: "certificates",
          value: "DIR",
          completes: "directory",
          help: "Write each certificate's DER into this folder, as it is to be served.",
        },
      ],
    },
  ],
  notes: [
    "Name every certificate that has signed a package which is still served, and a new one before its first use. The same certificates give the same text, in any order.",
  ],
  load: () => import("../commands/repository-signatures.js"),
};

export const doctor: CommandSpec = {
  name: "doctor",
  summary: "Look at a signing set-up before release day.",
  examples: [
    [
      "countersign doctor --pfx release.pfx --timestamp http://timestamp.example.com,http://tsa.example.net",
      "certificate, key and each authority",
    ],
    ["countersign doctor --cert cert.pem --chain ca.pem", "the certificate alone"],
  ],
  groups: [
    groups.signer,
    groups.timestamp,
    {
      title: "Signature",
      options: [
        groups.hash,
        { name: "days", value: "N", help: "Warn if the certificate ends within N days. Default 30." },
      ],
    },
    groups.roots,
    groups.output,
  ],
  notes: [
    "Exit 0 if release day would go well, 4 if signing would be refused, 3 if an authority or the key can't be reached.",
  ],
  load: () => import("../commands/doctor.js"),
};
