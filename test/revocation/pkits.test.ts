import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type CryptoProvider, defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import { hasShared, requireShared, sharedPath } from "../shared.js";
import { codesOf, judgeCase, supplied } from "./chain-with-revocation.js";

/**
 * The sections of PKITS that are about CRLs, by reason and not by verdict alone, on both providers and whatever the order
 * of the evidence. All 249 verdicts, policy outputs included, are held by the conformance suite.
 */
interface PkitsTest {
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly trustAnchor: string;
  readonly endEntity: string;
  readonly crls: readonly string[];
  readonly time: string;
  readonly expected: { readonly verdict: "valid" | "invalid"; readonly reason?: string };
}

/** The finding that leads, by the reason that the manifest gives. */
const CODES: Readonly<Record<string, string>> = {
  "certificate-revoked": "certificate-revoked",
  "crl-expired": "revocation-stale",
  "no-applicable-crl": "revocation-unknown",
  "no-crl-of-matching-scope": "revocation-unknown",
  "crl-signature-invalid": "revocation-unknown",
  "crl-issuer-path-invalid": "revocation-unknown",
  "crl-issuer-lacks-cRLSign": "revocation-unknown",
  "unhandled-critical-crl-extension": "revocation-unknown",
};
const SECTIONS = ["4.4.", "4.5.", "4.7.", "4.14.", "4.15."];

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(sharedPath("corpora", "pkits", name), "utf8"));
}

describe("PKITS, by what its CRLs say", () => {
  before(function () {
    requireShared(this, "corpora", "pkits");
  });
  if (!hasShared("corpora", "pkits")) return;
  const { tests } = readJson("manifest.json") as { readonly tests: readonly PkitsTest[] };
  const data = readJson("data.json") as {
    readonly certs: Record<string, string>;
    readonly crls: Record<string, string>;
  };
  const bytes = (text: string | undefined): Uint8Array => Uint8Array.from(Buffer.from(text ?? "", "base64"));

  const judge = (test: PkitsTest, provider: CryptoProvider, crls: readonly string[]) =>
    judgeCase({
      provider,
      leaf: bytes(data.certs[test.endEntity]),
      intermediates: test.path.filter((name) => name !== test.trustAnchor).map((name) => bytes(data.certs[name])),
      root: bytes(data.certs[test.trustAnchor]),
      at: Date.parse(test.time),
      evidence: supplied(
        "crl",
        crls.map((name) => bytes(data.crls[name])),
      ),
    });

  for (const test of tests.filter(({ id }) => SECTIONS.some((section) => id.startsWith(section)))) {
    const { verdict, reason = "" } = test.expected;
    it(`${test.id} ${test.name}: ${verdict} ${reason}`, async () => {
      const reversed = [...test.crls].reverse();
      for (const provider of [defaultProvider, webCryptoProvider(globalThis.crypto)])
        for (const crls of [test.crls, reversed]) {
          const judged = await judge(test, provider, crls);
          const found = codesOf(judged);
          assert.equal(judged.outcome.kind === "validated" ? "valid" : "invalid", verdict, found.join(", "));
          if (verdict === "invalid" && CODES[reason] !== undefined)
            assert.equal(found[0], CODES[reason], found.join(", "));
        }
    });
  }
});
