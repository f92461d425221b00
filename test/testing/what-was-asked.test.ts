import assert from "node:assert/strict";
import * as pkijs from "pkijs";
import { ConfigError, formats, parseCertificates, signPackage } from "../../lib/index.js";
import {
  buildCrl,
  buildOcspResponse,
  createDevelopmentPki,
  createRevocationAuthority,
  createTimestampAuthority,
  extendedKeyUsage,
  type KeyKind,
  ocspCertId,
  readOcspRequest,
  serialNumberOf,
  subjectAltNames,
} from "../../lib/testing/index.js";
import { digestIdentifier } from "../../lib/testing/algorithm-identifiers.js";
import { boolean, explicit, integer, octetString, oid, sequence } from "../../lib/testing/encode.js";
import { testAuthority, testCertificate, testDevelopmentKeys } from "../../test-certs/index.js";

const at = new Date("2030-05-06T07:08:09Z");
const issuer = testAuthority("code-signing-issuer");
const author = testCertificate("author-rsa-2048");

const issuerNames = { subject: issuer.subject, publicKeyInfo: issuer.key.publicKeyInfo };
const OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
const asked = (serialNumber: string, nonce = new Uint8Array(8)): Uint8Array => {
  const certId = ocspCertId(issuerNames, serialNumber);
  const extension = sequence(oid(OCSP_NONCE), octetString(octetString(nonce)));
  return sequence(sequence(sequence(sequence(certId)), explicit(2, sequence(extension))));
};

/** What a caller without types may write. */
const misspelt = (options: object): never => options as never;

describe("test material is what was asked for", () => {
  const pki = createDevelopmentPki({ at, keys: testDevelopmentKeys() });

  it("and a word that it does not know is refused: a misspelt fault would be none", async () => {
    const made = await pki;
    const code = { subject: "A", purpose: "code-signing" } as const;
    await assert.rejects(made.issue(misspelt({ ...code, defects: ["expird"] })), ConfigError);
    await assert.rejects(createDevelopmentPki(misspelt({ at, defects: ["expird"] })), ConfigError);
    await assert.rejects(createDevelopmentPki(misspelt({ at, keys: { autor: issuer.key } })), ConfigError);
    await assert.rejects(createDevelopmentPki({ at, revocationUrl: "http://127.0.0.1:80" }), ConfigError);
    for (const wrong of [
      { fault: "expird" },
      { fault: [undefined, "expird"] },
      { hash: "md5" },
      { signingCertificate: "v3" },
      { certificates: "all" },
      { accuracy: { milis: 1 } },
      { accuracy: { seconds: "1" } },
      { firstSerialNumber: Number.NaN },
      { policy: "x" },
    ])
      assert.throws(
        () => createTimestampAuthority(made.timestamping, misspelt(wrong)),
        ConfigError,
        JSON.stringify(wrong),
      );
    assert.throws(() => createRevocationAuthority(issuer, misspelt({ fault: "stael" })), ConfigError);
    assert.equal(
      createTimestampAuthority(made.timestamping, { fault: ["timeout", undefined, "rejection"] }).requestCount,
      0,
    );
  });

  it("and what has no encoding is refused, where it would be another value", async () => {
    const entry = { serialNumber: "xyz", revokedAt: at };
    assert.throws(() => buildCrl(issuer, { thisUpdate: at, entries: [entry] }), ConfigError);
    assert.throws(() => buildCrl(issuer, { thisUpdate: at, number: 1.5 }), ConfigError);
    assert.throws(() => extendedKeyUsage(["codeSigning"]), ConfigError);
    assert.throws(() => subjectAltNames([misspelt({ kind: "ip", value: "127.0.0.1" })]), ConfigError);
    const single = misspelt({ certId: ocspCertId(issuerNames, "01"), thisUpdate: at, status: "revoked" });
    assert.throws(() => buildOcspResponse({ responder: issuer, producedAt: at, responses: [single] }), ConfigError);
    await assert.rejects((await pki).issue({ subject: "CN=A, B=", purpose: "code-signing" }), ConfigError);
  });

  it("a bare common name is whole, with a comma too", async () => {
    const { issued } = await (await pki).issue({ subject: "Contoso, Inc", purpose: "code-signing" });
    const [certificate] = await parseCertificates(issued.certificate);
    assert.equal(certificate?.subject, "CN=Contoso\\, Inc");
  });

  it("a certificate revoked by its number is so in the list and in answers, however the number is written", async () => {
    const hex = serialNumberOf(author);
    for (const written of [hex, hex.toUpperCase(), `00${hex}`]) {
      const authority = createRevocationAuthority(issuer, { clock: () => at });
      authority.revoke(written, { revokedAt: at, reason: "superseded" });
      const [single] = responsesOf(await authority.ocsp(asked(hex)));
      const { idBlock } = single?.certStatus as { readonly idBlock: { readonly tagNumber: number } };
      assert.equal(idBlock.tagNumber, 1, written);
    }
  });

  it("a nonce comes back as it is, of 128 octets too (RFC 9654 §2.1)", () => {
    for (const length of [1, 32, 127, 128])
      assert.deepEqual(readOcspRequest(asked("01", new Uint8Array(length).fill(7))).nonce?.length, length);
  });

  it("an invalidity date stands in an OCSP answer as in a list (RFC 6960 §4.4.5)", async () => {
    const authority = createRevocationAuthority(issuer, { clock: () => at });
    authority.revoke(author, { revokedAt: at, reason: "keyCompromise", invalidityDate: new Date(at.getTime() - 1000) });
    const [single] = responsesOf(await authority.ocsp(asked(serialNumberOf(author))));
    assert.deepEqual(
      single?.singleExtensions?.map(({ extnID }) => extnID),
      ["2.5.29.24"],
    );
  });

  for (const keyKind of ["P-256", "P-384", "P-521", "Ed25519"] as const satisfies readonly KeyKind[])
    it(`timestamps under ${keyKind} keys are such as verifiers take`, async () => {
      const { author: signer, timestamps, trust } = await createDevelopmentPki({ keyKind });
      const options = {
        signer,
        trust,
        format: formats.detached,
        timestamp: { sources: [timestamps] },
        clock: () => new Date(),
      };
      const { issues } = await signPackage(new TextEncoder().encode("a file"), options);
      assert.deepEqual(issues, []);
    });

  it("faults by SHA-1 are shown by ECDSA keys too, and refused for keys that know one hash alone", async () => {
    for (const [keyKind, isShown] of [
      ["P-256", true],
      ["Ed25519", false],
    ] as const)
      for (const fault of ["sha1", "sha1-certificate"] as const) {
        const { timestamping } = await createDevelopmentPki({ keyKind });
        const answer = createTimestampAuthority(timestamping, { fault }).answer(timeStampReq, fault);
        if (isShown) assert.ok((await answer).length > 500);
        else await assert.rejects(answer, ConfigError);
      }
  });
});

/** TimeStampReq (RFC 3161 §2.4.1) over an imprint by SHA-256. */
const timeStampReq = sequence(
  integer(1),
  sequence(digestIdentifier("sha256"), octetString(new Uint8Array(32))),
  boolean(true),
);

function responsesOf(answer: Uint8Array): readonly pkijs.SingleResponse[] {
  const { responseBytes } = pkijs.OCSPResponse.fromBER(Uint8Array.from(answer));
  const basic = pkijs.BasicOCSPResponse.fromBER(responseBytes?.response.valueBlock.valueHexView ?? new Uint8Array());
  return basic.tbsResponseData.responses;
}
