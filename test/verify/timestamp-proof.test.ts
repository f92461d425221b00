import assert from "node:assert/strict";
import { type Verdict, verifyPackage } from "../../lib/index.js";
import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { octetString, oid, sequence, setOf } from "../../lib/testing/encode.js";
import type { IssuedCertificate, TimestampTokenPlan } from "../../lib/testing/index.js";
import { testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { ATTRIBUTE, CONTENT, digest } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { author, timestamper } from "../support/signers.js";
import { resigned, timestampAttribute, token } from "../support/tokens.js";

describe("a timestamp that does not hold in every part", () => {
  let signer: IssuedCertificate;
  before(async () => {
    // Valid when the tokens say that they were made, and no longer at the time of verification.
    const validity = { notBefore: new Date("2026-10-01T00:00:00Z"), notAfter: new Date("2026-11-10T00:00:00Z") };
    signer = await author(validity);
  });

  async function judged(...tokens: ((value: Uint8Array) => Uint8Array)[]): Promise<Verdict> {
    const unsigned = async (value: Uint8Array) => [timestampAttribute(...tokens.map((made) => made(value)))];
    const bytes = await signedPackage({ primary: { signer, unsigned } });
    return verifyPackage(bytes, { trust: await testTrust(), clock });
  }

  function validityOf({ checks }: Verdict): string {
    const own = checks.find(({ check, subject }) => check === "validity" && subject?.timestamp !== true);
    return own?.status ?? "absent";
  }

  function formOf({ checks }: Verdict): string {
    return checks.find(({ check }) => check === "timestamp-structure")?.status ?? "absent";
  }

  /** By its number it comes after the right one in the SET that DER sorts. */
  const later = (value: Uint8Array, change: Partial<TimestampTokenPlan> = {}): Uint8Array =>
    token(value, { serialNumber: "02", ...change });
  const right = (value: Uint8Array): Uint8Array => token(value);
  const spoil = (value: Uint8Array): Uint8Array => value.map((octet, place) => (place === 9 ? octet ^ 1 : octet));
  const foreign = sequence(digestIdentifier("sha256"), octetString(digest("sha256", Buffer.from("another"))));
  const wrong: Readonly<Record<string, (value: Uint8Array) => Uint8Array>> = {
    "its imprint": (value) => later(value, { messageImprint: foreign }),
    "its value": (value) => later(value, { spoil }),
    "its content-type": (value) => resigned(later(value), { contentType: CONTENT.data }),
    "the certificate that it names": (value) =>
      later(value, { namedCertificate: testIssued("author-rsa-2048").certificate }),
    "its purpose": (value) => later(value, { signer: testIssued("author-rsa-2048") }),
  };

  it("holds up a certificate that has expired since, where nothing is wrong", async () => {
    const verdict = await judged(right);
    assert.deepEqual([verdict.outcome, validityOf(verdict)], ["trusted", "passed"]);
  });

  for (const [what, made] of Object.entries(wrong))
    it(`gives no time if ${what} is wrong`, async () => {
      const verdict = await judged(made);
      assert.equal(verdict.accepted, false);
      assert.equal(validityOf(verdict), "skipped");
    });

  for (const what of ["its value", "its content-type", "the certificate that it names"])
    it(`takes the time from another beside it if ${what} is wrong`, async () => {
      const second = wrong[what] ?? assert.fail();
      const verdict = await judged(right, (value) => second(value));
      assert.equal(verdict.accepted, false);
      assert.notEqual(validityOf(verdict), "passed");
      assert.equal(formOf(verdict), "failed");
    });

  const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array =>
    sequence(oid(type), setOf(...values));
  /** DER of a token's usual attributes but the one that stands at a place, and another instead of it. */
  const instead = (place: number, ...others: readonly Uint8Array[]) => ({
    attributes: (usual: readonly Uint8Array[]) => usual.toSpliced(place, 1, ...others),
  });
  const tstInfo = oid("1.2.840.113549.1.9.16.1.4");
  const odd: Readonly<Record<string, readonly [RegExp, Parameters<typeof resigned>[1]]>> = {
    "no content-type": [/signature-attribute-missing: .*content-type/, instead(0)],
    "a content-type of two values": [
      /signature-attribute-invalid: .*content-type/,
      instead(0, attribute(ATTRIBUTE.contentType, tstInfo, oid(CONTENT.data))),
    ],
    "no message-digest": [/timestamp-signature-invalid|signature-attribute-missing/, instead(1)],
    "a message-digest of another content": [
      /timestamp-signature-invalid|signature-digest-mismatch/,
      instead(1, attribute(ATTRIBUTE.messageDigest, octetString(digest("sha256", Buffer.from("another"))))),
    ],
    "a signing-certificate that cannot be read beside the right one": [
      /signature-attribute-invalid: .*signing-certificate/,
      { attributes: (usual) => [...usual, attribute(ATTRIBUTE.signingCertificate, octetString(new Uint8Array(1)))] },
    ],
  };
  for (const [what, [says, change]] of Object.entries(odd))
    it(`gives no time with ${what}, though its authority signed it so`, async () => {
      const verdict = await judged((value) => resigned(token(value), change));
      const told = verdict.issues.filter(({ severity }) => severity === "error");
      assert.match(told.map(({ code, message }) => `${code}: ${message}`).join("\n"), says);
      assert.equal(validityOf(verdict), "skipped");
    });

  it("gives a time from its authority’s first second on, and until its last and not at that", async () => {
    const [from, until] = [new Date("2026-10-20T00:00:00Z"), new Date("2026-10-25T00:00:00Z")];
    const tsa = await timestamper({ notBefore: from, notAfter: until });
    const at = async (genTime: Date): Promise<string> =>
      validityOf(await judged((value) => token(value, { genTime, signer: tsa, accuracy: undefined })));
    const second = 1000;
    const times = [from.getTime() - second, from.getTime(), until.getTime() - second, until.getTime()];
    const statuses = [];
    for (const time of times) statuses.push(await at(new Date(time)));
    assert.deepEqual(statuses, ["skipped", "passed", "passed", "skipped"]);
  });

  it("leaves the first to give the time where a second is right", async () => {
    const verdict = await judged(right, (value) => later(value));
    assert.deepEqual([verdict.outcome, validityOf(verdict)], ["trusted", "passed"]);
    assert.equal(formOf(verdict), "passed");
    assert.ok(verdict.issues.some(({ code }) => code === "timestamp-multiple"));
  });
});
