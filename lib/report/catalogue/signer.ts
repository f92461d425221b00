import { advice, authenticity, nu, type Rows } from "./row.js";
import { quoted, shown } from "./show.js";
import { fileWord, instant, listed, signers, windowOf } from "./words.js";

/** Trusted signers and identity: rows of the catalogue. */
export const signerRows: Rows<
  | "signer-not-allowed"
  | "signer-pattern-not-covered"
  | "signer-owner-not-allowed"
  | "signer-entry-out-of-window"
  | "allowlist-empty"
  | "allowlist-conflict"
  | "identity-mismatch"
  | "identity-domain-unproven"
> = {
  "signer-not-allowed": {
    code: "signer-not-allowed",
    ...authenticity("untrusted"),
    meaning: "No trusted-signers entry matches any signature.",
    remedy: "If you trust this signer for this package: countersign trust add FILE",
    rule: "policy",
    ...nu("NU3034"),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ signatures, fingerprints, nearest }) =>
      `No entry of the trusted signers fits ${signers(signatures, fingerprints)}${nearest === undefined ? "" : `; the nearest is ${quoted(nearest)}`}.`,
    // An entry is for a proven signer: where none is, none would help.
    mend: ({ signatures }, { file, isNameless }) =>
      signatures.length === 0
        ? "First mend why its signers are not proven: see the other findings."
        : trustSigner(file, isNameless),
  },
  "signer-pattern-not-covered": {
    code: "signer-pattern-not-covered",
    ...authenticity("untrusted"),
    meaning: "The signer is listed, but not for this package’s name.",
    remedy: "If you trust this signer for this package: countersign trust add FILE",
    rule: "policy",
    ...nu("NU3034"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ packageId, entry }) =>
      `${entry === undefined ? "No trusted signer may speak" : `The trusted signer ${quoted(entry)} made it, but may not speak`} for ${packageId === "" ? "a package without a name" : `the package ${quoted(packageId)}`}.`,
    mend: ({ packageId }, { file }) => trustSigner(file, packageId === ""),
  },
  "signer-owner-not-allowed": {
    code: "signer-owner-not-allowed",
    ...authenticity("untrusted"),
    meaning: "The repository signed for owners that are not listed.",
    remedy:
      "If you trust these owners for this package (upper and lower case count): countersign trust add FILE --by repository",
    rule: "policy",
    ...nu("NU3034"),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ owners, allowed }) =>
      `The repository signed for ${owners.length === 0 ? "no owner" : listed(owners)}; allowed are ${listed(allowed)}.`,
    mend: (_, { file, isNameless }) =>
      `If you trust these owners ${extent(isNameless)} (upper and lower case count): countersign trust add ${fileWord(file)} --by repository`,
  },
  "signer-entry-out-of-window": {
    code: "signer-entry-out-of-window",
    ...authenticity("untrusted"),
    meaning: "The entry that matches is not in force at this time.",
    remedy:
      "If the signer is still trusted, move the entry’s dates; or trust it for this package anew: countersign trust add FILE",
    rule: "policy",
    ...nu("NU3034"),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ entry, from, until, at }) =>
      `The trusted signer ${quoted(entry)} holds ${windowOf(from, until)}, not at ${instant(at)}.`,
    mend: (_, { file, isNameless }) =>
      `If the signer is still trusted, move the entry’s dates; or trust it ${extent(isNameless)} anew: countersign trust add ${fileWord(file)}`,
  },
  "allowlist-empty": {
    code: "allowlist-empty",
    ...authenticity("untrusted"),
    meaning: "The policy asks for listed signers and the list is empty.",
    remedy:
      "If you trust this signer for this package: countersign trust add FILE; or propose a list from the packages in a folder: countersign trust init FOLDER",
    rule: "policy",
    ...nu("NU3034"),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ file }) =>
      `The policy asks for listed signers, and the list${file === undefined ? "" : ` ${shown(file)}`} is empty.`,
    mend: (_, { file, isNameless }) =>
      `${trustSigner(file, isNameless)}; or propose a list from the packages in a folder: countersign trust init FOLDER`,
  },
  "allowlist-conflict": {
    code: "allowlist-conflict",
    ...advice(["warning", "warning", "warning"]),
    meaning: "Two entries contradict each other; the stricter one holds.",
    remedy: "Make the entries agree.",
    rule: "policy",
    ...nu("NU3040"),
    actor: "user",
    message: ({ entries, resolution }) => `The entries ${listed(entries)} contradict each other: ${shown(resolution)}.`,
  },
  "identity-mismatch": {
    code: "identity-mismatch",
    ...authenticity("untrusted"),
    meaning: "The certificate’s identity is not the one expected.",
    remedy: "Check the name that was asked for, and where the package came from.",
    rule: "RFC 5280 §4.2.1.6; RFC 9525 §6.3",
    ...nu(),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ expected, found, field }) =>
      `The signer’s ${shown(field)} should be ${quoted(expected)} and is ${found.length === 0 ? "not there" : listed(found)}.`,
  },
  "identity-domain-unproven": {
    code: "identity-domain-unproven",
    ...authenticity("untrusted"),
    meaning: "The signer cannot be matched to the publisher’s domain.",
    remedy:
      "Ask the publisher for a certificate that names the domain. Or list the signer, and leave the domain out: countersign trust add FILE",
    rule: "RFC 9525 §6.3",
    ...nu(),
    etsi: "CHAIN_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ domain, found }) =>
      `Nothing in the signer’s certificate proves that it speaks for ${quoted(domain)}${found.length === 0 ? "" : `: it names ${listed(found)}`}.`,
    mend: (_, { file }) =>
      `Ask the publisher for a certificate that names the domain. Or list the signer, and leave the domain out: countersign trust add ${fileWord(file)}`,
  },
};

function trustSigner(file: string | undefined, isNameless: boolean | undefined): string {
  return `If you trust this signer ${extent(isNameless)}: countersign trust add ${fileWord(file)}`;
}

/** What the entry that is advised will be for: without a name of a package it can name none. */
function extent(isNameless: boolean | undefined): string {
  return isNameless === true ? "for every package, since this file names none" : "for this package";
}
