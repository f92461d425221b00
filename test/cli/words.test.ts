import assert from "node:assert/strict";
import { readMoment } from "../../lib/cli/moment.js";
import { nearest } from "../../lib/report/nearest.js";
import { readFingerprint } from "../../lib/cli/policy-options.js";
import { exitOf, strictest } from "../../lib/cli/results.js";
import { signatureValue } from "../../lib/cli/signature-value.js";
import { shortestPatterns } from "../../lib/cli/trust-file/patterns.js";
import type { Outcome, Verdict } from "../../lib/index.js";
import { ConfigError } from "../../lib/report/index.js";

describe("a moment on the command line", () => {
  it("is RFC 3339, or a date at its midnight in UTC", () => {
    assert.equal(readMoment("2026-11-23", "--at").toISOString(), "2026-11-23T00:00:00.000Z");
    assert.equal(readMoment("2026-11-23T12:00:00+02:00", "--at").toISOString(), "2026-11-23T10:00:00.000Z");
    assert.equal(readMoment("2024-02-29t23:59:59.5z", "--at").toISOString(), "2024-02-29T23:59:59.500Z");
  });

  for (const text of [
    "tomorrow",
    "2026-11-23T12:00:00",
    "2026-02-30",
    "2026-13-01",
    "23.11.2026",
    "",
    "2026-11-23T25:00:00Z",
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.throws(() => readMoment(text, "--at"), ConfigError));
  }
});

describe("a fingerprint on the command line", () => {
  const hex = "AB".repeat(32);
  it("is hex of either case, by its length, with colons or a name before it", () => {
    assert.equal(readFingerprint(hex, "x"), `sha256:${hex.toLowerCase()}`);
    assert.equal(readFingerprint(hex.match(/../g)?.join(":") ?? "", "x"), `sha256:${hex.toLowerCase()}`);
    assert.equal(readFingerprint(`SHA384:${"0".repeat(96)}`, "x"), `sha384:${"0".repeat(96)}`);
  });
  for (const text of ["", "abc", hex.slice(2), `sha512:${hex}`, "g".repeat(64), "0".repeat(40)]) {
    it(`is not ${JSON.stringify(text.slice(0, 20))}`, () =>
      assert.throws(() => readFingerprint(text, "x"), ConfigError));
  }
});

describe("the nearest word", () => {
  it("is the one within a typing mistake or two, and none beyond", () => {
    assert.equal(nearest("verfy", ["sign", "verify"]), "verify");
    assert.equal(nearest("chain-root-untrustd", ["chain-root-untrusted", "chain-budget"]), "chain-root-untrusted");
    assert.equal(nearest("zebra", ["sign", "verify"]), undefined);
  });
});

describe("exit codes", () => {
  const verdict = (outcome: Outcome, accepted: boolean) => ({ outcome, accepted }) as Verdict;
  it("follow the outcome of a refused package, and are 0 for an accepted one of any name", () => {
    assert.deepEqual(
      (["tampered", "untrusted", "unsigned", "inconclusive"] as const).map((outcome) =>
        exitOf(verdict(outcome, false)),
      ),
      [20, 21, 22, 23],
    );
    assert.equal(exitOf(verdict("untrusted", true)), 0);
    assert.equal(exitOf(verdict("trusted", true)), 0);
  });
  it("of several files are the strictest refusal, then what could not be read", () => {
    assert.equal(strictest([0, 23, 20, 21, 3]), 20);
    assert.equal(strictest([0, 3]), 3);
    assert.equal(strictest([3, 22]), 22);
    assert.equal(strictest([]), 0);
  });
});

describe("patterns for the names of one signer", () => {
  it("are the names themselves, or their first segment where three share it and nobody else has it", () => {
    assert.deepEqual(shortestPatterns(["B", "A.x"], []), ["A.x", "B"]);
    assert.deepEqual(shortestPatterns(["A.x", "A.y", "a.z", "A"], []), ["A", "A.*"]);
    assert.deepEqual(shortestPatterns(["A.x", "A.y", "A.z"], ["a.other"]), ["A.x", "A.y", "A.z"]);
  });
});

describe("a signature value that a program gives", () => {
  it("is raw octets or base64", () => {
    const raw = Uint8Array.from({ length: 64 }, (_, place) => (place * 37) % 256);
    assert.deepEqual(signatureValue(raw), raw);
    const text = Buffer.from(raw).toString("base64").replaceAll(/.{20}/g, "$&\r\n");
    assert.deepEqual(signatureValue(Buffer.from(`${text}\n`)), raw);
  });
});
