import assert from "node:assert/strict";
import { element, explicit, integer, octetString, oid, sequence, utf8String } from "../../lib/testing/encode.js";
import { testIssued } from "../../test-certs/index.js";
import { errorsOf, ours } from "../differences/judged.js";
import { ATTRIBUTE, replacing } from "../support/message.js";
import { signedPackage } from "../support/package.js";

const author = testIssued("author-rsa-2048");

function nameOf(text: string): Uint8Array {
  return sequence(element(0x31, sequence(oid("2.5.4.3"), utf8String(text))));
}

/** As the author's certificate in everything but its signature. */
function twins(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const twin = Uint8Array.from(author.certificate);
    new DataView(twin.buffer).setUint32(twin.length - 4, index);
    return twin;
  });
}

/** The serial number's INTEGER, behind the version. */
function serialOf(certificate: Uint8Array): Uint8Array {
  const at = Buffer.from(certificate).indexOf(Uint8Array.of(0xa0, 3, 2, 1, 2)) + 5;
  return certificate.subarray(at, at + 2 + (certificate[at + 1] ?? 0));
}

describe("a name of a megabyte in a signature", function () {
  // Each took from ten seconds to minutes where the name was prepared, or looked for, once for each certificate.
  this.timeout(5_000);

  it("beside the digest of the signer's certificate costs no more for three thousand that may be meant", async () => {
    const issuer = sequence(sequence(explicit(4, nameOf("Author ".repeat(200_000)))), serialOf(author.certificate));
    const id = sequence(octetString(new Uint8Array(32)), issuer);
    const attributes = replacing({ type: ATTRIBUTE.signingCertificateV2, values: [sequence(sequence(id))] });
    const certificates = [...twins(3_000), author.certificate];
    const verdict = await ours(await signedPackage({ primary: { signer: author, attributes }, certificates }));
    assert.ok(errorsOf(verdict).includes("signing-certificate-mismatch"), errorsOf(verdict).join());
  });

  it("of the signer's issuer is looked for in what can't be read in one pass", async () => {
    const half = "a".repeat(250_000);
    const sid = sequence(nameOf(`${half}b${half}`), integer(7));
    const certificates = [element(0x30, new Uint8Array(1_000_000).fill(0x61))];
    const verdict = await ours(await signedPackage({ primary: { signer: author, sid }, certificates }));
    assert.ok(errorsOf(verdict).includes("signature-certificate-missing"), errorsOf(verdict).join());
  });
});
