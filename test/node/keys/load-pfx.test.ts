import assert from "node:assert/strict";
import { createHmac, createPublicKey, pbkdf2Sync } from "node:crypto";
import { inspect } from "node:util";
import { loadPfx } from "../../../lib/node/keys/load-pfx.js";
import { readPfx } from "../../../lib/node/keys/pfx/structure.js";
import { ConfigError } from "../../../lib/report/index.js";
import { testFile } from "../../../test-certs/index.js";
import { assertSigns, fixture, namesOf } from "./signing.js";

const UNICODE = "pässwörd €🔑";
const chain = (leaf: string): readonly string[] => [`test ${leaf}`, "test inner", "test middle"];

async function configError(work: Promise<unknown>): Promise<ConfigError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
  return assert.fail("nothing was refused");
}

describe("node: loadPfx", () => {
  describe("reads what other programs write", () => {
    const files: readonly (readonly [file: string, leaf: string, what: string, password?: string])[] = [
      ["rsa.pfx", "rsa", "OpenSSL 3: AES-256, PBKDF2 with SHA-256, a SHA-256 MAC"],
      ["aes-128-sha512.pfx", "p256", "AES-128 for the key, AES-192 for certificates, a SHA-512 MAC"],
      ["sha384.pfx", "p256", "a SHA-384 MAC"],
      ["legacy.pfx", "rsa", "OpenSSL before 3, Windows: RC2-40 for certificates, 3DES for the key, a SHA-1 MAC"],
      ["rc2-128.pfx", "p256", "RC2-128"],
      ["3des.pfx", "p256", "3DES with three keys"],
      ["2des.pfx", "p256", "3DES with two keys"],
      ["java.pfx", "rsa", "keytool"],
      ["java-legacy.pfx", "rsa", "keytool before JDK 17"],
      ["no-mac.pfx", "p256", "no MAC"],
      ["plain-certificates.pfx", "p256", "certificates that are not encrypted"],
      ["plain.pfx", "p256", "nothing encrypted at all", ""],
      ["empty-password.pfx", "p256", "an empty password", ""],
      ["empty-password-legacy.pfx", "p256", "an empty password and the old ciphers", ""],
      ["unicode.pfx", "p256", "a password beyond ASCII", UNICODE],
      ["unicode-legacy.pfx", "p256", "a password beyond ASCII and the old ciphers", UNICODE],
    ];
    for (const [file, leaf, what, password = "secret"] of files) {
      it(`${file}: ${what}`, async () => {
        const signer = await loadPfx(fixture(file), password);
        assert.deepEqual(namesOf(signer), chain(leaf), "the leaf, then its issuers, without the root");
        await assertSigns(signer, "sha256");
      });
    }
  });

  it("says of a file in PEM form that it is one, and shows nothing of it", async () => {
    const pem = testFile("keys", "author-rsa-2048.pem");
    const text = Buffer.from(pem).toString("latin1");
    for (const given of [pem, Buffer.from(`\uFEFFBag Attributes\n    localKeyID: 01\n${text}`)]) {
      const { at, received, remedy } = await configError(loadPfx(given, "secret"));
      assert.deepEqual([at, received], ["pfx", "a file in PEM form"]);
      assert.match(remedy, /loadPem \(--key/);
    }
  });

  describe("makes a signer for each kind of key", () => {
    const keys = [
      ["rsa", { name: "rsa-pkcs1", hash: "sha256" }],
      ["pss", { name: "rsa-pss", hash: "sha384" }],
      ["p256", { name: "ecdsa", hash: "sha256", curve: "P-256" }],
      ["p384", { name: "ecdsa", hash: "sha384", curve: "P-384" }],
      ["p521", { name: "ecdsa", hash: "sha512", curve: "P-521" }],
      ["ed25519", { name: "ed25519" }],
    ] as const;
    for (const [name, algorithm] of keys) {
      it(`${name}: ${algorithm.name}`, async () => {
        const signer = await loadPfx(fixture(`${name}.pfx`), "secret");
        assert.deepEqual(signer.algorithm, algorithm);
        await assertSigns(signer, "hash" in algorithm ? algorithm.hash : "sha512");
        assert.match(signer.label, new RegExp(`CN=test ${name}`));
      });
    }

    it("signs by the hash of each request, and by PSS where it is asked for", async () => {
      const signer = await loadPfx(fixture("rsa.pfx"), "secret");
      for (const hash of ["sha256", "sha384", "sha512"] as const) await assertSigns(signer, hash);
      const algorithm = { name: "rsa-pss", hash: "sha256" } as const;
      await assertSigns(await loadPfx(fixture("rsa.pfx"), "secret", { algorithm, label: "mine" }), "sha256");
    });

    it("refuses a curve that no profile has", async () => {
      assert.match((await configError(loadPfx(fixture("k256.pfx"), "secret"))).received, /ec secp256k1/);
    });

    it("refuses an algorithm that does not fit the key", async () => {
      await assert.rejects(loadPfx(fixture("rsa.pfx"), "secret", { algorithm: { name: "ed25519" } }), {
        name: "ConfigError",
      });
    });
  });

  describe("asks for the password", () => {
    it("once, where it is a function", async () => {
      let asked = 0;
      await loadPfx(fixture("p256.pfx"), async () => (asked++, "secret"));
      assert.equal(asked, 1);
    });

    it("and passes on what the function throws", async () => {
      const refusal = new RangeError("the user pressed escape");
      await assert.rejects(
        loadPfx(fixture("p256.pfx"), () => Promise.reject(refusal)),
        (error) => error === refusal,
      );
    });

    const wrong: readonly (readonly [string, string])[] = [
      ["p256.pfx", "hunter2"],
      ["p256.pfx", ""],
      ["p256.pfx", "secret\n"],
      ["p256.pfx", "Secret"],
      ["legacy.pfx", "hunter2"],
      ["rc2-128.pfx", "hunter2"],
      ["no-mac.pfx", "hunter2"],
      ["empty-password.pfx", "hunter2"],
      ["java.pfx", "hunter2"],
      ["unicode.pfx", "passwort"],
    ];
    for (const [file, password] of wrong) {
      it(`and says of ${JSON.stringify(password)} for ${file} that it is wrong, without showing it`, async () => {
        const error = await configError(loadPfx(fixture(file), password));
        assert.equal(error.at, "password");
        if (password !== "") assert.doesNotMatch(inspect(error, { depth: 10 }), new RegExp(password.trim()));
      });
    }
  });

  describe("refuses", () => {
    it("a file without a key", async () => {
      assert.match((await configError(loadPfx(fixture("no-key.pfx"), "secret"))).received, /no key/);
    });

    it("a file without the key's certificate", async () => {
      const error = await configError(loadPfx(fixture("no-certificate.pfx"), "secret"));
      assert.equal(error.at, "certificates");
    });

    it("RC4, naming the algorithm", async () => {
      assert.match(
        (await configError(loadPfx(fixture("rc4.pfx"), "secret"))).received,
        /1\.2\.840\.113549\.1\.12\.1\.1/,
      );
    });

    it("what is no PFX: no bytes, text, PEM, a certificate, a zip", async () => {
      for (const bytes of [
        new Uint8Array(0),
        Buffer.from("hello"),
        fixture("rsa.pkcs1.pem"),
        Buffer.from("PK\x03\x04"),
        Uint8Array.of(0x30, 0),
      ]) {
        assert.equal((await configError(loadPfx(bytes, "secret"))).at, "pfx");
      }
    });

    it("a file that is cut off anywhere, or has a byte after it", async () => {
      const whole = fixture("p256.pfx");
      for (let length = 0; length < whole.length; length += 97)
        await configError(loadPfx(whole.subarray(0, length), "secret"));
      await configError(loadPfx(Buffer.concat([whole, Buffer.of(0)]), "secret"));
    });

    it("a file in which a byte was changed, by its MAC or by its structure", async () => {
      const whole = fixture("p256.pfx");
      for (let offset = 0; offset < whole.length; offset += 41) {
        const altered = Buffer.from(whole);
        altered[offset] = (altered[offset] ?? 0) ^ 0x55;
        await assert.rejects(loadPfx(altered, "secret"), (error) => error instanceof ConfigError, `byte ${offset}`);
      }
    });

    it("an iteration count that is meant to keep it busy", async () => {
      const whole = fixture("p256.pfx");
      // The last INTEGER of the file: 2048 iterations of the MAC, as 02 02 08 00.
      assert.deepEqual([...whole.subarray(-4)], [2, 2, 8, 0]);
      const busy = resized(whole, (fields) => [...fields.slice(0, -4), 2, 4, 0x7f, 0xff, 0xff, 0xff]);
      assert.match((await configError(loadPfx(busy, "secret"))).received, /2147483647 iterations/);
    });
  });

  describe("takes BER as well as DER", () => {
    for (const file of ["p256.pfx", "legacy.pfx", "plain-certificates.pfx"]) {
      it(`${file} with indefinite lengths, and octet strings in pieces`, async () => {
        const signer = await loadPfx(indefinite(fixture(file)), "secret");
        assert.deepEqual(signer.certificates, (await loadPfx(fixture(file), "secret")).certificates);
      });
    }
    it("refuses nesting without end", async () => {
      await configError(loadPfx(Buffer.concat([Buffer.alloc(20_000, "3080", "hex"), Buffer.alloc(20_000)]), "secret"));
    });
  });

  describe("takes a MAC of PBMAC1 (RFC 9579)", () => {
    it("and tells a wrong password by it", async () => {
      const file = withPbmac1(fixture("p256.pfx"), "secret");
      assert.deepEqual(namesOf(await loadPfx(file, "secret")), chain("p256"));
      assert.equal((await configError(loadPfx(withPbmac1(fixture("p256.pfx"), "other"), "secret"))).at, "password");
    });
  });

  describe("of several keys", () => {
    it("takes the one whose certificate is for code signing", async () => {
      const signer = await loadPfx(merged(fixture("tls.pfx"), fixture("p256.pfx")), "secret");
      assert.deepEqual(namesOf(signer), chain("p256"));
      await assertSigns(signer, "sha256");
    });
    it("refuses to choose between two for code signing, and names them", async () => {
      const error = await configError(loadPfx(merged(fixture("rsa.pfx"), fixture("p256.pfx")), "secret"));
      assert.match(error.received, /2 keys, of CN=test rsa; CN=test p256/);
    });
  });

  it("keeps the key of the certificate, bit for bit", async () => {
    const [first, second] = await Promise.all(
      ["rsa.pfx", "legacy.pfx"].map(async (file) => (await loadPfx(fixture(file), "secret")).certificates[0]),
    );
    assert.deepEqual(first, second);
    assert.equal(createPublicKey({ key: fixture("rsa.pkcs1.pem") }).asymmetricKeyType, "rsa");
  });
});

function tlv(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

/** Header and content of the element at `start`, definite lengths only. */
function elementAt(
  bytes: Buffer,
  start: number,
): { readonly tag: number; readonly content: number; readonly end: number } {
  const first = bytes[start + 1]!;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const length = count === 0 ? first : bytes.readUIntBE(start + 2, count);
  const content = start + 2 + count;
  return { tag: bytes[start]!, content, end: content + length };
}

/** The MacData's content changed, with the lengths around it mended. */
function resized(pfx: Buffer, change: (macData: readonly number[]) => readonly number[]): Buffer {
  const outer = elementAt(pfx, 0);
  const version = elementAt(pfx, outer.content);
  const safe = elementAt(pfx, version.end);
  const mac = elementAt(pfx, safe.end);
  return tlv(0x30, pfx.subarray(outer.content, safe.end), tlv(0x30, change([...pfx.subarray(mac.content, mac.end)])));
}

/** Every constructed element with an indefinite length, and long octet strings in pieces of 100 bytes. */
function indefinite(der: Buffer): Buffer {
  const { tag, content, end } = elementAt(der, 0);
  if ((tag & 0x20) === 0) {
    if (tag !== 4 || end - content < 200) return der.subarray(0, end);
    const pieces: Buffer[] = [];
    for (let start = content; start < end; start += 100)
      pieces.push(tlv(4, der.subarray(start, Math.min(end, start + 100))));
    return Buffer.concat([Buffer.of(0x24, 0x80), ...pieces, Buffer.of(0, 0)]);
  }
  const members: Buffer[] = [];
  for (let start = content; start < end; ) {
    const member = elementAt(der, start);
    members.push(indefinite(der.subarray(start, member.end)));
    start = member.end;
  }
  return Buffer.concat([Buffer.of(tag, 0x80), ...members, Buffer.of(0, 0)]);
}

const OID = {
  pbmac1: [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 14],
  pbkdf2: [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12],
  hmacSha256: [6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9],
  data: [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1],
};

function withPbmac1(pfx: Buffer, password: string): Buffer {
  const salt = Buffer.from("salt of the test");
  const key = pbkdf2Sync(password, salt, 2048, 32, "sha256");
  const digest = createHmac("sha256", key).update(readPfx(pfx).authenticatedSafe).digest();
  const hmac = tlv(0x30, OID.hmacSha256, [5, 0]);
  const derivation = tlv(0x30, OID.pbkdf2, tlv(0x30, tlv(4, salt), [2, 2, 8, 0], [2, 1, 32], hmac));
  const algorithm = tlv(0x30, OID.pbmac1, tlv(0x30, derivation, hmac));
  return resized(pfx, () => [...tlv(0x30, algorithm, tlv(4, digest)), ...tlv(4, salt), 2, 1, 1]);
}

/** One file, without a MAC, that holds what two files hold. */
function merged(one: Buffer, other: Buffer): Buffer {
  const members = [one, other].flatMap((pfx) => {
    const safe = Buffer.from(readPfx(pfx).authenticatedSafe);
    const { content, end } = elementAt(safe, 0);
    return [safe.subarray(content, end)];
  });
  const safe = tlv(0x30, ...members);
  return tlv(0x30, [2, 1, 3], tlv(0x30, OID.data, tlv(0xa0, tlv(4, safe))));
}
