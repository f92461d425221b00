import type { Certificate } from "../../index.js";
import { reading } from "../../der/index.js";
import { ANY_POLICY, ExtensionId, readCertificatePolicies } from "../../x509/index.js";

// CA/Browser Forum: how carefully a CA looked, the same for all its customers.
const OF_EVERY_CA = "2.23.140.";

/**
 * A policy that every CA of the chain allows its signer to have (RFC 5280 §6.1.3(d)); one that is the CA's own before those that
 * all CAs share. Policies that a CA maps to others are passed over.
 *
 * @param chain the signer's certificate first, the anchor last.
 */
export function issuedPolicy([signer, ...issuers]: readonly Certificate[]): string | undefined {
  if (signer === undefined) return undefined;
  const between = issuers.slice(0, -1).map(policiesIn);
  const issued = policiesIn(signer).filter(
    (policy) => policy !== ANY_POLICY && between.every((of) => of.includes(policy) || of.includes(ANY_POLICY)),
  );
  return issued.find((policy) => !policy.startsWith(OF_EVERY_CA)) ?? issued[0];
}

function policiesIn(certificate: Certificate): readonly string[] {
  const extension = certificate.extension(ExtensionId.certificatePolicies);
  const read = extension === undefined ? undefined : reading(() => readCertificatePolicies(extension.value));
  return read?.ok === true ? read.value : [];
}
