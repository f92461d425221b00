import assert from "node:assert/strict";
import { reading } from "../../lib/der/index.js";
import {
  readAltNames,
  readAuthorityInfoAccess,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readCertificatePolicies,
  readCrlNumber,
  readDistributionPoints,
  readExtendedKeyUsage,
  readInhibitAnyPolicy,
  readInvalidityDate,
  readIssuingDistributionPoint,
  readKeyUsage,
  readNameConstraints,
  readPolicyConstraints,
  readPolicyMappings,
  readReasonCode,
  readSubjectKeyIdentifier,
} from "../../lib/x509/index.js";
import { ascii, tlv } from "../der/encode.js";

const OID = tlv(6, [0x2a, 3, 4]);
const QUALIFIER = tlv(0x30, tlv(6, [0x2b, 6, 1, 5, 5, 7, 2, 1]), tlv(0x16, ascii("https://host.example")));
const HOST = tlv(0x82, ascii("host.example"));

/** Each extension's reader, and a value of it. */
const values: readonly (readonly [name: string, read: (value: Uint8Array) => unknown, value: Uint8Array])[] = [
  ["AuthorityInfoAccess", readAuthorityInfoAccess, tlv(0x30, tlv(0x30, OID, HOST))],
  ["AuthorityKeyIdentifier", readAuthorityKeyIdentifier, tlv(0x30, tlv(0x80, [1, 2]))],
  ["BasicConstraints", readBasicConstraints, tlv(0x30, tlv(1, [0xff]), tlv(2, [1]))],
  ["CertificatePolicies", readCertificatePolicies, tlv(0x30, tlv(0x30, OID))],
  ["CertificatePolicies with qualifiers", readCertificatePolicies, tlv(0x30, tlv(0x30, OID, tlv(0x30, QUALIFIER)))],
  ["CRLDistributionPoints", readDistributionPoints, tlv(0x30, tlv(0x30, tlv(0xa0, tlv(0xa0, HOST))))],
  ["CRLNumber", readCrlNumber, tlv(2, [5])],
  ["ExtendedKeyUsage", readExtendedKeyUsage, tlv(0x30, OID)],
  ["InhibitAnyPolicy", readInhibitAnyPolicy, tlv(2, [1])],
  ["InvalidityDate", readInvalidityDate, tlv(0x18, ascii("20260101000000Z"))],
  ["IssuingDistributionPoint", readIssuingDistributionPoint, tlv(0x30, tlv(0x84, [0xff]))],
  ["KeyUsage", readKeyUsage, tlv(3, [7, 0x80])],
  ["NameConstraints", readNameConstraints, tlv(0x30, tlv(0xa0, tlv(0x30, HOST)))],
  ["PolicyConstraints", readPolicyConstraints, tlv(0x30, tlv(0x80, [0]))],
  ["PolicyMappings", readPolicyMappings, tlv(0x30, tlv(0x30, OID, OID))],
  ["ReasonCode", readReasonCode, tlv(10, [1])],
  ["SubjectAltName", readAltNames, tlv(0x30, HOST)],
  ["SubjectKeyIdentifier", readSubjectKeyIdentifier, tlv(4, [1, 2])],
];

/** The elements of a value that is shorter than 128 octets throughout. */
function elementsOf(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length === 0) return [];
  const end = 2 + (bytes[1] ?? 0);
  return [bytes.subarray(0, end), ...elementsOf(bytes.subarray(end))];
}

/** An element with a NULL at the end of each constructed one that it is or holds, one at a time. */
function withMore(element: Uint8Array): readonly Uint8Array[] {
  const [tag = 0] = element;
  if ((tag & 0x20) === 0) return [];
  const parts = elementsOf(element.subarray(2));
  const inside = parts.flatMap((part, index) => withMore(part).map((longer) => parts.with(index, longer)));
  return [[...parts, tlv(5, [])], ...inside].map((all) => tlv(tag, ...all));
}

describe("the value of an extension", () => {
  for (const [name, read, value] of values)
    it(`is one ${name} and nothing more: neither after it, nor inside after what it may hold`, () => {
      assert.ok(reading(() => read(value)).ok);
      assert.ok(!reading(() => read(Buffer.concat([value, tlv(5, [])]))).ok, "something after it");
      assert.ok(!reading(() => read(value.subarray(0, -1))).ok, "cut off");
      for (const longer of withMore(value))
        assert.ok(!reading(() => read(longer)).ok, Buffer.from(longer).toString("hex"));
    });
});
