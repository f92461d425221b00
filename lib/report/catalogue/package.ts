import { authenticity, integrity, nu, type Rows } from "./row.js";
import { quoted, shown } from "./show.js";
import { counted, digest, fileWord, hashName, listed } from "./words.js";

const AMBIGUITY = {
  "duplicate-name": "two entries have one name",
  "header-mismatch": "its two headers disagree",
  "hidden-entry": "a header stands beside it that the directory does not name",
  overlap: "it overlaps another entry",
  "second-end-record": "a second end record stands",
  "several-members": "several gzip members follow each other",
} as const;

/** The container: rows of the catalogue. */
export const packageRows: Rows<
  | "package-unsigned"
  | "package-format-unknown"
  | "package-malformed"
  | "package-truncated"
  | "package-entry-ambiguous"
  | "package-entry-path-unsafe"
  | "package-bytes-unsigned"
  | "package-zip64"
  | "package-too-large"
  | "package-identity-mismatch"
  | "package-content-mismatch"
> = {
  "package-unsigned": {
    code: "package-unsigned",
    ...authenticity("unsigned"),
    meaning: "No signature where the format keeps it.",
    remedy: "Ask the author for a signed release; to let it pass and be reported: countersign verify --level warn FILE",
    rule: "NuGet signed packages reference",
    ...nu("NU3004"),
    actor: "author",
    message: ({ expectedAt }) => `The package has no signature: there is none at ${shown(expectedAt)}.`,
    mend: (_, { file }) =>
      `Ask the author for a signed release; to let it pass and be reported: countersign verify --level warn ${fileWord(file)}`,
  },
  "package-format-unknown": {
    code: "package-format-unknown",
    ...integrity("inconclusive"),
    meaning: "No registered format recognises the bytes.",
    remedy: "Check that this is a package; a signature kept beside a file is found as FILE.p7s.",
    rule: "—",
    ...nu(),
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    message: ({ tried }) => `The file is in none of the formats that were tried: ${listed(tried)}.`,
    mend: (_, { file }) =>
      file?.endsWith(".p7s") === true
        ? `Name the file that this signature is for: countersign verify ${fileWord(file.slice(0, -".p7s".length))}`
        : undefined,
  },
  "package-malformed": {
    code: "package-malformed",
    ...integrity("tampered"),
    meaning: "The container breaks its own format (bad header, wrong size, overlap).",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "APPNOTE 6.3.10 §4.3; RFC 1952",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ structure, offset, problem }) =>
      `The package is not well-formed: in ${shown(structure)}, at byte ${offset}, ${shown(problem)}.`,
  },
  "package-truncated": {
    code: "package-truncated",
    ...integrity("tampered"),
    meaning: "The file ends before a structure that it announces.",
    remedy: "Download it again: the transfer was cut short, or the file was.",
    rule: "APPNOTE §4.3.16",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "network",
    message: ({ structure, expectedBytes, actualBytes }) =>
      `The package ends too early: ${shown(structure)} needs ${counted(expectedBytes, "byte")} and ${actualBytes} are there.`,
  },
  "package-entry-ambiguous": {
    code: "package-entry-ambiguous",
    ...integrity("tampered"),
    meaning:
      "Two readers could see different files: duplicate names, local and central header disagree, entries overlap, a second end record, several gzip members.",
    remedy:
      "Don’t unpack it. Ask the author to pack it again with an ordinary tool; if that is how it was published, report it to the repository.",
    rule: "APPNOTE §4.4",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "author",
    message: ({ entry, problem }) =>
      `Two readers could see different files in this package: ${entry === "" ? "" : `at ${quoted(entry)} `}${AMBIGUITY[problem]}.`,
  },
  "package-entry-path-unsafe": {
    code: "package-entry-path-unsafe",
    ...integrity("tampered"),
    meaning: "An entry name would leave the extraction folder.",
    remedy: "Don’t unpack it; report it to the repository.",
    rule: "CWE-22",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ entry }) =>
      `The entry ${quoted(entry)} would be written outside the folder that the package is unpacked to.`,
  },
  "package-bytes-unsigned": {
    code: "package-bytes-unsigned",
    ...integrity("tampered"),
    meaning:
      "Bytes that no signature covers: in the slot of the signature entry (after its data, in its extra fields or comments), or behind the end of a format. Gaps and prefixes that the hash covers are not meant.",
    remedy: "Download it again from its source; if you made it, pack it and sign it anew.",
    rule: "NuGet signed packages reference",
    ...nu(),
    etsi: "FORMAT_FAILURE",
    actor: "repository",
    message: ({ start, end }) => `No signature covers the bytes from ${start} up to ${end} of the file.`,
  },
  "package-zip64": {
    code: "package-zip64",
    ...integrity("inconclusive"),
    meaning: "Zip64 in a package whose format does not allow it (NuGet). At signing: NU3006, NU3039.",
    remedy: "Pack it again without Zip64: below 4 GiB, with at most 65 533 entries.",
    rule: "NuGet signed packages reference",
    ...nu("NU3008", { also: ["NU3006"] }),
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "author",
    message: ({ structure }) =>
      `The package uses Zip64 (${shown(structure)}), which signed packages of this format may not.`,
  },
  "package-too-large": {
    code: "package-too-large",
    ...integrity("inconclusive"),
    meaning: "A size or count exceeds the verifier’s budget.",
    remedy:
      "If packages of this size are expected, raise budgets.packageBytes or budgets.packageEntries in the policy.",
    rule: "budgets",
    ...nu(),
    etsi: "SIGNED_DATA_NOT_FOUND",
    actor: "user",
    message: ({ limit, actual, unit }) => `The package has ${actual} ${unit}; the limit is ${limit}.`,
    mend: ({ unit }) =>
      `If packages of this size are expected, raise budgets.${unit === "bytes" ? "packageBytes" : "packageEntries"} in the policy.`,
  },
  "package-identity-mismatch": {
    code: "package-identity-mismatch",
    ...authenticity("untrusted"),
    meaning:
      "The package names itself otherwise than the caller asked for, or its format names nothing that could be compared.",
    remedy: "Check where it came from: a mirror can serve another genuine package under this name.",
    rule: "—",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: ({ expected, actual }) =>
      actual === ""
        ? `${quoted(expected)} was asked for, and this package names nothing that could be compared.`
        : `${quoted(expected)} was asked for, and the package is ${quoted(actual)}.`,
  },
  "package-content-mismatch": {
    code: "package-content-mismatch",
    ...authenticity("untrusted"),
    meaning: "The content, counted without signatures, has another hash than the caller or a lock file expects.",
    remedy:
      "Find out who changed it before the lock file is made anew: the version may have been published again, or a mirror serves another package.",
    rule: "lock file",
    ...nu("NU1403"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "repository",
    message: ({ algorithm, expected, actual }) =>
      actual === ""
        ? `Content with the ${hashName(algorithm)} ${shown(expected)} was asked for, and what this package holds could not be hashed.`
        : `The content’s ${hashName(algorithm)}, without signatures, is ${digest(actual, expected)}, and ${digest(expected, actual)} was asked for.`,
  },
};
