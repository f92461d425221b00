import assert from "node:assert/strict";
import {
  ConfigError,
  type IssueCode,
  signPackage,
  TransportError,
  type Verdict,
  verifyPackage,
} from "../../lib/index.js";
import {
  createDevelopmentPki,
  createTimestampAuthority,
  type DevelopmentDefect,
  type DevelopmentPki,
  signUnchecked,
  type TimestampFault,
  type UncheckedSigning,
} from "../../lib/testing/index.js";
import { testDevelopmentKeys, testKey } from "../../test-certs/index.js";
import { unsignedPackage } from "../support/package.js";

const at = new Date("2030-01-01T00:00:00Z");
const clock = (): Date => at;

describe("packages that are signed unchecked", () => {
  let pki: DevelopmentPki;
  before(async () => {
    pki = await createDevelopmentPki({ at, keys: testDevelopmentKeys() });
  });

  async function judged(defects: readonly DevelopmentDefect[], options: UncheckedSigning = {}): Promise<Verdict> {
    const signer = await pki.issue({ subject: "CN=A", purpose: "code-signing", defects, key: testKey("defective") });
    const signed = await signUnchecked(unsignedPackage(), signer, { signingTime: at, ...options });
    return verifyPackage(signed, { trust: pki.trust, clock, revocation: [pki.revocation] });
  }
  const stamped = (fault?: TimestampFault): UncheckedSigning => {
    const faults = fault === undefined ? {} : { fault };
    return { timestamps: createTimestampAuthority(pki.timestamping, { clock, ...faults }) };
  };

  it("are trusted where nothing is wrong with the signer and the timestamp", async () => {
    const verdict = await judged([], stamped());
    assert.equal(verdict.outcome, "trusted", JSON.stringify(verdict));
    assert.deepEqual(
      verdict.issues.filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("and are replaced by what signPackage makes of them, so that both cover the same bytes", async () => {
    const signed = await signUnchecked(unsignedPackage(), pki.author, { signingTime: at });
    const options = { signer: pki.author, trust: pki.trust, clock, timestamp: "none", overwrite: true } as const;
    const anew = await (await signPackage(signed, options)).toBytes();
    const verdicts = [signed, anew].map((bytes) => verifyPackage(bytes, { trust: pki.trust, clock }));
    const [one, other] = await Promise.all(verdicts);
    assert.equal(one?.content, other?.content);
    assert.notEqual(one?.content, undefined);
  });

  const DEFECTS: readonly (readonly [DevelopmentDefect, IssueCode])[] = [
    ["expired", "certificate-expired"],
    ["not-yet-valid", "certificate-not-yet-valid"],
    ["wrong-eku", "certificate-eku"],
    ["weak-key", "certificate-key-too-short"],
    ["no-ca", "chain-issuer-not-ca"],
    ["lifetime-signing", "certificate-lifetime-signing"],
    ["revoked", "certificate-revoked"],
  ];
  for (const [defect, code] of DEFECTS)
    it(`are refused for the signer's defect ${defect}: ${code}`, async () => {
      const verdict = await judged([defect], stamped());
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.issues[0]?.code, code, JSON.stringify(verdict.issues));
    });

  it("are refused for what a timestamp shows", async () => {
    const wrong = await judged([], stamped("wrong-imprint"));
    assert.equal(wrong.outcome, "tampered");
    assert.equal(wrong.issues[0]?.code, "timestamp-imprint-mismatch");
    const foreign = await judged([], stamped("untrusted"));
    assert.equal(foreign.outcome, "untrusted");
  });

  it("are not made where the authority gives no token, or the bytes are no package", async () => {
    for (const fault of ["rejection", "empty", "garbage", "truncated", "http-503"] as readonly TimestampFault[])
      await assert.rejects(judged([], stamped(fault)), TransportError, fault);
    await assert.rejects(signUnchecked(new Uint8Array(100), pki.author), ConfigError);
  });
});
