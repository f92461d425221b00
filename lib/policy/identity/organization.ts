import { type Finding, found } from "../../report/index.js";
import { type Certificate, nameValues } from "../../x509/index.js";

const ORGANIZATION = "2.5.4.10";

/**
 * Whether a proven signer is the organisation that a caller asks for: the one organizationName of the subject. Letter case and
 * runs of spaces don't count; look-alike and invisible characters do, though RFC 5280 §7.1 would fold some of them.
 *
 * @param signer the certificate of a proven signer; `undefined`: there is none.
 */
export function checkOrganization(signer: Certificate | undefined, expected: string): readonly Finding[] {
  const organizations = signer === undefined ? [] : nameValues(signer.subjectName, ORGANIZATION);
  const [only, another] = organizations;
  // Of several nobody says which is the signer's.
  if (only !== undefined && another === undefined && fold(only) === fold(expected)) return [];
  return [found("identity-mismatch", { expected, found: organizations, field: "organization" })];
}

function fold(name: string): string {
  // The space alone: trim() would take away what is not seen, such as U+FEFF.
  return name
    .normalize("NFC")
    .replaceAll(/^ +| +$/g, "")
    .replaceAll(/ +/g, " ")
    .toLowerCase();
}
