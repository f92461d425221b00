import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Crypto } from "@peculiar/webcrypto";
import { defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import { DecodeError, parseCertificates } from "../../lib/index.js";
import { readCertificate, readPem } from "../../lib/x509/index.js";
import { hasShared, sharedPath } from "../shared.js";

function corpus(): readonly (readonly [string, Uint8Array])[] {
  if (!hasShared("corpora", "pkits", "data.json")) return [];
  const data = JSON.parse(readFileSync(sharedPath("corpora", "pkits", "data.json"), "utf8")) as {
    readonly certs: Record<string, string>;
  };
  return Object.entries(data.certs).map(([name, base64]) => [name, Uint8Array.from(Buffer.from(base64, "base64"))]);
}

/** Their signature values end inside an octet, which no algorithm here makes. */
const UNREADABLE: ReadonlySet<string> = new Set(["BadSignedCACert.crt", "InvalidDSASignatureTest6EE.crt"]);

describe("a certificate", () => {
  it("says what Node's own reader says of it", () => {
    for (const [name, der] of corpus()) {
      const read = readCertificate(der);
      assert.equal(read.ok, !UNREADABLE.has(name), name);
      if (!read.ok) continue;
      const certificate = read.value;
      void certificate.identify(defaultProvider);
      const peer = new X509Certificate(der);
      assert.equal(certificate.fingerprint, `sha256:${peer.fingerprint256.replaceAll(":", "").toLowerCase()}`, name);
      assert.equal(certificate.notBefore.getTime(), new Date(peer.validFrom).getTime(), name);
      assert.equal(certificate.notAfter.getTime(), new Date(peer.validTo).getTime(), name);
      assert.equal(
        BigInt(`0x${certificate.serialNumber}`),
        BigInt.asUintN(
          certificate.serial.length * 8,
          BigInt(`0x${peer.serialNumber.replace("-", "")}`) * (peer.serialNumber.startsWith("-") ? -1n : 1n),
        ),
        name,
      );
      assert.equal(certificate.der, der);
    }
  });

  it("has the same fingerprints on every provider", async () => {
    const [[, der] = [undefined, undefined]] = corpus();
    if (der === undefined) return;
    for (const provider of [defaultProvider, webCryptoProvider(new Crypto())]) {
      const read = readCertificate(der);
      assert.ok(read.ok);
      await read.value.identify(provider);
      assert.equal(read.value.fingerprint, `sha256:${createHash("sha256").update(der).digest("hex")}`);
      assert.equal(
        read.value.publicKeyFingerprint,
        `sha256:${createHash("sha256").update(read.value.publicKeyInfo).digest("hex")}`,
      );
    }
  });

  it("is refused with anything behind it, cut anywhere, and never throws", () => {
    const [, der] = corpus().find(([name]) => !UNREADABLE.has(name)) ?? [undefined, undefined];
    if (der === undefined) return;
    assert.ok(!readCertificate(Buffer.concat([der, Uint8Array.of(0)])).ok);
    for (let length = 0; length < der.length; length++)
      assert.ok(!readCertificate(der.subarray(0, length)).ok, `cut at ${length}`);
    for (let place = 0; place < der.length; place++) {
      const flipped = Uint8Array.from(der);
      flipped[place] = (flipped[place] ?? 0) ^ 0xff;
      readCertificate(flipped);
    }
  });
});

describe("parseCertificates", () => {
  const pem = (der: Uint8Array, label = "CERTIFICATE"): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der)
      .toString("base64")
      .replace(/(.{64})/g, "$1\n")}\n-----END ${label}-----\n`;

  it("reads DER, PEM, many PEM blocks with text between them, and passes over keys", async () => {
    const ders = corpus()
      .filter(([name]) => !UNREADABLE.has(name))
      .slice(0, 3)
      .map(([, der]) => der);
    const [first] = ders;
    if (first === undefined) return;
    assert.deepEqual(
      (await parseCertificates(first)).map(({ der }) => der),
      [first],
    );
    const text = `subject=one\n${ders.map((der) => pem(der)).join("\nissuer=two\n")}${pem(Uint8Array.of(1), "PRIVATE KEY")}`;
    assert.deepEqual(
      (await parseCertificates(text)).map(({ der }) => Buffer.from(der)),
      ders.map((der) => Buffer.from(der)),
    );
    assert.equal((await parseCertificates(Buffer.from(text))).length, 3);
  });

  it("names structure and offset of what it can't read, and takes nothing for a list", async () => {
    for (const input of [
      "",
      "no certificate here",
      pem(Uint8Array.of(0x30, 0)),
      "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----",
      "-----BEGIN CERTIFICATE-----\nAA==",
    ]) {
      await assert.rejects(
        parseCertificates(input),
        (error: unknown) => error instanceof DecodeError && error.remedy.includes("openssl x509"),
        input,
      );
    }
  });

  it("says of a PFX file, and of a key, that it is one", async () => {
    for (const der of [Uint8Array.of(0x30, 5, 2, 1, 3, 0x30, 0), Uint8Array.of(0x30, 5, 2, 1, 0, 0x30, 0)])
      await assert.rejects(
        parseCertificates(der),
        (error: unknown) => error instanceof DecodeError && /begins as a PFX or a private key does/.test(error.message),
      );
  });

  it("reads every block of a PEM text, or says which one is broken", () => {
    const blocks = readPem(`${pem(Uint8Array.of(1, 2))}text${pem(Uint8Array.of(3), "X")}`);
    assert.ok(!("problem" in blocks));
    assert.deepEqual(
      blocks.map(({ label, der }) => [label, [...der]]),
      [
        ["CERTIFICATE", [1, 2]],
        ["X", [3]],
      ],
    );
    assert.ok("problem" in readPem("-----BEGIN X-----\nAQ==\n-----END Y-----"));
  });
});
