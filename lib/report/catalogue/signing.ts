import { assurance, integrity, nu, type Rows } from "./row.js";
import { shown } from "./show.js";
import { kindName, listed, named } from "./words.js";

/** Refusals to sign: rows of the catalogue. */
export const signingRows: Rows<
  "signing-already-signed" | "signing-key-mismatch" | "signing-content-confusable" | "signing-output-unverifiable"
> = {
  "signing-already-signed": {
    code: "signing-already-signed",
    ...assurance("none", ["error", "error", "error"]),
    meaning: "The package is signed already and overwrite was not given.",
    remedy: "To replace the signature and what stands on it, run the same command with --overwrite",
    rule: "—",
    ...nu("NU3001"),
    actor: "user",
    message: ({ existing }) => `The package has ${kindName(existing)} signature already.`,
  },
  "signing-key-mismatch": {
    code: "signing-key-mismatch",
    ...integrity("none"),
    meaning: "The signer’s key does not belong to its certificate.",
    remedy:
      "Give the key and the certificate that belong together. With the same options, countersign doctor compares them.",
    rule: "RFC 5652 §5.4",
    ...nu("NU3001"),
    actor: "user",
    message: ({ certificate }) => `The key is not that of the certificate ${named(certificate)}.`,
  },
  "signing-content-confusable": {
    code: "signing-content-confusable",
    ...integrity("none"),
    meaning:
      "A file to be signed by a detached signature reads as a NuGet manifest: the signature could be moved into a package.",
    remedy: "Change the file, or pack it before signing.",
    rule: "RFC 5652 §5.2; NuGet signed packages reference",
    ...nu(),
    actor: "user",
    message: ({ reading }) =>
      `The file reads as ${shown(reading)}: a detached signature over it could be moved into a package.`,
  },
  "signing-output-unverifiable": {
    code: "signing-output-unverifiable",
    ...integrity("none"),
    meaning: "What was built does not pass our own verification; nothing was written.",
    remedy:
      "Mend what is said beside this. If nothing is, run countersign doctor with the same options, and report it if that finds nothing.",
    rule: "—",
    ...nu("NU3001"),
    actor: "user",
    message: ({ codes }) => `What was signed does not pass verification (${listed(codes)}); nothing was written.`,
  },
};
