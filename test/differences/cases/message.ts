import { digestIdentifier } from "../../../lib/testing/algorithm-identifiers.js";
import { integer, nullValue, oid, sequence } from "../../../lib/testing/encode.js";
import { testIssued } from "../../../test-certs/index.js";
import {
  ATTRIBUTE,
  type Attributes,
  CONTENT,
  issuerAndSerialOf,
  type MessagePlan,
  replacing,
  repositoryAttributes,
  signingCertificate,
  type SignerPlan,
  without,
} from "../../support/message.js";
import { signedPackage, type Layout } from "../../support/package.js";
import { indefinite, longLength } from "../../support/ber.js";
import { stamped } from "../../support/tokens.js";
import type { Accepted, Difference } from "../difference.js";

const SHA256 = "2.16.840.1.101.3.4.2.1";
const signer = testIssued("author-rsa-2048");
type Message = Partial<Omit<MessagePlan, "primary">> & { readonly primary?: Partial<SignerPlan> };

/** An author's signature with a timestamp, changed. */
export const authored =
  ({ primary, ...message }: Message = {}, layout: Layout = {}): (() => Promise<Uint8Array>) =>
  () =>
    signedPackage({ ...message, primary: { signer, unsigned: stamped(), ...primary } }, layout);

export const plain: Accepted = { name: "an author's signature with a timestamp", made: authored() };
const appended = (signature: Uint8Array): Uint8Array => Buffer.concat([signature, Buffer.from([0])]);

/** How the CMS message is written. */
export const messageDifferences: readonly Difference[] = [
  {
    name: "Bytes behind the CMS message in the signature file",
    code: "signature-malformed",
    refused: authored({}, { stored: appended }),
    neighbour: plain,
  },
  {
    name: "A message in indefinite length",
    code: "signature-der-noncanonical",
    refused: authored({}, { stored: indefinite }),
    neighbour: plain,
  },
  {
    name: "A length written in more octets than it needs",
    code: "signature-der-noncanonical",
    refused: authored({}, { stored: longLength }),
    neighbour: plain,
  },
  {
    name: "Signed attributes that travel out of DER order",
    code: "signature-der-noncanonical",
    refused: authored({ primary: { attributeForm: "shuffled" } }),
    neighbour: plain,
  },
  {
    name: "Signed attributes that were signed out of DER order",
    code: "signature-der-noncanonical",
    refused: authored({ primary: { attributeForm: "as-listed" } }),
    neighbour: plain,
  },
  {
    name: "A SignedData version that its contents don't ask for",
    code: "signature-malformed",
    refused: authored({ version: 1 }),
    neighbour: {
      name: "SignedData and SignerInfo of version 1, with issuer and serial number",
      made: authored({ version: 1, primary: { version: 1, sid: issuerAndSerialOf(signer.certificate) } }),
    },
  },
  {
    name: "A SignerInfo version that its signer identifier doesn't ask for",
    code: "signature-malformed",
    refused: authored({ primary: { version: 1 } }),
    neighbour: plain,
  },
  {
    name: "digestAlgorithms without the signer's own",
    code: "signature-malformed",
    refused: authored({ digestAlgorithms: [digestIdentifier("sha512")] }),
    neighbour: {
      name: "digestAlgorithms with another beside the signer's",
      made: authored({ digestAlgorithms: [digestIdentifier("sha256"), digestIdentifier("sha512")] }),
    },
  },
  {
    name: "A content type other than id-data",
    code: "signature-malformed",
    refused: authored({ contentType: CONTENT.digestedData }),
    neighbour: plain,
  },
  {
    name: "A signer's digest by SHA-1",
    code: "signature-algorithm-unsupported",
    refused: authored({ primary: { hash: "sha1" } }),
    neighbour: { name: "a signer's digest of SHA-384", made: authored({ primary: { hash: "sha384" } }) },
  },
  {
    name: "A signer's digest by SHA-256 with parameters that it has not",
    code: "signature-algorithm-unsupported",
    refused: authored({ primary: { digestAlgorithm: sequence(oid(SHA256), integer(1)) } }),
    neighbour: plain,
  },
  {
    name: "No signed attributes",
    code: "signature-attribute-missing",
    refused: authored({ primary: { attributeForm: "none" } }),
    neighbour: plain,
  },
  {
    name: "No content-type among the signed attributes of a primary signature",
    code: "signature-attribute-missing",
    refused: authored({ primary: { attributes: without(ATTRIBUTE.contentType) } }),
    neighbour: plain,
  },
];

const { certificate } = signer;
const [issuer = certificate] = signer.issuers;
const algorithm = (oid_: string, parameters: "null" | "absent"): Uint8Array =>
  sequence(oid(oid_), ...(parameters === "null" ? [nullValue()] : []));
const attributes = (edit: (usual: Attributes) => Attributes): (() => Promise<Uint8Array>) =>
  authored({ primary: { attributes: edit } });

/** Other ways to write the same, that other signers use. */
export const messageAcceptances: readonly Accepted[] = [
  plain,
  { name: "RSASSA-PSS", made: authored({ primary: { algorithm: { name: "rsa-pss", hash: "sha256" } } }) },
  {
    name: "sha256WithRSAEncryption as the signature algorithm",
    made: authored({ primary: { signatureAlgorithm: algorithm("1.2.840.113549.1.1.11", "absent") } }),
  },
  {
    name: "sha256WithRSAEncryption with NULL",
    made: authored({ primary: { signatureAlgorithm: algorithm("1.2.840.113549.1.1.11", "null") } }),
  },
  {
    name: "rsaEncryption without parameters",
    made: authored({ primary: { signatureAlgorithm: algorithm("1.2.840.113549.1.1.1", "absent") } }),
  },
  {
    name: "NULL as the parameters of the digests",
    made: authored({
      digestAlgorithms: [digestIdentifier("sha256", "null")],
      primary: { digestAlgorithm: digestIdentifier("sha256", "null") },
    }),
  },
  {
    name: "repository attributes on an author's signature",
    made: attributes((usual) => [...usual, ...repositoryAttributes()]),
  },
  {
    name: "ESSCertIDv2 with the DEFAULT left out",
    made: attributes(replacing(signingCertificate(certificate, { withoutAlgorithm: true }))),
  },
  {
    name: "ESSCertIDv2 by SHA-512",
    made: attributes(replacing(signingCertificate(certificate, { hash: "sha512" }))),
  },
  {
    name: "ESSCertIDv2 followed by its issuer's",
    made: attributes(replacing(signingCertificate(certificate, { more: [issuer] }))),
  },
];
