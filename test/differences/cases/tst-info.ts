import {
  boolean,
  element,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  utf8String,
} from "../../../lib/testing/encode.js";
import { testIssued } from "../../../test-certs/index.js";
import { derTree, octetsOf } from "../../support/der-tree.js";
import { signedPackage } from "../../support/package.js";
import { resigned, timestampAttribute, token } from "../../support/tokens.js";
import type { Accepted, Refused } from "../difference.js";

/** A token whose TSTInfo has these fields behind genTime, signed by its authority. */
const ending =
  (...fields: readonly Uint8Array[]) =>
  (): Promise<Uint8Array> => {
    const tstInfo = (usual: Uint8Array): Uint8Array =>
      sequence(...derTree(usual).children.map((one) => octetsOf(usual, one)), ...fields);
    const made = (value: Uint8Array): Uint8Array => resigned(token(value, { accuracy: undefined }), { tstInfo });
    const unsigned = async (value: Uint8Array) => [timestampAttribute(made(value))];
    return signedPackage({ primary: { signer: testIssued("author-rsa-2048"), unsigned } });
  };
const refused = (what: string, ...fields: readonly Uint8Array[]): Refused => ({
  name: `a TSTInfo with ${what}`,
  code: "timestamp-malformed",
  made: ending(...fields),
});
const accepted = (what: string, ...fields: readonly Uint8Array[]): Accepted => ({
  name: `a TSTInfo with ${what}`,
  made: ending(...fields),
});

const octets = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const accuracy = (...parts: readonly Uint8Array[]): Uint8Array => sequence(...parts);
const tsa = (...names: readonly Uint8Array[]): Uint8Array => explicit(0, ...names);
const extensions = (...list: readonly Uint8Array[]): Uint8Array => explicit(1, ...list);
const uri = element(0x86, Buffer.from("http://timestamps.test/"));
const type = oid("1.3.6.1.4.1.32473.9");
const value = octetString(octets(5, 0));

/** Fields that nobody judges are still what they must be. */
export const tstInfoRefusals: readonly Refused[] = [
  refused("an ordering that is neither 00 nor FF", element(0x01, octets(1))),
  refused("an empty ordering", element(0x01)),
  refused("an ordering of two octets", element(0x01, octets(0xff, 0xff))),
  refused("no milliseconds, written out", accuracy(element(0x80, octets(0)))),
  refused("no microseconds, written out", accuracy(element(0x81, octets(0)))),
  refused("a thousand milliseconds", accuracy(element(0x80, octets(0x03, 0xe8)))),
  refused("an empty tsa", tsa()),
  refused("two names of its authority", tsa(uri, uri)),
  refused("a number as the name of its authority", tsa(integer(1))),
  refused("a name of its authority beyond ASCII", tsa(element(0x81, octets(0xff)))),
  refused("an empty directory name of its authority", tsa(element(0xa4))),
  refused("another name of its authority without a type", tsa(element(0xa0, integer(1)))),
  refused("a number as its extension", extensions(integer(1))),
  refused("an extension without a value", extensions(sequence(type))),
  refused("an extension whose value is no octets", extensions(sequence(type, integer(1)))),
  refused("more in an extension than belongs there", extensions(sequence(type, value, integer(1)))),
  refused("a critical flag that is neither 00 nor FF", extensions(sequence(type, element(0x01, octets(1)), value))),
];

export const tstInfoAcceptances: readonly Accepted[] = [
  accepted("an ordering of FALSE, written out", boolean(false)),
  accepted("milliseconds and microseconds", accuracy(element(0x80, octets(1)), element(0x81, octets(1)))),
  accepted("a URI as the name of its authority", tsa(uri)),
  accepted(
    "another name of its authority",
    tsa(element(0xa0, oid("1.3.6.1.4.1.32473.9"), explicit(0, utf8String("time")))),
  ),
  accepted("an extension", extensions(sequence(type, value))),
  accepted("a critical flag of FALSE, written out", extensions(sequence(type, boolean(false), value))),
  accepted(
    "each of its fields",
    accuracy(integer(1)),
    boolean(true),
    integer(7),
    tsa(uri),
    extensions(sequence(type, value)),
  ),
];
