import assert from "node:assert/strict";
import { element, octetString, oid, sequence } from "../../lib/testing/encode.js";
import { type IssueCode, verifyPackage } from "../../lib/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { digest, type SignerPlan } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";
import { stamped } from "../support/tokens.js";

const SHA256 = "2.16.840.1.101.3.4.2.1";
const misused = sequence(oid(SHA256), octetString(Uint8Array.of(1)));

describe("an algorithm that would do, named in a way that does not", () => {
  const told = async (code: IssueCode, plan: Partial<SignerPlan>): Promise<string | undefined> => {
    const primary = { signer: testIssued("author-rsa-2048"), unsigned: stamped(), ...plan };
    const { issues } = await verifyPackage(await signedPackage({ primary }), { trust: await testTrust(), clock });
    return issues.find((issue) => issue.code === code)?.message;
  };

  it("is not called one that isn’t allowed: the message says what is wrong with it", async () => {
    assert.equal(
      await told("signature-algorithm-unsupported", { digestAlgorithm: misused }),
      "The digestAlgorithm uses SHA-256, whose parameters are neither absent nor NULL.",
    );
    assert.equal(
      await told("signature-algorithm-unsupported", { signatureAlgorithm: sequence(oid("1.2.840.10045.4.3.2")) }),
      "The signatureAlgorithm uses ecdsa-with-SHA256, which does not go with its parameters, the certificate’s key or the digestAlgorithm.",
    );
    const messageImprint = async (value: Uint8Array): Promise<Uint8Array> =>
      sequence(misused, octetString(digest("sha256", value)));
    assert.equal(
      await told("timestamp-hash-unsupported", {
        unsigned: async (value) => stamped({ messageImprint: await messageImprint(value) })(value),
      }),
      `The timestamp refers to the signature by a hash whose parameters are neither absent nor NULL: ${SHA256}.`,
    );
  });

  it("is so of a certificate too", async () => {
    const usual = sequence(oid("1.2.840.113549.1.1.11"), element(5));
    const odd = sequence(oid("1.2.840.113549.1.1.11"), octetString(Uint8Array.of(1)));
    /** A structure that holds the usual identifier, written anew around another. */
    const swapped = (der: Uint8Array, place: number): Uint8Array =>
      sequence(der.subarray(4, place), odd, der.subarray(place + usual.length));
    const signer = await author({ edit: (tbs) => swapped(tbs, Buffer.from(tbs).indexOf(usual)) });
    const certificate = swapped(signer.certificate, Buffer.from(signer.certificate).lastIndexOf(usual));
    const message = await told("certificate-algorithm-unsupported", { signer: { ...signer, certificate } });
    assert.match(
      message ?? "",
      /is signed with sha256WithRSAEncryption, which does not go with its parameters or its issuer’s key\.$/,
    );
  });
});
