import assert from "node:assert/strict";
import { createVerifier, signPackage, type Verdict } from "../../lib/index.js";
import {
  authorityExtensions,
  certify,
  createRootAuthority,
  createRevocationAuthority,
  createTimestampAuthority,
  issueAuthority,
  issueCertificate,
  revocationSourceOf,
  serialNumberOf,
  signerExtensions,
} from "../../lib/testing/index.js";
import { testKey, testSigner } from "../../test-certs/index.js";
import { testTrust } from "../sign/fixture.js";
import { makeArchive } from "./archive.js";

const at = new Date("2027-01-01T00:00:00Z");
const validity = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2040-01-01T00:00:00Z") };

describe("a timestamp authority under a CA that two roots have certified", () => {
  /** The CA's certificate by one root, `revoked`, or by the other is revoked; both come with the token. */
  async function judged(revoked: number): Promise<Verdict> {
    const root = async (subject: string, key: Parameters<typeof testKey>[0]) =>
      createRootAuthority({
        subject,
        key: testKey(key),
        ...validity,
        serialNumber: "01",
        extensions: authorityExtensions(),
      });
    const roots = [await root("CN=Root A", "timestamping-root"), await root("CN=Root B", "code-signing-root")] as const;
    const ca = {
      subject: "CN=Stamps",
      key: testKey("code-signing-issuer"),
      ...validity,
      extensions: authorityExtensions(),
    };
    const issuer = await issueAuthority(roots[0], { ...ca, serialNumber: "0a" });
    const cross = await certify(roots[1], { ...ca, serialNumber: "0b" });
    const signer = await issueCertificate(issuer, {
      subject: "CN=Authority",
      key: testKey("timestamp-authority"),
      ...validity,
      serialNumber: "0c",
      extensions: signerExtensions("timestamping"),
    });
    const identity = { signer: { ...signer, issuers: [issuer.certificate, cross, roots[0].certificate] }, issuer };
    const stamps = createTimestampAuthority(identity, { clock: () => at });
    const trust = await (await testTrust()).with(
      roots.map(({ certificate }) => ({ certificate, purposes: ["timestamping"], origin: "test" })),
    );
    const options = { signer: testSigner("author-rsa-2048"), trust, clock: () => at, timestamp: { sources: [stamps] } };
    const bytes = await (await signPackage(makeArchive("Contoso.Tools", "1.0.0"), options)).toBytes();
    const authorities = roots.map((one) => createRevocationAuthority(one, { clock: () => at }));
    const serial = serialNumberOf(revoked === 0 ? issuer.certificate : cross);
    authorities[revoked]?.revoke(serial, { revokedAt: new Date("2026-01-01T00:00:00Z"), reason: "keyCompromise" });
    return createVerifier({ trust, clock: () => at, revocation: [revocationSourceOf(authorities, "x")] }).verify(bytes);
  }

  for (const revoked of [0, 1])
    it(`is judged by the chain that holds, whichever is tried first (${revoked + 1})`, async () => {
      const verdict = await judged(revoked);
      assert.deepEqual(
        verdict.issues.filter(({ severity }) => severity === "error").map(({ code }) => code),
        [],
      );
      assert.equal(verdict.outcome, "trusted");
    });
});
