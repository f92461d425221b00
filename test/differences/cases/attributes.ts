import { element, ia5String, integer, octetString, oid, sequence } from "../../../lib/testing/encode.js";
import {
  ATTRIBUTE,
  digest,
  type AttributePlan,
  type Attributes,
  COMMITMENT,
  CONTENT,
  replacing,
} from "../../support/message.js";
import { testIssued } from "../../../test-certs/index.js";
import type { Accepted, Difference, Refused } from "../difference.js";
import { countersignedAuthor, countersignedBy } from "./kind.js";
import { authored, plain } from "./message.js";

type Edit = (usual: Attributes) => Attributes;
const holding = (type: string, ...values: readonly Uint8Array[]): Edit => replacing({ type, values });
const twice =
  (type: string): Edit =>
  (usual) => [...usual, ...usual.filter((one: AttributePlan) => one.type === type)];
const { contentType, messageDigest, signingTime, signingCertificateV2, serviceIndex, commitmentType } = ATTRIBUTE;

/** A signature with these signed attributes, which is refused by its first `code`. */
const of = (name: string, code: Difference["code"], attributes: Edit): Difference => ({
  name,
  code,
  refused: authored({ primary: { attributes } }),
  neighbour: plain,
});
const ofCounter = (name: string, code: Difference["code"], attributes: Edit): Difference => ({
  name,
  code,
  refused: countersignedBy({ attributes }),
  neighbour: countersignedAuthor,
});
const { certificate } = testIssued("author-rsa-2048");
const utc = (text: string): Uint8Array => element(0x17, Buffer.from(text, "latin1"));
const time = utc("261101000000Z");
const INVALID = "signature-attribute-invalid";

/** What the signed attributes say. */
export const attributeDifferences: readonly Difference[] = [
  of(
    "A content-type among the signed attributes that is not the content's",
    "signature-content-type-mismatch",
    holding(contentType, oid(CONTENT.digestedData)),
  ),
  of("A content-type that is no object identifier", INVALID, holding(contentType, octetString(Buffer.from("data")))),
  of("A content-type of two values", INVALID, holding(contentType, oid(CONTENT.data), oid(CONTENT.digestedData))),
  of("A content-type that stands twice", INVALID, twice(contentType)),
  of("A signing time that is no time", INVALID, holding(signingTime, integer(7))),
  of("A signing time that is not written to the second", INVALID, holding(signingTime, utc("2611010000Z"))),
  of("A signing time of two values", INVALID, holding(signingTime, time, utc("261102000000Z"))),
  of("A signing time that stands twice", INVALID, twice(signingTime)),
  ofCounter("A countersignature whose message-digest stands twice", INVALID, twice(messageDigest)),
  ofCounter("A countersignature whose signing-certificate-v2 stands twice", INVALID, twice(signingCertificateV2)),
  ofCounter(
    "A countersignature whose signing-certificate-v2 cannot be read",
    INVALID,
    holding(signingCertificateV2, sequence(sequence(octetString(Buffer.alloc(32))))),
  ),
  ofCounter(
    "A countersignature whose service index is not in ASCII",
    "repository-service-index-invalid",
    holding(serviceIndex, element(0x16, Buffer.from("https://packages.test/é", "latin1"))),
  ),
];

/** What both refuse. */
export const attributeRefusals: readonly Refused[] = [
  {
    name: "a signing-certificate-v2 with something else in place of its policies",
    code: INVALID,
    made: authored({
      primary: {
        attributes: holding(
          signingCertificateV2,
          sequence(sequence(sequence(octetString(digest("sha256", certificate)))), sequence(octetString(certificate))),
        ),
      },
    }),
  },
  {
    name: "a commitment with something else in place of its qualifiers",
    code: INVALID,
    made: authored({
      primary: {
        attributes: holding(commitmentType, sequence(oid(COMMITMENT.author), sequence(oid(COMMITMENT.foreign)))),
      },
    }),
  },
];

/** What both take. */
export const attributeAcceptances: readonly Accepted[] = [
  {
    name: "a commitment with a qualifier",
    made: authored({
      primary: {
        attributes: holding(
          commitmentType,
          sequence(oid(COMMITMENT.author), sequence(sequence(oid("1.2.3"), ia5String("as agreed")))),
        ),
      },
    }),
  },
  {
    name: "a commitment with a qualifier without a value",
    made: authored({
      primary: {
        attributes: holding(commitmentType, sequence(oid(COMMITMENT.author), sequence(sequence(oid("1.2.3"))))),
      },
    }),
  },
];
