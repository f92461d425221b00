import assert from "node:assert/strict";
import { bitString, integer, nullValue, oid, sequence } from "../../lib/testing/encode.js";
import { certify, signerExtensions, type TestKey } from "../../lib/testing/index.js";
import type { CheckId, Verdict } from "../../lib/index.js";
import { testAuthority, testIssued } from "../../test-certs/index.js";
import { errorsOf, ours } from "../differences/judged.js";
import {
  type ChosenKey,
  fits,
  keyOfExponentOne,
  keyOfExponentThree,
  keyOfLongExponent,
} from "../support/chosen-keys.js";
import { ATTRIBUTE, type Attributes, chainOf, replacing, signingCertificate, without } from "../support/message.js";
import { library, nuspec, signedPackage } from "../support/package.js";
import { countersigned } from "../support/tokens.js";

const author = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const foreign = testAuthority("foreign-root");
const other = { zip: { entries: [nuspec, { ...library, content: "not what the author signed" }] } };

/** A genuine package and what anybody can copy from it: the author's signature value, with all that hangs on it. */
interface Genuine {
  readonly bytes: Uint8Array;
  readonly value: Uint8Array;
  readonly unsigned: Attributes;
}

async function genuine(second: number): Promise<Genuine> {
  let [value, unsigned]: [Uint8Array, Attributes] = [new Uint8Array(), []];
  const bytes = await signedPackage({
    primary: {
      signer: author,
      signingTime: new Date(Date.UTC(2026, 10, 1, 0, 0, second)),
      unsigned: async (signature) => (unsigned = await countersigned()((value = signature))),
    },
    certificates: [...chainOf(author), ...chainOf(repository)],
  });
  return { bytes, value, unsigned };
}

type Edit = (usual: Attributes) => Attributes;
const unnamed = without(ATTRIBUTE.signingCertificateV2);
const namingTheAuthor = replacing(signingCertificate(author.certificate));

/** What is signed in the forged package: it doesn't depend on the key where no attribute names its certificate. */
async function forgedMessage(attributes: Edit): Promise<Uint8Array> {
  let signed = new Uint8Array();
  const sign = (message: Uint8Array): Uint8Array => (signed = Uint8Array.from(message));
  await signedPackage({ primary: { signer: author, attributes, sign } }, other);
  return signed;
}

/** Other content under the author's very signature value, by a key that was made for both. */
async function forged({ value, unsigned }: Genuine, key: ChosenKey, attributes: Edit): Promise<Uint8Array> {
  const info = publicKeyInfo(key);
  const certificate = await certify(foreign, {
    subject: "CN=Author author-rsa-2048,O=Countersign Test",
    key: { publicKeyInfo: info },
    serialNumber: "02",
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2059-01-01T00:00:00Z"),
    extensions: signerExtensions("code-signing"),
  });
  const signer = { certificate, issuers: [foreign.certificate], key: { publicKeyInfo: info } as TestKey };
  return signedPackage(
    {
      primary: { signer, attributes, sign: () => value, unsigned: async () => unsigned },
      certificates: [certificate, foreign.certificate, ...chainOf(repository)],
    },
    other,
  );
}

function publicKeyInfo({ modulus, exponent }: ChosenKey): Uint8Array {
  const key = sequence(integer(modulus), integer(exponent));
  return sequence(sequence(oid("1.2.840.113549.1.1.1"), nullValue()), bitString(key));
}

const statusOf = ({ checks }: Verdict, check: CheckId, placement: string, timestamp?: true): string | undefined =>
  checks.find(
    (one) => one.check === check && one.subject?.placement === placement && one.subject.timestamp === timestamp,
  )?.status;

/** The first genuine package whose value a key of this kind can be made for, and that key. */
async function found(
  make: (value: Uint8Array, message: Uint8Array) => ChosenKey | undefined,
  attributes: Edit,
): Promise<{ readonly package: Genuine; readonly key: ChosenKey; readonly message: Uint8Array }> {
  const message = await forgedMessage(attributes);
  for (let second = 0; second < 60; second++) {
    const one = await genuine(second);
    const key = make(one.value, message);
    if (key !== undefined && fits(key, one.value, message)) return { package: one, key, message };
  }
  return assert.fail("no key fits");
}

describe("a signature value that fits a key made for it", function () {
  this.timeout(120_000);

  it("is trusted where its author made it", async () => {
    assert.equal((await ours((await genuine(0)).bytes)).outcome, "trusted");
  });

  const kinds = [
    { name: "with exponent 1", make: keyOfExponentOne, code: "certificate-key-invalid" },
    { name: "with an exponent as long as the modulus", make: keyOfLongExponent, code: "certificate-key-invalid" },
    { name: "with a modulus longer than the value", make: keyOfExponentThree, code: "signature-value-invalid" },
  ] as const;
  for (const { name, make, code } of kinds)
    it(`is refused ${name}, by the key's own rule and by what the signature does not name`, async () => {
      const { package: from, key } = await found(make, unnamed);
      const verdict = await ours(await forged(from, key, unnamed));
      assert.equal(verdict.outcome, "tampered");
      assert.ok(errorsOf(verdict).includes(code), errorsOf(verdict).join());
      assert.ok(errorsOf(verdict).includes("signature-attribute-missing"), errorsOf(verdict).join());
      // All that the repository and the authority signed holds: nothing else would have refused it.
      assert.equal(statusOf(verdict, "signature-value", "countersignature"), "passed");
      assert.equal(statusOf(verdict, "timestamp-imprint", "primary", true), "passed");
      assert.equal(statusOf(verdict, "content-integrity", "primary") ?? contentStatus(verdict), "passed");
    });

  it("is refused where it names the certificate of the author instead of its own", async () => {
    const { package: from, key } = await found(keyOfExponentOne, namingTheAuthor);
    const verdict = await ours(await forged(from, key, namingTheAuthor));
    assert.equal(verdict.outcome, "tampered");
    assert.ok(errorsOf(verdict).includes("signing-certificate-mismatch"), errorsOf(verdict).join());
    assert.ok(errorsOf(verdict).includes("certificate-key-invalid"), errorsOf(verdict).join());
  });

  it("is never reported as the author's: its signer stands for nothing", async () => {
    const { package: from, key } = await found(keyOfExponentOne, unnamed);
    const [primary] = (await ours(await forged(from, key, unnamed))).signatures;
    assert.equal(primary?.standing, "failed");
  });
});

function contentStatus({ checks }: Verdict): string | undefined {
  return checks.find(({ check }) => check === "content-integrity")?.status;
}
