import {
  authorityExtensions,
  type CertificateAuthority,
  type CertificateTemplate,
  type ExtensionInput,
  issueAuthority,
  issueCertificate,
  type IssuedCertificate,
  signerExtensions,
  type TestKey,
} from "../../lib/testing/index.js";
import { testAuthority, testKey } from "../../test-certs/index.js";

/** Certificates made on the spot from committed keys, under the committed roots: no key is generated. */

const USUAL = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2059-01-01T00:00:00Z") };
let lastSerial = 0x4100_0000;

type Change = Partial<Omit<CertificateTemplate, "key">> & { readonly key?: TestKey };

function template(subject: string, extensions: readonly ExtensionInput[], key: TestKey, change: Change) {
  const serialNumber = (++lastSerial).toString(16);
  return {
    ...USUAL,
    subject: `CN=${subject},O=Countersign Test`,
    serialNumber,
    extensions,
    ...change,
    key: change.key ?? key,
  };
}

/** A CA below the code-signing root. */
export function intermediate(
  change: Change = {},
  under = testAuthority("code-signing-root"),
): Promise<CertificateAuthority> {
  return issueAuthority(
    under,
    template("Lab Issuer", authorityExtensions({ pathLength: 0 }), testKey("defective"), change),
  );
}

/** A code signer below the committed issuer, or below another. */
export function author(change: Change = {}, under = testAuthority("code-signing-issuer")): Promise<IssuedCertificate> {
  const extensions = signerExtensions("code-signing");
  return issueCertificate(under, template("Lab Author", extensions, testKey("author-rsa-2048"), change));
}

/** A timestamp authority below the committed root, or below another. */
export function timestamper(
  change: Change = {},
  under = testAuthority("timestamping-root"),
): Promise<IssuedCertificate> {
  const extensions = signerExtensions("timestamping");
  return issueCertificate(under, template("Lab Timestamper", extensions, testKey("timestamp-authority"), change));
}

/** Extensions of a code signer without those of some types. */
export function signerWithout(...oids: readonly string[]): readonly ExtensionInput[] {
  return signerExtensions("code-signing").filter(({ oid }) => !oids.includes(oid));
}
