import { contextConstructed, DerReader, reading, Tag } from "../der/index.js";

/**
 * The subject of what is no certificate by the rules, if its outline can be followed so far (RFC 5280 §4.1): no field
 * before it is looked into.
 *
 * @returns DER of the Name.
 */
export function skimSubject(der: Uint8Array): Uint8Array | undefined {
  const subject = reading(() => {
    const tbs = new DerReader(der, "Certificate")
      .enter(Tag.sequence, "Certificate")
      .enter(Tag.sequence, "TBSCertificate");
    tbs.readOptional(contextConstructed(0));
    // serialNumber, signature, issuer, validity
    for (let field = 0; field < 4; field++) tbs.next();
    return tbs.whole(tbs.next());
  });
  return subject.ok ? subject.value : undefined;
}
