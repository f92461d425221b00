import { integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { digest, hashName, listed } from "./words.js";

/** What was signed: rows of the catalogue. */
export const contentRows: Rows<"content-digest-mismatch" | "content-hash-unsupported"> = {
  "content-digest-mismatch": {
    code: "content-digest-mismatch",
    ...integrity("tampered"),
    meaning: "The package’s bytes are not those that were signed.",
    remedy: "Delete it, clear the cache, download it again; if it recurs, report it to the repository.",
    rule: "NuGet signed packages reference",
    ...nu("NU3008"),
    etsi: "HASH_FAILURE",
    actor: "repository",
    message: ({ algorithm, expected, actual }) =>
      `The package’s ${hashName(algorithm)} is ${digest(actual, expected)}, but ${digest(expected, actual)} was signed: the file was changed after signing.`,
  },
  "content-hash-unsupported": {
    code: "content-hash-unsupported",
    ...integrity("inconclusive"),
    meaning: "The manifest holds no hash that the profile allows.",
    remedy: "Ask the author to sign with SHA-256, SHA-384 or SHA-512.",
    rule: "NuGet signed packages reference",
    ...nu("NU3000"),
    etsi: "CRYPTO_CONSTRAINTS_FAILURE",
    actor: "author",
    message: ({ oid, supported }) =>
      `No hash of the content was signed that could be checked: it is by ${shown(oid)}, and ${listed(supported)} are allowed.`,
  },
};
