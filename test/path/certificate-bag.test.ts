import assert from "node:assert/strict";
import { CertificateBag } from "../../lib/path/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { authority, certify, commonName, intermediate, leaf, newKey } from "./make.js";

const ca = authority("CA");
const signer = authority("Signer");
const one = leaf(signer, ca, { serial: Uint8Array.of(7) });
const two = leaf(signer, ca, { serial: Uint8Array.of(8) });

function subjects(certificates: readonly { readonly subject: string }[]): readonly string[] {
  return certificates.map(({ subject }) => subject);
}

/** So many that the bag makes indexes. */
const strangers = Array.from({ length: 12 }, (_, index) => intermediate(authority(`Stranger ${index}`), ca));

for (const [size, others] of [
  ["few", []],
  ["many", strangers],
] as const)
  describe(`a bag of ${size} certificates`, () => {
    it("keeps each once, in the order received", () => {
      const bag = CertificateBag.read([one, ...others, Uint8Array.from(one), two, one]);
      assert.equal(bag.certificates.length, 2 + others.length);
      assert.deepEqual(bag.certificates[0]?.der, one);
    });

    it("leaves out and remembers what is no certificate", () => {
      const bag = CertificateBag.read([one, Uint8Array.of(0x30, 1), ...others, new Uint8Array(0), two]);
      assert.equal(bag.certificates.length, 2 + others.length);
      assert.deepEqual(
        bag.malformed.map(({ index }) => index),
        [1, others.length + 2],
      );
    });

    it("finds by the bytes of the subject, and by the prepared name apart", () => {
      const shouting = certify({ name: commonName("SIGNER"), key: newKey(), issuer: ca });
      const bag = CertificateBag.read([shouting, one, ...others, two]);
      assert.deepEqual(subjects(bag.withSubject(signer.name)), ["CN=Signer", "CN=Signer"]);
      assert.deepEqual(subjects(bag.withPreparedSubject(signer.name)), ["CN=SIGNER"]);
      assert.deepEqual(bag.withSubject(commonName("Nobody")), []);
    });

    it("finds signers by issuer and serial number, and by key identifier", () => {
      const bag = CertificateBag.read([one, ...others, two]);
      const [byNumber] = bag.withIssuerAndSerial(ca.name, Uint8Array.of(8));
      assert.deepEqual(byNumber?.der, two);
      const [byPreparedName] = bag.withIssuerAndSerial(commonName(" ca"), Uint8Array.of(7));
      assert.deepEqual(byPreparedName?.der, one);
      assert.deepEqual(bag.withIssuerAndSerial(commonName(" ca"), Uint8Array.of(9)), []);
      assert.equal(bag.withKeyIdentifier(signer.key.identifier).length, 2);
      assert.deepEqual(bag.withKeyIdentifier(Uint8Array.of(1)), []);
    });

    it("grows into another bag, and stays as it is", () => {
      const bag = CertificateBag.read([one, ...others]);
      const grown = bag.with([two, one]);
      assert.deepEqual([bag.certificates.length, grown.certificates.length], [1 + others.length, 2 + others.length]);
      assert.equal(grown.certificates[0], bag.certificates[0], "members keep their identity: results are kept by it");
    });
  });

describe("a bag", () => {
  it("can be made of certificates that were read elsewhere", () => {
    const read = readCertificate(one);
    assert.ok(read.ok);
    assert.equal(CertificateBag.of([read.value, read.value]).certificates[0], read.value);
    assert.equal(CertificateBag.of([read.value, read.value]).certificates.length, 1);
  });

  it("finds among members without a readable key identifier those that have one", () => {
    const without = leaf(signer, ca, { identifiers: "none" });
    const bag = CertificateBag.read([without, one]);
    const found = bag.withKeyIdentifier(signer.key.identifier);
    assert.deepEqual(
      found.map(({ der }) => der),
      [one],
    );
  });
});
