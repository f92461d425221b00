import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { defaultProvider, KeyRing } from "../../lib/crypto/index.js";
import { defaultBudgets } from "../../lib/policy/budgets.js";
import { Budget } from "../../lib/report/index.js";
import { createRevocationJudge, type RevocationEvidence, RevocationRun } from "../../lib/revocation/index.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { readCertificate } from "../../lib/x509/index.js";
import { testCertificate } from "../../test-certs/index.js";
import { hasShared, requireShared, sharedPath } from "../shared.js";
import { strictSettings } from "./chain-with-revocation.js";

/** Files of a plain tar of short names (POSIX ustar: header blocks of 512 bytes, sizes in octal). */
function* filesOf(tar: Uint8Array): Generator<{ readonly name: string; readonly bytes: Uint8Array }> {
  const text = (start: number, length: number): string => Buffer.from(tar.subarray(start, start + length)).toString();
  for (let position = 0; tar[position] !== 0 && position < tar.length; ) {
    const size = Number.parseInt(text(position + 124, 11), 8);
    const [name = ""] = text(position, 100).split("\0");
    if (size > 0) yield { name, bytes: tar.slice(position + 512, position + 512 + size) };
    position += 512 + Math.ceil(size / 512) * 512;
  }
}

describe("hostile revocation evidence", () => {
  before(function () {
    requireShared(this, "corpora", "fuzz");
  });
  if (!hasShared("corpora", "fuzz")) return;

  it("is never more than unknown, and never throws: 2,999 inputs as CRL and as OCSP answer", async () => {
    const tar = gunzipSync(readFileSync(sharedPath("corpora", "fuzz", "openssl-fuzz.tar.gz")));
    const certificate = readCertificate(testCertificate("author-rsa-2048"));
    const issuer = testCertificate("code-signing-issuer");
    assert.ok(certificate.ok);
    await certificate.value.identify(defaultProvider);
    const store = await createTrustStore("fuzz", [{ certificate: issuer, purposes: ["code-signing"], origin: "test" }]);
    const [anchor] = store.anchorsNamed(certificate.value.issuerName);
    assert.ok(anchor);
    let count = 0;
    for (const { name, bytes } of filesOf(tar)) {
      count++;
      const evidence = (["crl", "ocsp"] as const).map(
        (kind): RevocationEvidence => ({ kind, data: bytes, origin: name, fromCache: false }),
      );
      const context = { keys: new KeyRing(defaultProvider), budget: new Budget(defaultBudgets) };
      const run = new RevocationRun({ settings: strictSettings, sources: [], context, at: Date.UTC(2026, 5, 1) });
      const judge = createRevocationJudge(run, { role: "signer", embedded: evidence });
      const { answers, findings } = await judge.judge({ certificates: [certificate.value], anchor });
      assert.equal(answers[0]?.status, "unknown", name);
      assert.equal(findings[0]?.code, "revocation-unknown", name);
    }
    assert.equal(count, 2999);
  });
});
