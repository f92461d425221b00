import assert from "node:assert/strict";
import {
  type Fingerprint,
  parseCertificates,
  type PolicyDocument,
  type Verdict,
  verifyPackage,
} from "../../lib/index.js";
import type { IssuedCertificate } from "../../lib/testing/index.js";
import { testCertificate, testIssued } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";
import { chainOf } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { countersigned, timestampAttribute, token } from "../support/tokens.js";

const author = testIssued("author-rsa-2048");
const repository = testIssued("repository");
const authority = testIssued("timestamp-authority");
const certificates = [...chainOf(author), ...chainOf(repository)];

async function fingerprintOf({ certificate }: Pick<IssuedCertificate, "certificate">): Promise<Fingerprint> {
  const [read] = await parseCertificates(certificate);
  return read?.fingerprint ?? assert.fail("no certificate");
}

describe("a waiver for a certificate, of a finding that names none", () => {
  type Code = NonNullable<PolicyDocument["waivers"]>[number]["code"];

  async function judged(bytes: Uint8Array, code: Code, of: Pick<IssuedCertificate, "certificate">): Promise<Verdict> {
    const waiver = { id: "W", code, reason: "the test", certificate: await fingerprintOf(of) };
    const severities = { [code]: "error" } as const;
    const policy = { version: 1, name: "waived", severities, waivers: [waiver] } as const;
    return verifyPackage(bytes, { trust: await testTrust(), clock, policy });
  }

  /** By placement, whether what was found of that signature is waived. */
  const waived = ({ issues }: Verdict, code: Code) =>
    issues
      .filter((issue) => issue.code === code)
      .map(({ subject, severity }) => `${subject?.placement} ${severity}`)
      .sort();

  it("holds for the signature that this certificate made, and for no other of the package", async () => {
    const unstamped = countersigned({ unsigned: async () => [] }, "none");
    const bytes = await signedPackage({ primary: { signer: author, unsigned: unstamped }, certificates });
    const by = async (of: IssuedCertificate) =>
      waived(await judged(bytes, "timestamp-missing", of), "timestamp-missing");
    assert.deepEqual(await by(author), ["countersignature error", "primary info"]);
    assert.deepEqual(await by(repository), ["countersignature info", "primary error"]);
    assert.deepEqual(await by(authority), ["countersignature error", "primary error"]);
  });

  it("holds for a timestamp that this authority made, and not by the certificate of the signature", async () => {
    const twice = async (value: Uint8Array) => [timestampAttribute(token(value), token(value, { serialNumber: "02" }))];
    const bytes = await signedPackage({ primary: { signer: author, unsigned: twice } });
    const accepted = async (of: Pick<IssuedCertificate, "certificate">) =>
      (await judged(bytes, "timestamp-multiple", of)).accepted;
    assert.equal(await accepted(authority), true);
    assert.equal(await accepted(author), false);
    assert.equal(await accepted({ certificate: testCertificate("timestamping-root") }), false);
  });
});
