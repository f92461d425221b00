import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import { hasShared, requireShared, sharedPath } from "../shared.js";
import { codesOf, judgeCase, supplied } from "./chain-with-revocation.js";

interface PathCase {
  readonly id: string;
  readonly category: string;
  readonly description: string;
  readonly time: string;
  readonly signatureTime?: string;
  readonly roots: readonly string[];
  readonly intermediates: readonly string[];
  readonly leaf: string;
  readonly revocation: { readonly mode: "off" | "hard" | "soft" };
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  readonly expected: "valid" | "invalid";
  readonly reason: string | null;
}

function fromPem(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64"));
}

/** Finding that each reason of the cases stands for. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  revoked: ["certificate-revoked"],
  "revocation-unknown": ["revocation-unknown", "revocation-stale"],
};

describe("path cases with revocation", () => {
  before(function () {
    requireShared(this, "corpora", "paths");
  });
  if (!hasShared("corpora", "paths")) return;
  const cases = readdirSync(sharedPath("corpora", "paths", "cases"))
    .map((file) => JSON.parse(readFileSync(sharedPath("corpora", "paths", "cases", file), "utf8")) as PathCase)
    .filter(({ category }) => ["crl", "ocsp", "stamp"].includes(category));
  const providers = [defaultProvider, webCryptoProvider(globalThis.crypto)];

  for (const provider of providers)
    for (const test of cases) {
      it(`${test.id}, ${test.description}: ${test.expected}, on ${provider.name}`, async () => {
        const signed = test.signatureTime === undefined ? undefined : Date.parse(test.signatureTime);
        const judged = await judgeCase({
          provider,
          leaf: fromPem(test.leaf),
          intermediates: test.intermediates.map(fromPem),
          root: fromPem(test.roots[0] ?? ""),
          at: signed ?? Date.parse(test.time),
          purpose: "code-signing",
          settings: { need: test.revocation.mode === "hard" ? "require" : "prefer" },
          run: { at: Date.parse(test.time) },
          judge: signed === undefined ? {} : { signatureTime: signed },
          evidence: [
            ...supplied("crl", test.crls.map(fromPem)),
            ...supplied(
              "ocsp",
              test.ocsp.map((text) => Uint8Array.from(Buffer.from(text, "base64"))),
            ),
          ],
        });
        const verdict = judged.outcome.kind === "validated" ? "valid" : "invalid";
        assert.equal(verdict, test.expected, codesOf(judged).join(", "));
        if (test.reason === null) return;
        const [code] = codesOf(judged);
        assert.ok(CODES[test.reason]?.includes(code ?? ""), `${test.reason}: ${codesOf(judged).join(", ")}`);
      });
    }

  it("refuses the signer that was revoked after the timestamp where policy refuses whatever the reason", async () => {
    const test = cases.find(({ id }) => id === "d-stamp-revoked-after");
    assert.ok(test);
    const judged = await judgeCase({
      leaf: fromPem(test.leaf),
      intermediates: test.intermediates.map(fromPem),
      root: fromPem(test.roots[0] ?? ""),
      at: Date.parse(test.signatureTime ?? ""),
      purpose: "code-signing",
      settings: { afterTimestamp: "refuse" },
      run: { at: Date.parse(test.time) },
      judge: { signatureTime: Date.parse(test.signatureTime ?? "") },
      evidence: supplied("crl", test.crls.map(fromPem)),
    });
    assert.deepEqual(codesOf(judged), ["certificate-revoked"]);
    const [finding] = judged.outcome.findings;
    assert.ok(finding?.code === "certificate-revoked");
    assert.equal(finding.details.relativeTo, "after-timestamp");
    assert.equal(finding.details.reason, "superseded");
    assert.equal(finding.details.revokedAt, "2026-03-01T00:00:00.000Z");
  });
});
