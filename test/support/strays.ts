import { readCertificate } from "../../lib/testing/certificate-authority.js";
import {
  certify,
  distinguishedName,
  type ExtensionInput,
  keyIdentifier,
  subjectKeyIdentifier,
} from "../../lib/testing/index.js";
import { testIssued, testKey } from "../../test-certs/index.js";

/**
 * A certificate of nobody's with the name and the key identifier of one that is needed, and another key. The set of
 * certificates is not signed, so whoever passes a package on can put one there.
 *
 * @param like a row of test-certs.
 * @param serial whether it has the issuer and the serial number of the other too.
 */
export async function stray(
  like: string,
  extensions: readonly ExtensionInput[],
  serial: "same" | "other" = "other",
): Promise<Uint8Array> {
  const model = testIssued(like);
  const { subject, issuer, serialNumber } = readCertificate(model.certificate);
  const name = (value: typeof subject): Uint8Array => new Uint8Array(value.toSchema().toBER());
  return certify(
    { subject: serial === "same" ? name(issuer) : distinguishedName("CN=Nobody"), key: testKey("foreign") },
    {
      subject: name(subject),
      key: testKey("foreign"),
      serialNumber: serial === "same" ? Buffer.from(serialNumber.valueBlock.valueHexView).toString("hex") : "01",
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2059-01-01T00:00:00Z"),
      keyIdentifiers: false,
      extensions: [...extensions, subjectKeyIdentifier(keyIdentifier(model.key.publicKeyInfo))],
    },
  );
}
