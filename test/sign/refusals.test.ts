import assert from "node:assert/strict";
import { constants, createPrivateKey, type KeyObject, sign as sha } from "node:crypto";
import { strToU8 } from "fflate";
import yazl from "yazl";
import { type PackageFormat, formats } from "../../lib/formats/index.js";
import { TransportError } from "../../lib/report/index.js";
import {
  keySigner,
  type Signer,
  type SignedPackage,
  signPackage,
  type SignOptions,
  type SignRequest,
} from "../../lib/sign/index.js";
import { createTrustStore, type TrustStore } from "../../lib/trust/index.js";
import { testCertificate, testIssued, testKey, testSigner } from "../../test-certs/index.js";
import { assertRefused, clock, counted, NOW, nupkg, pubArchive, testTrust } from "./fixture.js";

const detached = { format: formats.detached };
const claims = { serviceIndex: "https://packages.test/v3/index.json", owners: ["ann"] };

describe("signing refuses what verification would refuse, before the key is used", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  const sign = (source: Uint8Array, options: Partial<SignOptions> = {}): Promise<SignedPackage> =>
    signPackage(source, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", ...options });

  async function assertUnused(
    signer: Signer,
    source: Uint8Array,
    options: Partial<SignOptions>,
    ...codes: string[]
  ): Promise<void> {
    const watched = counted(signer);
    await assertRefused(sign(source, { ...options, signer: watched }), ...codes);
    assert.equal(watched.calls(), 0, "the key was not used");
  }

  describe("certificates", () => {
    const defects = [
      ["author-no-eku", "certificate-eku"],
      ["author-wrong-eku", "certificate-eku"],
      ["author-expired", "certificate-expired"],
      ["author-not-yet-valid", "certificate-not-yet-valid"],
      ["author-weak-key", "certificate-key-too-short"],
      ["author-lifetime-signing", "certificate-lifetime-signing"],
      ["author-no-digital-signature", "certificate-key-usage"],
      ["author-no-ca", "chain-issuer-not-ca"],
      ["author-sha1", "certificate-algorithm-unsupported"],
    ] as const;
    for (const [name, code] of defects) it(`${name}: ${code}`, () => assertUnused(testSigner(name), nupkg(), {}, code));

    it("a root that nobody trusts: chain-root-untrusted, and accepted once it is trusted", async () => {
      const signer = testSigner("author-foreign");
      const withRoot = { ...signer, certificates: [...signer.certificates, testCertificate("foreign-root")] };
      await assertUnused({ ...withRoot, sign: (request) => signer.sign(request) }, nupkg(), {}, "chain-root-untrusted");
      const anchor = {
        certificate: testCertificate("foreign-root"),
        purposes: ["code-signing"],
        origin: "test",
      } as const;
      await sign(nupkg(), { signer, trust: await createTrustStore("foreign", [anchor]) });
    });

    it("an issuer that did not come along: chain-incomplete, and accepted with it", async () => {
      const signer = testSigner("author-rsa-2048");
      const [leaf] = signer.certificates;
      await assertUnused(
        { ...signer, certificates: [leaf!], sign: (request) => signer.sign(request) },
        nupkg(),
        {},
        "chain-incomplete",
      );
      await sign(nupkg(), { signer });
    });

    it("a chain that readers would not find among the namesakes that came along: chain-budget", async () => {
      const { certificates, ...signer } = testSigner("author-rsa-2048");
      const issuer = certificates[1] ?? new Uint8Array(0);
      // Of lesser octets, so that they stand before the issuer in the SET.
      const namesakes = Array.from({ length: 150 }, (_, at) => {
        const namesake = Uint8Array.from(issuer).fill(0, issuer.length - 20);
        namesake[issuer.length - 1] = at;
        return namesake;
      });
      const among = (count: number) => ({
        signer: { ...signer, certificates: [...certificates, ...namesakes.slice(0, count)] },
      });
      await assertRefused(sign(nupkg(), among(150)), "signing-output-unverifiable", "chain-budget");
      assert.equal((await sign(nupkg(), among(20))).report.standing, "validated");
    });

    it("a chain that holds something else than certificates: DecodeError", async () => {
      const { certificates, ...signer } = testSigner("author-rsa-2048");
      const [, issuer = new Uint8Array(0)] = certificates;
      const two = new Uint8Array([...issuer, ...issuer]);
      for (const other of [new Uint8Array(0), Uint8Array.of(0x30, 0), two])
        await assert.rejects(sign(nupkg(), { signer: { ...signer, certificates: [...certificates, other] } }), {
          code: "decode",
        });
    });

    it("the last second of a certificate is signed in, and the next is not", async () => {
      const at = (text: string) => ({ signer: testSigner("author-expired"), clock: () => new Date(text) });
      await sign(nupkg(), at("2021-01-01T00:00:00.000Z"));
      await assertRefused(sign(nupkg(), at("2021-01-01T00:00:01.000Z")), "certificate-expired");
    });

    for (const ms of [1, 999, 1000])
      it(`a certificate that ended ${ms} ms ago, while its key was asked: nothing is handed out`, async () => {
        const times = [new Date("2021-01-01T00:00:00.000Z")];
        const passing = () => times.shift() ?? new Date(Date.UTC(2021, 0, 1) + ms);
        const call = sign(nupkg(), { signer: testSigner("author-expired"), clock: passing });
        await assertRefused(call, "signing-output-unverifiable", "certificate-expired");
      });
  });

  describe("algorithms", () => {
    for (const name of ["author-p-256", "author-p-384", "author-ed25519"])
      it(`${name} in a .nupkg, where NuGet knows RSA alone; beside a file it is accepted`, async () => {
        const signer = counted(testSigner(name));
        await assertRefused(
          sign(nupkg(), { signer }),
          "signature-algorithm-unsupported",
          "certificate-algorithm-unsupported",
        );
        assert.equal(signer.calls(), 0);
        await sign(pubArchive(), { signer, format: formats.pubArchive });
      });
  });

  describe("keys", () => {
    const others = [
      ["another RSA key", "author-rsa-2048", "author-rsa-3072"],
      ["another RSA key of the same size", "author-rsa-2048", "repository"],
      ["a key of another kind", "author-rsa-2048", "author-p-256"],
      ["another key on the same curve", "author-p-256", "author-p-384"],
    ] as const;
    for (const [what, certificate, key] of others)
      it(`${what}: signing-key-mismatch, from a key in memory and from any signer alike`, async () => {
        const issued = testIssued(certificate);
        const certificates = [issued.certificate, testCertificate("code-signing-issuer")];
        const options = certificate === "author-p-256" ? { format: formats.pubArchive } : {};
        const source = certificate === "author-p-256" ? pubArchive() : nupkg();
        const inMemory = await keySigner(testKey(key).pkcs8, certificates);
        const codes = issued.key.algorithm.name === inMemory.algorithm.name ? ["signing-key-mismatch"] : undefined;
        if (codes !== undefined) await assertRefused(sign(source, { ...options, signer: inMemory }), ...codes);
        const foreign: Signer = {
          certificates,
          algorithm: issued.key.algorithm,
          label: "foreign",
          sign: async ({ message }) => testKey(key).sign(message),
        };
        await assertRefused(sign(source, { ...options, signer: foreign }), "signing-key-mismatch");
      });

    it("a key that fits is accepted, in memory and from any signer, and is used once", async () => {
      const issued = testIssued("author-rsa-2048");
      const certificates = [issued.certificate, testCertificate("code-signing-issuer")];
      const first = await sign(nupkg(), { signer: await keySigner(issued.key.pkcs8, certificates) });
      const signer = counted(testSigner("author-rsa-2048"));
      const second = await sign(nupkg(), { signer });
      assert.equal(signer.calls(), 1);
      assert.deepEqual(first.signature, second.signature);
    });

    it("a signer that signs wrongly, and rightly when tried: signature-value-invalid", async () => {
      const signer = testSigner("author-rsa-2048");
      let calls = 0;
      const faulty: Signer = {
        ...signer,
        sign: async (request) => {
          const value = Uint8Array.from(await signer.sign(request));
          if (++calls === 1) value[0] = (value[0] ?? 0) ^ 1;
          return value;
        },
      };
      await assertRefused(sign(nupkg(), { signer: faulty }), "signature-value-invalid");
      assert.equal(calls, 2);
    });
  });

  describe("signers that fail", () => {
    const failing = (fail: () => Promise<Uint8Array>): Signer => ({
      ...testSigner("author-rsa-2048"),
      label: "token in slot 0",
      sign: fail,
    });
    const failed = async (signer: Signer): Promise<TransportError> => {
      const error: unknown = await sign(nupkg(), { signer }).catch((reason: unknown) => reason);
      return error instanceof TransportError ? error : assert.fail(String(error));
    };

    it("their errors become signer-failed, with the cause kept and its text not repeated", async () => {
      const cause = new Error("PIN 1234 was wrong");
      const error = await failed(failing(() => Promise.reject(cause)));
      assert.deepEqual(
        [error.reason, error.target, error.retryable, error.cause],
        ["signer-failed", "token in slot 0", false, cause],
      );
      assert.ok(!`${error.message} ${error.remedy}`.includes("1234"));
    });

    it("their own typed errors go through as they are", async () => {
      const own = new TransportError({
        reason: "timeout",
        target: "kms",
        retryable: true,
        message: "Slow.",
        remedy: "Wait.",
      });
      assert.equal(await failed(failing(() => Promise.reject(own))), own);
    });

    it("no value is a failure as well", async () => {
      assert.equal((await failed(failing(async () => new Uint8Array(0)))).reason, "signer-failed");
      assert.equal((await failed(failing(async () => undefined as never))).reason, "signer-failed");
    });

    it("what can be no value of any key is told with what was expected, and the key is not used again", async () => {
      const made = (name: string, length: number): Signer => {
        const { certificates, algorithm } = testSigner(name);
        return counted({ certificates, algorithm, label: name, sign: async () => new Uint8Array(length).fill(0xee) });
      };
      const text = Buffer.from("c2lnbmVk".repeat(43));
      const cases = [
        [made("author-rsa-2048", 32), "256 octets, as many as the modulus", "32 octets."],
        [made("author-ed25519", 63), "64 octets for the certificate’s Ed25519 key", "63 octets."],
        [made("author-p-256", 64), "the DER of r and s", "64 octets, which r and s one after the other would have"],
        [made("author-p-256", 70), "the DER of r and s", "70 octets."],
        [failing(async () => text), "256 octets", "344 octets of text, perhaps base64."],
      ] as const;
      for (const [signer, expected, received] of cases) {
        const error: unknown = await sign(strToU8("text"), { ...detached, signer }).catch((reason: unknown) => reason);
        assert.ok(error instanceof TransportError, String(error));
        assert.equal(error.reason, "signer-failed");
        assert.ok(error.message.includes(`expected ${expected}`), error.message);
        assert.ok(error.message.includes(`received ${received}`), error.message);
        if ("calls" in signer) assert.equal((signer as ReturnType<typeof counted>).calls(), 1);
      }
    });

    const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    const BOTH = { dsaEncoding: "ieee-p1363" } as const;
    const schemes: readonly (readonly [
      what: string,
      name: "author-rsa-2048" | "author-p-256" | "author-ed25519",
      sign: (key: KeyObject, request: SignRequest) => Uint8Array,
      received: string,
    ])[] = [
      [
        "RSASSA-PSS for PKCS#1 v1.5",
        "author-rsa-2048",
        (key, { message }) => sha("sha256", message, { key, ...PSS }),
        "rsa-pkcs1 with sha256, received rsa-pss with sha256.",
      ],
      [
        "another hash",
        "author-rsa-2048",
        (key, { message }) => sha("sha512", message, key),
        "rsa-pkcs1 with sha256, received rsa-pkcs1 with sha512.",
      ],
      [
        "the digest hashed once more",
        "author-rsa-2048",
        (key, { digest }) => sha("sha256", digest, key),
        "received rsa-pkcs1 with sha256, over the digest as if it were the message.",
      ],
      [
        "the octets from last to first",
        "author-rsa-2048",
        (key, { message }) => sha("sha256", message, key).reverse(),
        "received rsa-pkcs1 with sha256, its octets from last to first.",
      ],
      [
        "ECDSA without DER",
        "author-p-256",
        (key, { message }) => sha("sha256", message, { key, ...BOTH }),
        "expected ecdsa with sha256, received ecdsa with sha256, r and s one after the other",
      ],
      [
        "Ed25519 over the digest",
        "author-ed25519",
        (key, { digest }) => sha(null, digest, key),
        "expected ed25519, received ed25519, over the digest as if it were the message.",
      ],
    ];
    for (const [what, name, make, received] of schemes)
      it(`${what}, by the right key, is told as what it is, and the key is not used again`, async () => {
        const { certificates, algorithm } = testSigner(name);
        const key = createPrivateKey({ key: Buffer.from(testKey(name).pkcs8), format: "der", type: "pkcs8" });
        const answer = async (request: SignRequest): Promise<Uint8Array> => make(key, request);
        const signer = counted({ certificates, algorithm, label: name, sign: answer });
        const error: unknown = await sign(strToU8("text"), { ...detached, signer }).catch((reason: unknown) => reason);
        assert.ok(error instanceof TransportError, String(error));
        assert.equal(error.reason, "signer-failed");
        assert.ok(error.message.includes(received), error.message);
        assert.equal(signer.calls(), 1);
      });

    it("the caller's signal ends the wait for a signer that never answers", async () => {
      const controller = new AbortController();
      const signer = failing(() => {
        setImmediate(() => controller.abort("enough"));
        return new Promise(() => undefined);
      });
      const error: unknown = await sign(nupkg(), { signer, signal: controller.signal }).catch(
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof TransportError);
      assert.deepEqual([error.reason, error.cause], ["aborted", "enough"]);
    });
  });

  describe("packages", () => {
    it("one that is signed already: signing-already-signed, with the kind that stands there", async () => {
      const signed = await (await sign(nupkg())).toBytes();
      const refused = await assertRefused(sign(signed), "signing-already-signed");
      assert.deepEqual(refused.issues[0]!.details, { existing: "author" });
      await sign(signed, { overwrite: true });
    });

    it("a file that its former signature came with: signing-already-signed", async () => {
      const file = strToU8("text");
      const { signature } = await sign(file, detached);
      await assertUnused(testSigner("author-rsa-2048"), file, { ...detached, signature }, "signing-already-signed");
      await sign(file, { ...detached, signature, overwrite: true });
    });

    it("Zip64: package-zip64", async () => {
      await assertUnused(testSigner("author-rsa-2048"), await zip64(), { format: formats.nupkg }, "package-zip64");
    });

    it("65,534 entries: package-zip64 (NU3039), and 65,533 are signed", async () => {
      await assertUnused(
        testSigner("author-rsa-2048"),
        await manyEntries(0xfffe),
        { format: formats.nupkg },
        "package-zip64",
      );
      await sign(await manyEntries(0xfffd), { format: formats.nupkg });
    });

    it("not a package at all, an empty one, one that is cut off", async () => {
      const source = nupkg();
      await assertRefused(sign(strToU8("hello")), "package-format-unknown");
      for (const bytes of [new Uint8Array(0), source.subarray(0, 100), source.subarray(0, -1)])
        await assert.rejects(sign(bytes, { format: formats.nupkg }), { code: "sign-refused" });
    });

    it("an entry name that leaves the folder: package-entry-path-unsafe", async () => {
      const hostile = nupkg("Test.Package", "1.0.0", { "../../evil": strToU8("x") });
      await assertUnused(testSigner("author-rsa-2048"), hostile, {}, "package-entry-path-unsafe");
    });
  });

  describe("files that read as a NuGet manifest, in a detached signature", () => {
    const hash = "2.16.840.1.101.3.4.2.1-Hash:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    const confusable: Readonly<Record<string, string | Uint8Array>> = {
      "as NuGet writes it": `Version:1\n\n${hash}\n\n`,
      "with CRLF": `Version:1\r\n\r\n${hash}\r\n\r\n`,
      "with CR alone": `Version:1\r\r${hash}\r\r`,
      "with a byte order mark": `\uFEFFVersion:1\n\n${hash}\n\n`,
      "with more properties and sections": `a:b\nVersion:1\n\nx:y\n${hash}\n\nanything at all`,
      "of another version": `Version:2\n\n${hash}\n\n`,
      "with a long line in front": `${"x".repeat(100)}:${"y".repeat(200_000)}\nVersion:1\n\n${hash}\n\n`,
      "with zeros in front, more than are read at once": `${"\0".repeat(200_000)}Version:1\n\n${hash}\n\n`,
      "with a value that ends where a piece ends": `a:${"y".repeat(65_533)}\r\nVersion:1\r\n\r\n${hash}\r\n\r\n`,
      "in UTF-16": Uint8Array.from([0xff, 0xfe, ...Buffer.from(`Version:1\n\n${hash}\n\n`, "utf16le")]),
    };
    for (const [what, text] of Object.entries(confusable))
      it(`${what}: signing-content-confusable`, () => {
        const file = typeof text === "string" ? strToU8(text) : text;
        return assertUnused(testSigner("author-rsa-2048"), file, detached, "signing-content-confusable");
      });

    const harmless: Readonly<Record<string, string>> = {
      "without the last empty line": `Version:1\n\n${hash}\n`,
      "without a version": `Header:1\n\n${hash}\n\n`,
      "without a hash": "Version:1\n\nName:x\n\n",
      "with a line that is none": `Version:1\n\n${hash}\nfree text\n\n`,
      "with an empty value": `Version:\n\n${hash}\n\n`,
      "an empty file": "",
      "zeros alone": "\0".repeat(200_000),
      "a name without end": "x".repeat(200_000),
      "an empty line first": `\nVersion:1\n\n${hash}\n\n`,
    };
    for (const [what, text] of Object.entries(harmless))
      it(`${what} is signed`, async () => {
        assert.equal((await sign(strToU8(text), detached)).report.standing, "validated");
      });
  });

  describe("files that could be the value of a signature, in a detached signature of a repository", () => {
    const asRepository: Partial<SignOptions> = { ...detached, kind: "repository", repository: claims };
    const octets = (length: number): Uint8Array => Uint8Array.from({ length }, (_, place) => (place * 37 + 128) % 256);
    for (const length of [64, 256, 2048])
      it(`${length} octets: signing-content-confusable`, () =>
        assertUnused(testSigner("repository"), octets(length), asRepository, "signing-content-confusable"));

    for (const [what, file] of Object.entries({
      "63 octets": octets(63),
      "2049 octets": octets(2049),
      "256 octets of text": strToU8("Grüße,\r\n\t".repeat(21).padEnd(244)),
    }))
      it(`${what} are signed`, async () => {
        const signer = testSigner("repository");
        assert.equal((await sign(file, { ...asRepository, signer })).report.standing, "validated");
      });

    it("a pub archive is one of its own form", async () => {
      const options = { kind: "repository", repository: claims, signer: testSigner("repository") } as const;
      const file = pubArchive();
      assert.ok(file.length < 2048);
      assert.equal((await sign(file, options)).report.standing, "validated");
    });

    it("an author's are signed: they commit to no receipt", async () => {
      assert.equal((await sign(octets(256), detached)).report.standing, "validated");
    });
  });

  describe("a repository's claims", () => {
    const signer = testSigner("repository");
    const withClaims = (change: Partial<typeof claims>): Partial<SignOptions> => ({
      kind: "repository",
      repository: { ...claims, ...change },
    });

    for (const serviceIndex of [
      "http://packages.test/index.json",
      "packages.test/index.json",
      "",
      "https://",
      "HTTPS://packages.test/",
      "https://packages.test/ü",
      "https://packages.test/a b",
      "https://packages.test/\n",
      "https://packages.test\\index.json",
      "https://packages!.test/index.json",
      "https://packages..test/index.json",
      "https:///packages.test/index.json",
    ])
      it(`service index ${JSON.stringify(serviceIndex)}: repository-service-index-invalid`, () =>
        assertUnused(signer, nupkg(), withClaims({ serviceIndex }), "repository-service-index-invalid"));

    for (const owner of ["", " ", "\t", "\ud800"])
      it(`owner ${JSON.stringify(owner)}: repository-owners-malformed`, () =>
        assertUnused(signer, nupkg(), withClaims({ owners: ["ann", owner] }), "repository-owners-malformed"));

    it("no owners at all, and names in any script, are signed", async () => {
      for (const owners of [[], ["Ann", "株式会社", "müller & söhne"]]) {
        const { report } = await sign(nupkg(), { ...withClaims({ owners }), signer });
        assert.deepEqual(report.repository?.owners, owners);
      }
    });
  });

  it("says everything at once, the package's faults first, and tells what to do", async () => {
    const source = nupkg("Test.Package", "1.0.0", { "../x": strToU8("x") });
    const refused = await assertRefused(
      sign(source, { signer: testSigner("author-expired"), name: "a.nupkg" }),
      "package-entry-path-unsafe",
      "certificate-expired",
    );
    for (const { message, remedy } of refused.issues) assert.ok(message.length > 10 && remedy.length > 10);
    assert.equal(refused.message, refused.issues[0]!.message);
  });

  it("a source that gives fewer bytes than it promised ends in source-changed", async () => {
    const bytes = pubArchive();
    const shrinking = {
      size: bytes.length + 10,
      slice: (start: number, end: number) => ({ arrayBuffer: async () => bytes.slice(start, end).buffer }),
    };
    const format: PackageFormat = formats.detached;
    await assert.rejects(
      signPackage(shrinking, { signer: testSigner("author-rsa-2048"), trust, clock, timestamp: "none", format }),
      { code: "transport", reason: "source-changed" },
    );
  });

  it("a signal that has fired ends the call before anything is read", async () => {
    const signer = counted(testSigner("author-rsa-2048"));
    await assert.rejects(sign(nupkg(), { signer, signal: AbortSignal.abort() }), { reason: "aborted" });
    assert.equal(signer.calls(), 0);
  });

  it("the clock is an argument: a certificate is judged by it alone", async () => {
    assert.ok(NOW.getUTCFullYear() < 2059);
    await sign(nupkg(), { signer: testSigner("author-not-yet-valid"), clock: () => new Date("2059-06-01T00:00:00Z") });
  });
});

async function written(zip: yazl.ZipFile): Promise<Uint8Array> {
  zip.end({ forceZip64Format: true, comment: "" });
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part as Uint8Array));
  return new Uint8Array(Buffer.concat(parts));
}

function zip64(): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from("<package/>"), "a.nuspec");
  return written(zip);
}

/** The smallest archive of so many entries: empty, stored, each with a name of its own. */
async function manyEntries(count: number): Promise<Uint8Array> {
  const local = Buffer.alloc(35 * count);
  const central = Buffer.alloc(51 * count);
  for (let index = 0; index < count; index++) {
    const name = index.toString(36).padStart(5, "0");
    local.write("PK\x03\x04\x14", 35 * index, "latin1");
    local.writeUInt16LE(5, 35 * index + 26);
    local.write(name, 35 * index + 30, "latin1");
    central.write("PK\x01\x02\x14\0\x14", 51 * index, "latin1");
    central.writeUInt16LE(5, 51 * index + 28);
    central.writeUInt32LE(35 * index, 51 * index + 42);
    central.write(name, 51 * index + 46, "latin1");
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return new Uint8Array(Buffer.concat([local, central, end]));
}
