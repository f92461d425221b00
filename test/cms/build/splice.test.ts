import assert from "node:assert/strict";
import fc from "fast-check";
import { compareBytes, concatBytes, toHex } from "../../../lib/bytes/index.js";
import {
  countersignatureAttribute,
  spliceCertificates,
  type SpliceTarget,
  spliceUnsignedAttribute,
  timestampAttribute,
} from "../../../lib/cms/build/index.js";
import { AttributeType } from "../../../lib/cms/index.js";
import { DerReader } from "../../../lib/der/index.js";
import { ConfigError, DecodeError } from "../../../lib/report/index.js";
import { hasShared, requireShared, sharedPath } from "../../shared.js";
import { createOpensslPki, type Leaf, openssl, type OpensslPki, rsa2048 } from "./openssl-pki.js";
import { readSignedData, signatureOf } from "./peer-signature.js";
import { digest, signatureOver, signerInfoFor } from "./signing.js";

const content = new TextEncoder().encode("what was signed\n");
const algorithm = { name: "rsa-pkcs1", hash: "sha256" } as const;

describe("splicing into a signature", () => {
  let pki: OpensslPki;
  let author: Leaf;
  let repository: Leaf;
  let signature: Uint8Array;
  let countersigner: Uint8Array;
  before(() => {
    pki = createOpensslPki();
    author = pki.issue("author", { key: rsa2048 });
    repository = pki.issue("repository", { key: rsa2048 });
    signature = signatureOver(content, { leaf: author, algorithm, hash: "sha256", root: pki.root, detached: false });
    countersigner = countersignatureOf(signature, repository);
  });
  after(() => pki.close());

  const verify = (message: Uint8Array): string => {
    const args = [
      "cms",
      "-verify",
      "-binary",
      "-purpose",
      "any",
      "-inform",
      "DER",
      "-in",
      "s.p7s",
      "-CAfile",
      pki.rootPem,
    ];
    return openssl(pki.folder, args, { "s.p7s": message });
  };

  it("leaves the author's signature good for openssl after a timestamp, a countersignature and its timestamp", () => {
    const stamped = spliceUnsignedAttribute(signature, "primary", timestampAttribute(signature));
    const countersigned = spliceUnsignedAttribute(stamped, "primary", countersignatureAttribute(countersigner));
    const full = spliceCertificates(countersigned, [repository.certificate, pki.root]);
    const whole = spliceUnsignedAttribute(full, { countersignature: countersigner }, timestampAttribute(signature));
    assert.equal(verify(whole), new TextDecoder().decode(content));
    const [primary] = readSignedData(whole).signerInfos;
    assert.deepEqual(
      primary!.unsignedAttrs!.attributes.map((attribute) => attribute.type).sort(),
      [AttributeType.timestampToken, AttributeType.countersignature].sort(),
    );
    assert.equal(readSignedData(whole).certificates!.length, 3);
  });

  it("keeps every octet outside the spliced attribute but the lengths around it, whatever is spliced", () => {
    const attributes = fc
      .uint8Array({ minLength: 0, maxLength: 70_000 })
      .map((bytes) => timestampAttribute(octetString(bytes)));
    fc.assert(
      fc.property(attributes, fc.boolean(), (attribute, nested) => {
        const before = nested
          ? spliceUnsignedAttribute(signature, "primary", countersignatureAttribute(countersigner))
          : signature;
        const target: SpliceTarget = nested ? { countersignature: countersigner } : "primary";
        assertOnlyAdded(before, spliceUnsignedAttribute(before, target, attribute), attribute);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps every octet outside an added certificate, and adds none that is there", () => {
    const other = pki.issue("other", { key: rsa2048 }).certificate;
    assertOnlyAdded(signature, spliceCertificates(signature, [other, author.certificate, other]), other);
    assert.equal(toHex(spliceCertificates(signature, [author.certificate, pki.root])), toHex(signature));
  });

  it("keeps the unsigned attributes in the order of a DER SET OF, the grown countersignature included (X.690 §11.6)", () => {
    const countersigned = spliceUnsignedAttribute(signature, "primary", countersignatureAttribute(countersigner));
    for (const length of [10, 100, 2_000, 70_000]) {
      const attribute = timestampAttribute(octetString(new Uint8Array(length)));
      const stamped = spliceUnsignedAttribute(countersigned, "primary", attribute);
      const grown = spliceUnsignedAttribute(
        stamped,
        { countersignature: countersigner },
        timestampAttribute(octetString(new Uint8Array(900))),
      );
      for (const message of [stamped, grown]) assertUnsignedSorted(message);
    }
  });

  it("refuses a countersignature that the message does not hold, and takes the one it holds", () => {
    const attribute = timestampAttribute(octetString(new Uint8Array(3)));
    const countersigned = spliceUnsignedAttribute(signature, "primary", countersignatureAttribute(countersigner));
    assert.throws(
      () => spliceUnsignedAttribute(signature, { countersignature: countersigner }, attribute),
      ConfigError,
    );
    const foreign = Uint8Array.from(countersigner).fill(0, -1);
    assert.throws(() => spliceUnsignedAttribute(countersigned, { countersignature: foreign }, attribute), ConfigError);
    assert.doesNotThrow(() => spliceUnsignedAttribute(countersigned, { countersignature: countersigner }, attribute));
  });

  it("refuses a message with bytes after it, or cut anywhere, by an error that says where", () => {
    const attribute = timestampAttribute(octetString(new Uint8Array(3)));
    assert.throws(
      () => spliceUnsignedAttribute(concatBytes([signature, Uint8Array.of(0)]), "primary", attribute),
      DecodeError,
    );
    for (let length = 0; length < signature.length; length += 97)
      assert.throws(() => spliceUnsignedAttribute(signature.subarray(0, length), "primary", attribute), DecodeError);
  });

  it("keeps the order of a set that its maker did not sort, and adds at its end", () => {
    const message = signatureOver(content, {
      leaf: author,
      algorithm,
      hash: "sha256",
      root: pki.root,
      detached: false,
    });
    const [first, second] = [pki.root, author.certificate].sort(compareBytes) as [Uint8Array, Uint8Array];
    const at = Buffer.from(message).indexOf(first);
    const unsorted = concatBytes([
      message.subarray(0, at),
      second,
      first,
      message.subarray(at + first.length + second.length),
    ]);
    const grown = Buffer.from(spliceCertificates(unsorted, [repository.certificate]));
    assert.ok(grown.indexOf(second) < grown.indexOf(first));
    assert.ok(grown.indexOf(first) < grown.indexOf(repository.certificate));
  });

  describe("of real packages", function () {
    before(function () {
      requireShared(this, "interop", "cases", "packages");
    });
    for (const name of ["sdk-untimed-sha256", "repo-primary", "author-repo", "sid-issuer-serial"])
      if (hasShared("interop", "cases", "packages"))
        it(`keeps every octet of ${name} outside what is added`, () => {
          const real = signatureOf(sharedPath("interop", "cases", "packages", `${name}.nupkg`));
          const attribute = countersignatureAttribute(countersignatureOf(real, repository));
          assertOnlyAdded(real, spliceUnsignedAttribute(real, "primary", attribute), attribute);
          assertOnlyAdded(real, spliceCertificates(real, [repository.certificate]), repository.certificate);
        });
  });
});

function countersignatureOf(message: Uint8Array, leaf: Leaf): Uint8Array {
  const value = readSignedData(message).signerInfos[0]!.signature.valueBlock.valueHexView;
  return signerInfoFor({
    leaf,
    algorithm,
    hash: "sha256",
    messageDigest: digest("sha256", value),
    countersignature: true,
  });
}

function octetString(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const octets =
    bytes.length < 0x80
      ? [bytes.length]
      : bytes.length < 0x100
        ? [0x81, bytes.length]
        : bytes.length < 0x10000
          ? [0x82, length[2]!, length[3]!]
          : [0x83, length[1]!, length[2]!, length[3]!];
  return concatBytes([Uint8Array.of(0x04, ...octets), bytes]);
}

/** What holds no other value, with its identifier and length, in order; constructed values give their identifier alone. */
function leavesOf(der: Uint8Array): string[] {
  const leaves: string[] = [];
  const walk = (reader: DerReader): void => {
    while (!reader.atEnd) {
      const element = reader.next();
      if ((element.tag & 0x20) === 0) leaves.push(toHex(reader.whole(element)));
      else walk(reader.inside(element, "test"));
      if ((element.tag & 0x20) !== 0) leaves.push(`end of ${element.tag}`);
    }
  };
  walk(new DerReader(der, "test"));
  return leaves;
}

/** The new message is the old one, plus the added value; and it is DER all through. */
function assertOnlyAdded(before: Uint8Array, after: Uint8Array, added: Uint8Array): void {
  const expected = new Map<string, number>();
  for (const leaf of [...leavesOf(before), ...leavesOf(added)]) expected.set(leaf, (expected.get(leaf) ?? 0) + 1);
  let extra = 0;
  for (const leaf of leavesOf(after)) {
    const left = (expected.get(leaf) ?? 0) - 1;
    if (left < 0) extra++;
    else expected.set(leaf, left);
  }
  assert.ok(extra <= 1, "nothing but the added value and at most one new unsignedAttrs wrapper");
  assert.ok(
    [...expected.values()].every((count) => count === 0),
    "nothing of the old message is lost",
  );
  assert.ok(Buffer.from(after).indexOf(added) >= 0, "the added value is there as it was given");
  for (const part of untouched(before))
    assert.ok(Buffer.from(after).indexOf(part) >= 0, "what was signed keeps its octets");
}

/** Encapsulated content, each certificate, and the primary SignerInfo up to its unsigned attributes. */
function untouched(message: Uint8Array): Uint8Array[] {
  const fields = new DerReader(message, "m").enter(0x30, "ContentInfo");
  fields.next();
  const signedData = fields.enter(0xa0, "content").enter(0x30, "SignedData");
  signedData.next();
  const parts = [signedData.whole(signedData.next()), signedData.whole(signedData.next())];
  const certificates = signedData.enter(0xa0, "certificates");
  while (!certificates.atEnd) parts.push(certificates.whole(certificates.next()));
  const signerInfo = signedData.enter(0x31, "signerInfos").enter(0x30, "SignerInfo");
  const start = signerInfo.position;
  while (!signerInfo.atEnd && signerInfo.peek() !== 0xa1) signerInfo.next();
  parts.push(message.subarray(start, signerInfo.position));
  return parts;
}

function assertUnsignedSorted(message: Uint8Array): void {
  const encodings = readSignedData(message).signerInfos[0]!.unsignedAttrs!.attributes.map((attribute) =>
    Buffer.from(attribute.toSchema().toBER()),
  );
  assert.ok(encodings.length > 1);
  assert.deepEqual(encodings, [...encodings].sort(compareBytes));
}
