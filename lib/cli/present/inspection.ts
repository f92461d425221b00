import type { Certificate, Inspection, SignatureReport } from "../../index.js";
import { messageOf, shown, visible } from "../../report/index.js";
import { subjectText } from "../subject-text.js";

/** What a signature says, for people. Values of the package are shown with control characters escaped. */
export function inspectionText(path: string, inspection: Inspection): string {
  const { format, identity, signatures, certificates, findings } = inspection;
  const name = identity === undefined ? "" : `, ${shown(identity.id)} ${shown(identity.version)}`;
  return [
    `${visible(path)} (${format}${name})`,
    ...(signatures.length === 0 ? ["  no signature"] : signatures.flatMap(signatureLines)),
    ...(certificates.length === 0
      ? []
      : ["  certificates in the signature", ...certificates.flatMap(certificateLines)]),
    ...findings.map((finding) => `  found: ${messageOf(finding)} [${finding.code}]`),
    "  nothing of this is proven: countersign verify judges it",
    "",
  ].join("\n");
}

function signatureLines(signature: SignatureReport): readonly string[] {
  const { kind, placement, algorithm, hash, signer, claimedTime, repository, timestamps } = signature;
  return [
    `  ${kind} signature (${placement}), ${algorithm}, ${hash}`,
    ...(signer === undefined ? ["    signer: not among the certificates"] : [`    signer: ${subjectText(signer)}`]),
    ...(signer === undefined ? [] : [`      ${signer.fingerprint}`]),
    ...(claimedTime === undefined ? [] : [`    claims to have signed at ${claimedTime.toISOString()}`]),
    ...(repository === undefined ? [] : [`    repository: ${shown(repository.serviceIndex)}`]),
    ...(repository === undefined || repository.owners.length === 0
      ? []
      : [`    owners: ${repository.owners.map(shown).join(", ")}`]),
    ...timestamps.flatMap((stamp) => [
      `    timestamp: ${stamp.genTime.toISOString()} ± ${stamp.accuracyMs} ms, policy ${stamp.policyOid}`,
      ...(stamp.authority === undefined ? [] : [`      by ${subjectText(stamp.authority)}`]),
    ]),
    ...(timestamps.length === 0 ? ["    no timestamp"] : []),
  ];
}

function certificateLines(certificate: Certificate): readonly string[] {
  const { issuer, notBefore, notAfter, fingerprint, publicKey, extendedKeyUsage } = certificate;
  const curve = publicKey.curve === undefined ? "" : ` ${publicKey.curve}`;
  return [
    `    ${subjectText(certificate)}`,
    `      issued by ${shown(issuer)}`,
    `      ${day(notBefore)} to ${day(notAfter)}, ${publicKey.algorithm}${curve} ${publicKey.bits} bits`,
    `      ${fingerprint}`,
    ...(extendedKeyUsage.length === 0 ? [] : [`      for ${extendedKeyUsage.map(usageName).join(", ")}`]),
  ];
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const USAGE_NAMES: ReadonlyMap<string, string> = new Map([
  ["1.3.6.1.5.5.7.3.3", "code signing"],
  ["1.3.6.1.5.5.7.3.8", "timestamping"],
  ["1.3.6.1.5.5.7.3.9", "OCSP signing"],
]);

function usageName(oid: string): string {
  return USAGE_NAMES.get(oid) ?? oid;
}
