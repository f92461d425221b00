import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  ConfigError,
  createVerifier,
  type Fingerprint,
  formats,
  type Signer,
  signPackage,
  type TrustStore,
  type Verdict,
  type VerifyRequest,
} from "../../lib/index.js";
import { createDevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const clock = (): Date => new Date("2027-01-01T00:00:00Z");

describe("a package compared with the hash of a lock file", () => {
  const unsigned = makeArchive("Contoso.Tools", "1.0.0");
  const hashOf = (algorithm: "sha256" | "sha384" | "sha512", bytes: Uint8Array): Fingerprint =>
    `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
  const other = hashOf("sha512", Buffer.from("another package"));
  let trust: TrustStore;
  let signed: Uint8Array;

  before(async () => {
    const pki = await createDevelopmentPki({ at: clock(), keys: testDevelopmentKeys() });
    trust = pki.trust;
    signed = await sign(pki.author);
  });

  const sign = async (signer: Signer): Promise<Uint8Array> =>
    (await signPackage(unsigned, { signer, trust, clock, timestamp: "none", format: formats.nupkg })).toBytes();
  const judge = (
    bytes: Uint8Array,
    content: Fingerprint,
    policy: "standard" | "audit" = "standard",
    more: VerifyRequest = {},
  ): Promise<Verdict> =>
    createVerifier({ trust, clock, policy: { version: 1, name: "own", extends: policy } }).verify(bytes, {
      ...more,
      expect: { content },
    });
  const codes = ({ issues }: Verdict): readonly string[] =>
    issues.map(({ code }) => code).filter((code) => code.startsWith("package-"));
  const identity = ({ checks }: Verdict) => checks.find(({ check }) => check === "package-identity")?.status;

  for (const algorithm of ["sha256", "sha384", "sha512"] as const) {
    it(`passes by its ${algorithm} as if it had never been signed, in hex of either case`, async () => {
      const expected = hashOf(algorithm, unsigned);
      const [name, hex = ""] = expected.split(":");
      for (const content of [expected, `${name}:${hex.toUpperCase()}` as Fingerprint]) {
        const verdict = await judge(signed, content);
        assert.deepEqual([verdict.outcome, codes(verdict), identity(verdict)], ["trusted", [], "passed"]);
      }
    });
  }

  it("is refused by any other, that of the signed file too, and both hashes are told", async () => {
    const verdict = await judge(signed, other);
    assert.deepEqual([verdict.outcome, codes(verdict)], ["untrusted", ["package-content-mismatch"]]);
    const [issue] = verdict.issues.filter(({ code }) => code === "package-content-mismatch");
    assert.deepEqual(issue?.details, {
      algorithm: "sha512",
      expected: other.slice("sha512:".length),
      actual: hashOf("sha512", unsigned).slice("sha512:".length),
    });
    assert.deepEqual(codes(await judge(signed, hashOf("sha512", signed))), ["package-content-mismatch"]);
  });

  it("is compared unsigned as well, whatever else is said of it", async () => {
    const content = hashOf("sha512", unsigned);
    assert.deepEqual(codes(await judge(unsigned, content)), ["package-unsigned"]);
    assert.deepEqual(codes(await judge(unsigned, other)), ["package-content-mismatch", "package-unsigned"]);
  });

  it("is told with a warning where authenticity is only looked at", async () => {
    const verdict = await judge(signed, other, "audit");
    const [issue] = verdict.issues.filter(({ code }) => code === "package-content-mismatch");
    assert.deepEqual([verdict.accepted, issue?.severity], [true, "warning"]);
  });

  it("does not pass where its bytes could not be hashed", async () => {
    const altered = Uint8Array.from(signed);
    const name = ".signature.p7s";
    altered[Buffer.from(altered).indexOf(name) + name.length] = 0; // no SEQUENCE, and so no signature that could be read
    const verdict = await judge(altered, hashOf("sha512", unsigned), "audit");
    assert.deepEqual([verdict.accepted, codes(verdict)], [false, ["package-content-mismatch"]]);
    const [issue] = verdict.issues.filter(({ code }) => code === "package-content-mismatch");
    assert.match(issue?.message ?? "", /what this package holds could not be hashed/);
    const cut = await judge(signed.subarray(0, -30), hashOf("sha512", unsigned), "audit");
    assert.deepEqual([cut.accepted, identity(cut)], [false, "failed"]);
  });

  it("is a wrong call where the hash is none", async () => {
    const base64 = createHash("sha512").update(unsigned).digest("base64");
    for (const text of ["", base64, `sha512:${base64}`, `md5:${"0".repeat(32)}`, `sha256:${"0".repeat(63)}`, "sha256:"])
      await assert.rejects(judge(signed, text as Fingerprint), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.at, "request.expect.content");
        assert.doesNotMatch(error.message, /undefined/);
        return true;
      });
  });
});
