import { advice, authenticity, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { digest, fileWord, kindName, pinned } from "./words.js";

/** Pins: rows of the catalogue. */
export const pinRows: Rows<
  "pin-signature-lost" | "pin-kind-weakened" | "pin-signer-changed" | "pin-content-changed" | "pin-first-use"
> = {
  "pin-signature-lost": {
    code: "pin-signature-lost",
    ...authenticity("untrusted"),
    meaning: "An earlier version was signed; this one is not.",
    remedy: "If the change is expected, accept it and see what it changes: countersign pin accept FILE",
    rule: "lock file",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ previous }) => `An earlier version was signed by ${pinned(previous)}; this one is not signed.`,
    mend: (_, { file }) =>
      `If the change is expected, accept it and see what it changes: countersign pin accept ${fileWord(file)}`,
  },
  "pin-kind-weakened": {
    code: "pin-kind-weakened",
    ...authenticity("untrusted"),
    meaning: "Author-signed before, repository-only now.",
    remedy: "If the change is expected, accept it and see what it changes: countersign pin accept FILE",
    rule: "lock file",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ previous, current }) =>
      `An earlier version had ${kindName(previous)} signature; this one has ${kindName(current)} signature alone.`,
    mend: (_, { file }) =>
      `If the change is expected, accept it and see what it changes: countersign pin accept ${fileWord(file)}`,
  },
  "pin-signer-changed": {
    code: "pin-signer-changed",
    ...authenticity("untrusted"),
    meaning: "Another signer than the one pinned.",
    remedy: "If the change is expected, accept it and see what it changes: countersign pin accept FILE",
    rule: "lock file",
    ...nu(),
    etsi: "SIG_CONSTRAINTS_FAILURE",
    actor: "user",
    message: ({ previous, current, announced }) =>
      `An earlier version was signed by ${pinned(previous, current)}, this one by ${pinned(current, previous)}; the change was ${announced ? "announced for other packages or a later time" : "not announced"}.`,
    mend: (_, { file }) =>
      `If the change is expected, accept it and see what it changes: countersign pin accept ${fileWord(file)}`,
  },
  "pin-content-changed": {
    code: "pin-content-changed",
    ...integrity("tampered"),
    meaning: "The same version has other bytes than those pinned.",
    remedy: "Don’t use it: a version that was published must not change. Ask the repository.",
    rule: "lock file",
    ...nu(),
    etsi: "HASH_FAILURE",
    actor: "repository",
    message: ({ version, expected, actual }) =>
      `Version ${shown(version)} has other bytes than when it was pinned: ${digest(actual, expected)} instead of ${digest(expected, actual)}.`,
  },
  "pin-first-use": {
    code: "pin-first-use",
    ...advice(),
    meaning: "Nothing was pinned for this package; this is its first use.",
    remedy: "Nothing need be done: the signer is pinned from now on.",
    rule: "lock file",
    ...nu(),
    actor: "user",
    message: ({ current }) =>
      `Nothing was pinned for this package; this is its first use, signed by ${pinned(current)}.`,
  },
};
