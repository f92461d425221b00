import assert from "node:assert/strict";
import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { Crypto } from "@peculiar/webcrypto";
import fc from "fast-check";
import { asSource } from "../../lib/bytes/index.js";
import {
  type CryptoProvider,
  defaultProvider,
  digestOf,
  hashSegments,
  KeyRing,
  type SignatureAlgorithm,
  threadPoolProvider,
  webCryptoProvider,
} from "../../lib/crypto/index.js";
import { ConfigError, type HashName } from "../../lib/report/index.js";
import { bitString, integer, nullValue, oid, sequence } from "../../lib/testing/encode.js";

const PROVIDERS: readonly CryptoProvider[] = [
  defaultProvider,
  threadPoolProvider(),
  { ...webCryptoProvider(new Crypto()), name: "@peculiar/webcrypto" },
  { ...webCryptoProvider(globalThis.crypto), name: "the platform's WebCrypto" },
];
const HASHES: readonly HashName[] = ["sha256", "sha384", "sha512"];
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const curves = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" } as const;
const message = Buffer.from("what was signed");

interface Case {
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: KeyObject;
  readonly signature: Uint8Array;
}

function cases(): readonly Case[] {
  const { publicKey, privateKey } = rsa;
  const plain = HASHES.map((hash) => ({
    algorithm: { name: "rsa-pkcs1", hash } as const,
    publicKey,
    signature: sign(hash, message, privateKey),
  }));
  const padding = {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  const pss = HASHES.map((hash) => ({
    algorithm: { name: "rsa-pss", hash } as const,
    publicKey,
    signature: sign(hash, message, padding),
  }));
  const ecdsa = (Object.keys(curves) as (keyof typeof curves)[]).flatMap((curve) => {
    const pair = generateKeyPairSync("ec", { namedCurve: curves[curve] });
    return HASHES.map((hash) => ({
      algorithm: { name: "ecdsa", hash, curve } as const,
      publicKey: pair.publicKey,
      signature: sign(hash, message, pair.privateKey),
    }));
  });
  const edwards = generateKeyPairSync("ed25519");
  return [
    ...plain,
    ...pss,
    ...ecdsa,
    {
      algorithm: { name: "ed25519" },
      publicKey: edwards.publicKey,
      signature: sign(null, message, edwards.privateKey),
    },
  ];
}

/** One value in 256 begins with a zero. A message's only value with PKCS #1 v1.5, so that there the messages differ. */
function valueWithLeadingZero(name: "rsa-pkcs1" | "rsa-pss"): Case & { readonly message: Buffer } {
  const { publicKey, privateKey } = rsa;
  const padding = name === "rsa-pss" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  for (let tried = 0; tried < 20_000; tried++) {
    const message = Buffer.from(`message ${tried}`);
    const signature = sign("sha256", message, { key: privateKey, padding, saltLength: 32 });
    if (signature[0] === 0) return { algorithm: { name, hash: "sha256" }, publicKey, signature, message };
  }
  throw new Error(`none of 20,000 values of ${name} begins with a zero`);
}

const spki = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ type: "spki", format: "der" }));
const describeAlgorithm = (algorithm: SignatureAlgorithm): string => Object.values(algorithm).join(" ");

async function verify(
  provider: CryptoProvider,
  { algorithm, publicKey }: Case,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await new KeyRing(provider).keyOf(spki(publicKey));
  return key !== undefined && provider.verify(key, algorithm, data, signature);
}

/** Whole where the provider takes no message in pieces. */
async function verifyInPieces(
  provider: CryptoProvider,
  one: Case,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = (await new KeyRing(provider).keyOf(spki(one.publicKey))) ?? assert.fail();
  const verifier = provider.startVerify?.(key, one.algorithm, signature);
  if (verifier === undefined) return verify(provider, one, data, signature);
  await verifier.update(data.subarray(0, 3));
  await verifier.update(data.subarray(3));
  return verifier.verify();
}

describe("every crypto provider", () => {
  const table = cases();
  const leadingZeros = (["rsa-pkcs1", "rsa-pss"] as const).map(valueWithLeadingZero);

  for (const provider of PROVIDERS) {
    it(`${provider.name} takes no RSA key of more bits than anybody verifies with`, async () => {
      for (const [bits, isTaken] of [
        [16_384, true],
        [16_392, false],
      ] as const) {
        const modulus = new Uint8Array(bits / 8 + 1).fill(0xff).fill(0, 0, 1);
        const key = bitString(sequence(integer(modulus), integer(65_537)));
        const info = sequence(sequence(oid("1.2.840.113549.1.1.1"), nullValue()), key);
        assert.equal((await provider.importKey(info)) !== undefined, isTaken, `${bits} bits`);
      }
    });

    it(`${provider.name} verifies what was signed and refuses what was not`, async function () {
      for (const one of table) {
        if (one.algorithm.name === "ed25519" && provider.name === "@peculiar/webcrypto") continue;
        const name = describeAlgorithm(one.algorithm);
        assert.equal(await verify(provider, one, message, one.signature), true, name);
        const flipped = Uint8Array.from(one.signature);
        flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
        assert.equal(await verify(provider, one, message, flipped), false, `${name}, flipped`);
        assert.equal(
          await verify(provider, one, Buffer.from("something else"), one.signature),
          false,
          `${name}, other message`,
        );
        assert.equal(await verify(provider, one, message, one.signature.subarray(1)), false, `${name}, cut`);
        assert.equal(await verify(provider, one, message, new Uint8Array(0)), false, `${name}, empty`);
      }
    });

    it(`${provider.name} refuses an RSA value without its leading zero (RFC 8017 §8.1.2, step 1)`, async () => {
      for (const one of leadingZeros) {
        const longer = Buffer.concat([Uint8Array.of(0), one.signature]);
        const values = [one.signature, one.signature.subarray(1), longer];
        assert.deepEqual(
          await Promise.all(values.map((value) => verify(provider, one, one.message, value))),
          [true, false, false],
          describeAlgorithm(one.algorithm),
        );
        assert.deepEqual(
          await Promise.all(values.map((value) => verifyInPieces(provider, one, one.message, value))),
          [true, false, false],
          `${describeAlgorithm(one.algorithm)}, in pieces`,
        );
      }
    });

    it(`${provider.name} refuses an ECDSA value that is not strict DER`, async () => {
      const one = table.find(({ algorithm }) => algorithm.name === "ecdsa") ?? assert.fail();
      const trailing = Buffer.concat([one.signature, Uint8Array.of(0)]);
      const longLength = Buffer.concat([Uint8Array.of(0x30, 0x81, one.signature[1] ?? 0), one.signature.subarray(2)]);
      for (const signature of [trailing, longLength])
        assert.equal(await verify(provider, one, message, signature), false);
    });

    it(`${provider.name} digests alike, at once and in pieces`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
          fc.constantFrom(...HASHES),
          async (pieces, hash) => {
            const expected = createHash(hash);
            const hasher = provider.createHash(hash);
            for (const piece of pieces) {
              expected.update(piece);
              await hasher.update(piece);
            }
            const digest = expected.digest("hex");
            assert.equal(Buffer.from(await hasher.digest()).toString("hex"), digest);
            assert.equal(Buffer.from(await digestOf(provider, hash, Buffer.concat(pieces))).toString("hex"), digest);
          },
        ),
        { numRuns: 30 },
      );
      assert.equal(
        Buffer.from(await provider.digestSha1(message)).toString("hex"),
        createHash("sha1").update(message).digest("hex"),
      );
    });

    it(`${provider.name} takes no key that is unsound or unknown`, async () => {
      const p256 =
        table.find(({ algorithm }) => algorithm.name === "ecdsa" && algorithm.curve === "P-256") ?? assert.fail();
      const offCurve = spki(p256.publicKey);
      offCurve[offCurve.length - 1] = (offCurve.at(-1) ?? 0) ^ 1;
      const evenModulus = spki(rsa.publicKey);
      // The modulus is followed by the exponent: 02 03 01 00 01.
      evenModulus[evenModulus.length - 6] = (evenModulus.at(-6) ?? 0) & 0xfe;
      const secp256k1 = spki(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey);
      for (const key of [offCurve, evenModulus, secp256k1, Uint8Array.of(0x30, 0), new Uint8Array(0)])
        assert.equal(await provider.importKey(key), undefined);
    });

    it(`${provider.name} makes random bytes of the length asked for`, () => {
      assert.equal(provider.randomBytes(32).length, 32);
      assert.notDeepEqual(provider.randomBytes(32), provider.randomBytes(32));
    });
  }
});

describe("the WebCrypto provider", () => {
  it("goes on with an incremental digest beyond the bytes that it may gather, to the same result", async () => {
    const provider = webCryptoProvider(globalThis.crypto, { maxBytes: 1000 });
    const content = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256);
    for (const hash of HASHES) {
      const hasher = provider.createHash(hash);
      for (let start = 0; start < content.length; start += 333)
        await hasher.update(content.subarray(start, start + 333));
      assert.equal(
        Buffer.from(await hasher.digest()).toString("hex"),
        createHash(hash).update(content).digest("hex"),
        hash,
      );
    }
  });

  it("says what it expects of its argument and its option", () => {
    assert.throws(
      () => webCryptoProvider({ subtle: undefined, getRandomValues: () => undefined } as unknown as Crypto),
      ({ at }: ConfigError) => at === "crypto",
    );
    assert.throws(
      () => webCryptoProvider(globalThis.crypto, { maxBytes: -1 }),
      (error: unknown) => error instanceof ConfigError && error.at === "options.maxBytes",
    );
  });
});

describe("hashing a described file", () => {
  const content = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 253);
  const segments = [
    { kind: "range", start: 10, end: 2_900_000 },
    { kind: "bytes", bytes: Uint8Array.of(1, 2, 3) },
  ] as const;

  it("computes every algorithm in one pass, on every provider", async () => {
    for (const provider of PROVIDERS) {
      let seen = 0;
      const digests = await hashSegments(provider, asSource(content), segments, ["sha256", "sha512"], {
        onSlice: (bytes) => (seen += bytes),
      });
      for (const hash of ["sha256", "sha512"] as const) {
        const expected = createHash(hash)
          .update(content.subarray(10, 2_900_000))
          .update(Uint8Array.of(1, 2, 3))
          .digest("hex");
        assert.equal(Buffer.from(digests?.get(hash) ?? []).toString("hex"), expected, provider.name);
      }
      assert.equal(seen, 2_900_000 - 10 + 3);
    }
  });

  it("has no digest of a file that became shorter", async () => {
    assert.equal(
      await hashSegments(defaultProvider, asSource(content), [{ kind: "range", start: 0, end: 3_000_001 }], ["sha256"]),
      undefined,
    );
  });
});
