import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { toHex } from "../../../lib/bytes/index.js";
import { buildTimestampRequest, NONCE_BYTES, timestampNonce } from "../../../lib/cms/build/index.js";
import { createOpensslPki, openssl, type OpensslPki, rsa2048 } from "./openssl-pki.js";

const imprint = new Uint8Array(createHash("sha256").update("a signature value").digest());

describe("buildTimestampRequest", () => {
  let pki: OpensslPki;
  before(() => {
    pki = createOpensslPki();
  });
  after(() => pki.close());

  const print = (request: Uint8Array): string =>
    openssl(pki.folder, ["ts", "-query", "-in", "q.tsq", "-text"], { "q.tsq": request });

  it("asks for certificates, names no policy, and carries imprint and nonce (RFC 3161 §2.4.1)", () => {
    const nonce = timestampNonce(Uint8Array.from({ length: NONCE_BYTES }, (_, at) => 0xff - at));
    const printed = print(buildTimestampRequest({ hash: "sha256", imprint, nonce }));
    assert.match(printed, /Version: 1\nHash Algorithm: sha256\n/);
    assert.match(printed, /Policy OID: unspecified\nNonce: 0x7FFEFD/);
    assert.match(printed, /Certificate required: yes/);
    assert.ok(
      toHex(buildTimestampRequest({ hash: "sha256", imprint, nonce })).includes(
        `0420${toHex(imprint)}0220${toHex(nonce)}`,
      ),
    );
  });

  it("makes every 32 random octets a positive INTEGER in its shortest form (X.690 §8.3.2)", () => {
    const octets = fc.uint8Array({ minLength: NONCE_BYTES, maxLength: NONCE_BYTES });
    const withZeros = fc.tuple(fc.nat(NONCE_BYTES), octets).map(([zeros, bytes]) => bytes.fill(0, 0, zeros));
    fc.assert(
      fc.property(fc.oneof(octets, withZeros), (random) => {
        const nonce = timestampNonce(random);
        assert.ok((nonce[0] ?? 0x80) < 0x80);
        assert.ok(nonce.length === 1 || nonce[0] !== 0 || (nonce[1] ?? 0) >= 0x80);
        const cleared = BigInt(`0x${toHex(random)}`) & ((1n << 255n) - 1n);
        assert.equal(BigInt(`0x${toHex(nonce)}`), cleared);
      }),
    );
  });

  it("is answered by openssl's authority, and openssl verifies the answer against it", () => {
    pki.issue("tsa", { key: rsa2048, purpose: "critical,timeStamping" });
    const configuration =
      "[t]\nserial=s.srl\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3\ndigests=sha256\n";
    const request = buildTimestampRequest({ hash: "sha256", imprint, nonce: timestampNonce(randomBytes(NONCE_BYTES)) });
    const files = { "q.tsq": request, "tsa.cnf": Buffer.from(configuration), "s.srl": Buffer.from("01\n") };
    openssl(
      pki.folder,
      ["ts", "-reply", "-config", "tsa.cnf", "-section", "t", "-queryfile", "q.tsq", "-out", "r.tsr"],
      files,
    );
    const verified = openssl(pki.folder, [
      "ts",
      "-verify",
      "-queryfile",
      "q.tsq",
      "-in",
      "r.tsr",
      "-CAfile",
      pki.rootPem,
    ]);
    assert.match(verified, /Verification: OK/);
    assert.ok(readFileSync(join(pki.folder, "r.tsr")).indexOf(imprint) > 0);
  });
});
