import { element, explicit, octetString, sequence } from "../../../lib/testing/encode.js";
import { testIssued } from "../../../test-certs/index.js";
import { child, derTree, octetsOf } from "../../support/der-tree.js";
import { ATTRIBUTE, digest, issuerAndSerialOf, replacing } from "../../support/message.js";
import type { Accepted, Refused } from "../difference.js";
import { authored } from "./message.js";

const { certificate } = testIssued("author-rsa-2048");
const pair = issuerAndSerialOf(certificate);
const [issuer, serial] = [0, 1].map((place) => Uint8Array.from(octetsOf(pair, child(derTree(pair), place))));
const directoryName = explicit(4, issuer ?? pair);
const dnsName = element(0x82, Buffer.from("issuer.test"));

/** An author's signature whose signing-certificate-v2 names the issuer so. */
const naming = (...names: readonly Uint8Array[]): (() => Promise<Uint8Array>) => {
  const identifier = sequence(octetString(digest("sha256", certificate)), sequence(sequence(...names), serial ?? pair));
  const attribute = { type: ATTRIBUTE.signingCertificateV2, values: [sequence(sequence(identifier))] };
  return authored({ primary: { attributes: replacing(attribute) } });
};
const refused = (how: string, ...names: readonly Uint8Array[]): Refused => ({
  name: `a signing-certificate-v2 that names its issuer ${how}`,
  code: "signature-attribute-invalid",
  made: naming(...names),
});

/** RFC 5035 §4 has one directoryName there. */
export const signingCertificateRefusals: readonly Refused[] = [
  refused("by a name of the DNS", dnsName),
  refused("by a name of the DNS first", dnsName, directoryName),
  refused("by a name of the DNS too", directoryName, dnsName),
  refused("twice", directoryName, directoryName),
  refused("by no name"),
];

export const signingCertificateAcceptances: readonly Accepted[] = [
  { name: "a signing-certificate-v2 that names its issuer once", made: naming(directoryName) },
];
