import assert from "node:assert/strict";
import { toHex } from "../../lib/bytes/index.js";
import { TransportError } from "../../lib/report/index.js";
import {
  type Pause,
  type SignedPackage,
  signPackage,
  type TimestampOptions,
  type TimestampSource,
} from "../../lib/sign/index.js";
import { integer, sequence, utf8String } from "../../lib/testing/encode.js";
import { createTimestampAuthority, type TimestampFault } from "../../lib/testing/index.js";
import type { TrustStore } from "../../lib/trust/index.js";
import { testSigner, testTimestampIdentity } from "../../test-certs/index.js";
import { assertRefused, authority, clock, NOW, nupkg, testTrust } from "./fixture.js";

/** Pauses between tries pass at once; deadlines never. */
const impatient: Pause = (ms, signal) =>
  ms < 10_000 ? Promise.resolve() : new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

describe("signing with timestamp authorities", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  const sign = (sources: readonly TimestampSource[], more: Partial<TimestampOptions> = {}): Promise<SignedPackage> =>
    signPackage(nupkg(), {
      signer: testSigner("author-rsa-2048"),
      trust,
      clock,
      timestamp: { sources, pause: impatient, ...more },
    });

  async function assertFails(sources: readonly TimestampSource[], code: string): Promise<TransportError> {
    const error: unknown = await sign(sources).catch((reason: unknown) => reason);
    assert.ok(error instanceof TransportError, String(error));
    assert.ok(error.message.includes(code), error.message);
    return error;
  }

  /** Answers that are well-formed and wrong, and what verification says of each. */
  const lies: readonly (readonly [TimestampFault, string])[] = [
    ["wrong-nonce", "timestamp-nonce-mismatch"],
    ["no-nonce", "timestamp-nonce-mismatch"],
    ["wrong-imprint", "timestamp-imprint-mismatch"],
    ["sha1-imprint", "timestamp-hash-unsupported"],
    ["future", "timestamp-in-future"],
    ["no-certificate", "timestamp-certificate-missing"],
    ["bad-signature", "timestamp-signature-invalid"],
    ["sha1", "timestamp-digest-unsupported"],
    ["no-signing-certificate", "signature-attribute-missing"],
    ["wrong-signing-certificate", "signing-certificate-mismatch"],
    ["not-tst-info", "timestamp-malformed"],
    ["expired", "timestamp-time-outside-certificate"],
    ["not-yet-valid", "timestamp-time-outside-certificate"],
    ["not-critical-eku", "certificate-eku"],
    ["not-sole-eku", "certificate-eku"],
    ["no-eku", "certificate-eku"],
    ["wrong-eku", "certificate-eku"],
    ["sha1-certificate", "certificate-algorithm-unsupported"],
    ["weak-key", "certificate-key-too-short"],
    ["untrusted", "chain-incomplete"],
    ["truncated", "timestamp-malformed"],
    ["garbage", "timestamp-malformed"],
    ["empty", "timestamp-malformed"],
  ];
  for (const [fault, code] of lies)
    it(`${fault}: the authority is skipped, recorded as ${code}, and asked no second time`, async () => {
      const liar = authority({ label: "liar.test", fault });
      const signed = await sign([liar, authority()]);
      assert.equal(liar.requestCount, 1);
      const [issue, ...others] = signed.issues;
      assert.deepEqual(
        others.map((other) => other.code),
        code === "timestamp-nonce-mismatch" ? [code] : [],
      );
      assert.ok(issue?.code === "timestamp-authority-failed");
      assert.deepEqual([issue.severity, issue.details.url, issue.details.attempts], ["warning", "liar.test", 1]);
      assert.ok(issue.details.failInfo?.includes(code), issue.details.failInfo);
      assert.equal(signed.report.timestamps.length, 1);
      const error = await assertFails([authority({ label: "liar.test", fault })], "liar.test gave an answer that");
      assert.deepEqual([error.reason, error.target, error.retryable], ["wrong-content", "liar.test", false]);
    });

  it("another policy than the usual is nobody's business but the authority's", async () => {
    assert.deepEqual((await sign([authority({ fault: "wrong-policy" })])).issues, []);
  });

  it("a refusal that may pass is tried again, with status and failure info recorded when it does not", async () => {
    const passing = authority({ fault: ["rejection", undefined] });
    assert.deepEqual((await sign([passing])).issues, []);
    assert.equal(passing.requestCount, 2);
    const stubborn = authority({ fault: "rejection", label: "busy.test" });
    const { issues } = await sign([stubborn, authority()], { attempts: 2 });
    assert.ok(issues[0]?.code === "timestamp-authority-failed");
    const { status, failInfo, attempts } = issues[0].details;
    assert.deepEqual([status, attempts], [2, 2]);
    assert.match(failInfo ?? "", /systemFailure/);
  });

  it("an authority's own words are cut and escaped, in the error and in what is recorded", async () => {
    const words = utf8String(`\u001b[2J\u202e${"no ".repeat(300_000)}`);
    const answer = sequence(sequence(integer(2), sequence(words)));
    const wordy: TimestampSource = { label: "wordy.test", request: () => Promise.resolve(answer) };
    const { message } = await assertFails([wordy], "refused with status 2");
    const { issues } = await sign([wordy, authority()]);
    for (const text of [message, JSON.stringify(issues)]) {
      assert.ok(text.length < 2000, String(text.length));
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
    }
  });

  it("failures on the way are tried again as the source says, and end in a typed error", async () => {
    const source = (fail: () => Error): TimestampSource & { asked: number } => {
      const own = { label: "down.test", asked: 0, request: () => (own.asked++, Promise.reject(fail())) };
      return own;
    };
    const transport = (retryable: boolean) =>
      new TransportError({
        reason: "http-status",
        target: "down.test",
        retryable,
        message: "It answered 503.",
        remedy: "Wait.",
      });
    const [passing, lasting] = [source(() => transport(true)), source(() => transport(false))];
    assert.equal((await assertFails([passing], "503")).retryable, true);
    assert.equal((await assertFails([lasting], "503")).retryable, false);
    assert.deepEqual([passing.asked, lasting.asked], [3, 1]);
  });

  it("stamps the signature value by the hash asked for", async () => {
    for (const hash of ["sha256", "sha384", "sha512"] as const) {
      const requests: Uint8Array[] = [];
      const honest = authority();
      const listening: TimestampSource = {
        label: "listening",
        request: (request, options) => (requests.push(request), honest.request(request, options)),
      };
      assert.deepEqual((await sign([listening], { hash })).issues, []);
      const arc = { sha256: "01", sha384: "02", sha512: "03" }[hash];
      assert.ok(toHex(requests[0]!).includes(`06096086480165030402${arc}`));
    }
  });

  it("judges the answer by the clock of the moment, for a signer may take long", async () => {
    let hours = 0;
    const advancing = (): Date => new Date(NOW.getTime() + hours++ * 3_600_000);
    const late = createTimestampAuthority(testTimestampIdentity(), {
      clock: () => new Date(NOW.getTime() + 3_600_000),
    });
    const options = { signer: testSigner("author-rsa-2048"), trust, clock: advancing };
    const signed = await signPackage(nupkg(), { ...options, timestamp: { sources: [late], pause: impatient } });
    assert.equal(signed.report.timestamps.length, 1);
  });

  it("refuses the whole when the stamped time leaves the signer's certificate, which only the answer tells", async () => {
    const times = { clock: () => new Date("2020-12-31T23:59:58Z") };
    const sources = [
      createTimestampAuthority(testTimestampIdentity(), { clock: () => new Date("2021-01-01T00:00:00Z") }),
    ];
    const signer = testSigner("author-expired");
    await assertRefused(
      signPackage(nupkg(), { signer, trust, ...times, timestamp: { sources, pause: impatient } }),
      "signing-output-unverifiable",
      "certificate-expired",
    );
  });
});
