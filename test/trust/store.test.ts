import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { createTrustStore, type TrustAnchor, type TrustAnchorInput } from "../../lib/trust/index.js";
import { ConfigError, DecodeError, type Fingerprint, type HashName } from "../../lib/report/index.js";
import { BMP, name, PRINTABLE, type RelativeName, tlv, UTF8 } from "./names.js";

const PURPOSES = ["code-signing"] as const;
const keys = [...(await bundledTrust()).anchors()].slice(0, 20);
const [first, second] = keys.map((anchor) => Uint8Array.from(anchor.certificate!.der)) as [Uint8Array, Uint8Array];
const keyInfo = (index: number): Uint8Array => Uint8Array.from(keys[index]!.publicKeyInfo);

function certificateAnchor(certificate: Uint8Array, more: Partial<TrustAnchorInput> = {}): TrustAnchorInput {
  return { certificate, purposes: PURPOSES, origin: "test", ...more };
}

function keyAnchor(
  subject: Uint8Array,
  publicKeyInfo = keyInfo(0),
  more: Partial<TrustAnchorInput> = {},
): TrustAnchorInput {
  return { nameAndKey: { subject, publicKeyInfo }, purposes: PURPOSES, origin: "test", ...more };
}

function fingerprint(bytes: Uint8Array, hash: HashName = "sha256"): Fingerprint {
  return `${hash}:${createHash(hash).update(bytes).digest("hex")}`;
}

function subjectsOf(anchors: readonly TrustAnchor[]): readonly string[] {
  return anchors.map((anchor) => Buffer.from(anchor.subject).toString("hex"));
}

describe("trust: createTrustStore", () => {
  it("keeps a copy, also of what is given as Buffers, which may be filled with something else", async () => {
    const [certificate, subject, publicKeyInfo, nameConstraints] = [
      Buffer.from(first),
      Buffer.from(keys[1]!.subject),
      Buffer.from(keyInfo(1)),
      Buffer.from("3000", "hex"),
    ];
    const byKey = { purposes: PURPOSES, origin: "test", nameAndKey: { subject, publicKeyInfo, nameConstraints } };
    const store = await createTrustStore("house", [certificateAnchor(certificate), byKey]);
    for (const given of [certificate, subject, publicKeyInfo, nameConstraints]) given.fill(0);
    const anchors = [...store.anchors()];
    const one = anchors.find((anchor) => anchor.certificate !== undefined);
    const other = anchors.find((anchor) => anchor.certificate === undefined);
    const kept = [one?.certificate?.der, other?.subject, other?.publicKeyInfo, other?.nameConstraints];
    const meant = [first, keys[1]!.subject, keyInfo(1), Uint8Array.of(0x30, 0)];
    assert.deepEqual(
      kept.map((bytes) => Buffer.from(bytes ?? [])),
      meant.map((bytes) => Buffer.from(bytes)),
    );
  });

  it("reads a certificate's name, key and constraints out of it, and keeps purposes, window and origin", async () => {
    const from = new Date("2020-01-01T00:00:00Z");
    const until = new Date("2030-01-01T00:00:00Z");
    const store = await createTrustStore("house", [
      certificateAnchor(first, {
        purposes: ["timestamping", "code-signing", "timestamping"],
        trustedFrom: from,
        trustedUntil: until,
        origin: "house.pem",
      }),
    ]);
    assert.equal(store.name, "house");
    assert.equal(store.size, 1);
    const [anchor] = [...store.anchors()];
    assert.deepEqual(anchor?.certificate?.der, first);
    assert.deepEqual(anchor.subject, Uint8Array.from(keys[0]!.subject));
    assert.deepEqual(anchor.publicKeyInfo, keyInfo(0));
    assert.deepEqual(anchor.purposes, ["code-signing", "timestamping"]);
    assert.deepEqual([anchor.trustedFrom, anchor.trustedUntil], [from.getTime(), until.getTime()]);
    assert.equal(anchor.origin, "house.pem");
    assert.equal(anchor.certificate.fingerprint, fingerprint(first));
  });

  it("gives an anchor without a window no window", async () => {
    const [anchor] = [...(await createTrustStore("a", [certificateAnchor(first)])).anchors()];
    assert.equal("trustedFrom" in anchor! || "trustedUntil" in anchor!, false);
  });

  it("hands on a root's own name constraints, and those given with a name and key", async () => {
    const constrained = [...(await bundledTrust()).anchors()].filter((anchor) => anchor.nameConstraints !== undefined);
    assert.deepEqual(
      constrained.map((anchor) => /CN=([^,]*)/.exec(anchor.certificate!.subject)?.[1]),
      ["Hellenic Academic and Research Institutions RootCA 2011"],
    );
    const nameConstraints = tlv(0x30, []);
    const subject = name([UTF8, "CN", "a"]);
    const store = await createTrustStore("a", [
      { nameAndKey: { subject, publicKeyInfo: keyInfo(0), nameConstraints }, purposes: PURPOSES, origin: "a" },
    ]);
    const [anchor] = store.anchorsNamed(subject);
    assert.deepEqual(anchor?.nameConstraints, nameConstraints);
    assert.equal(anchor.certificate, undefined);
  });

  it("keeps nothing of what it was given: later changes have no effect", async () => {
    const certificate = Uint8Array.from(first);
    const subject = Uint8Array.from(name([UTF8, "CN", "a"]));
    const purposes: ("code-signing" | "timestamping")[] = ["code-signing"];
    const store = await createTrustStore("a", [{ certificate, purposes, origin: "a" }, keyAnchor(subject)]);
    const digest = store.digest;
    certificate.fill(0);
    subject.fill(0);
    purposes.push("timestamping");
    assert.deepEqual(store.anchorsNamed(keys[0]!.subject)[0]?.certificate?.der, Uint8Array.from(first));
    assert.deepEqual(store.anchorsNamed(keys[0]!.subject)[0]?.purposes, ["code-signing"]);
    assert.equal(store.anchorsNamed(name([UTF8, "CN", "a"])).length, 1);
    assert.equal(
      (await createTrustStore("a", [certificateAnchor(first), keyAnchor(name([UTF8, "CN", "a"]))])).digest,
      digest,
    );
  });

  it("hands out frozen values", async () => {
    const store = await createTrustStore("a", [certificateAnchor(first), keyAnchor(name([UTF8, "CN", "a"]))]);
    assert.ok(Object.isFrozen(store));
    for (const anchor of store.anchors()) assert.ok(Object.isFrozen(anchor) && Object.isFrozen(anchor.purposes));
  });

  it("takes no anchors at all: a store that trusts nobody", async () => {
    const store = await createTrustStore("nobody", []);
    assert.equal(store.size, 0);
    assert.deepEqual(store.anchorsNamed(keys[0]!.subject), []);
  });

  const cut = first.subarray(0, first.length - 1);
  const decodeFaults: readonly [string, TrustAnchorInput, string][] = [
    ["a certificate that is cut off", certificateAnchor(cut), "Certificate"],
    ["a certificate with a byte after it", certificateAnchor(Uint8Array.from([...first, 0])), "Certificate"],
    ["PEM text where DER is expected", certificateAnchor(Buffer.from("-----BEGIN CERTIFICATE-----")), "Certificate"],
    ["no bytes", certificateAnchor(new Uint8Array(0)), "Certificate"],
    ["a name that is none", keyAnchor(Uint8Array.of(0x31, 0)), "Name"],
    ["a name with a byte after it", keyAnchor(Uint8Array.from([...name([UTF8, "CN", "a"]), 0])), "Name"],
    ["a key that is cut off", keyAnchor(name(), keyInfo(0).subarray(0, -1)), "SubjectPublicKeyInfo"],
    [
      "name constraints that are none",
      {
        nameAndKey: { subject: name(), publicKeyInfo: keyInfo(0), nameConstraints: Uint8Array.of(5, 0) },
        purposes: PURPOSES,
        origin: "a",
      },
      "NameConstraints",
    ],
  ];
  for (const [what, anchor, structure] of decodeFaults) {
    it(`refuses ${what}, naming the structure`, async () => {
      await assert.rejects(createTrustStore("a", [anchor]), (error) => {
        assert.ok(error instanceof DecodeError, String(error));
        assert.equal(error.structure, structure);
        return true;
      });
    });
  }

  const subject = name([UTF8, "CN", "a"]);
  const configFaults: readonly [string, TrustAnchorInput, string][] = [
    ["neither form", { purposes: PURPOSES, origin: "a" }, "anchors[1]"],
    ["both forms", { ...keyAnchor(subject), certificate: first }, "anchors[1]"],
    ["no purpose", certificateAnchor(first, { purposes: [] }), "anchors[1].purposes"],
    [
      "a purpose that there is not",
      certificateAnchor(first, { purposes: ["tls" as "code-signing"] }),
      "anchors[1].purposes",
    ],
    ["a date that is none", certificateAnchor(first, { trustedFrom: new Date(Number.NaN) }), "anchors[1].trustedFrom"],
    [
      "a window that ends before it begins",
      certificateAnchor(first, { trustedFrom: new Date(1), trustedUntil: new Date(0) }),
      "anchors[1].trustedUntil",
    ],
    ["no origin", certificateAnchor(first, { origin: "" }), "anchors[1].origin"],
  ];
  for (const [what, anchor, at] of configFaults) {
    it(`refuses an anchor with ${what}, naming its place`, async () => {
      await assert.rejects(createTrustStore("a", [certificateAnchor(first), anchor]), (error) => {
        assert.ok(error instanceof ConfigError, String(error));
        assert.equal(error.at, at);
        return true;
      });
    });
  }

  it("takes a window of one instant", async () => {
    await createTrustStore("a", [certificateAnchor(first, { trustedFrom: new Date(5), trustedUntil: new Date(5) })]);
  });
});

describe("trust: anchorsNamed", () => {
  it("finds an anchor by the bytes of its name, and nothing by another", async () => {
    const store = await createTrustStore("a", [certificateAnchor(first), certificateAnchor(second)]);
    assert.deepEqual(
      store.anchorsNamed(keys[1]!.subject).map((anchor) => anchor.certificate?.der),
      [second],
    );
    assert.deepEqual(store.anchorsNamed(keys[2]!.subject), []);
    assert.deepEqual(store.anchorsNamed(new Uint8Array(0)), []);
  });

  it("finds it by any name that matches by RFC 5280 §7.1", async () => {
    const store = await createTrustStore("a", [
      keyAnchor(name([PRINTABLE, "C", "DE"], [PRINTABLE, "CN", "Contoso Root"])),
    ]);
    const found = (...names: readonly RelativeName[]): number => store.anchorsNamed(name(...names)).length;
    assert.equal(found([UTF8, "C", "de"], [UTF8, "CN", "contoso  root "]), 1);
    assert.equal(found([PRINTABLE, "C", "DE"], [BMP, "CN", "Contoso Root"]), 1);
    assert.equal(found([PRINTABLE, "CN", "Contoso Root"], [PRINTABLE, "C", "DE"]), 0, "another order of the RDNs");
    assert.equal(
      found([
        [PRINTABLE, "C", "DE"],
        [PRINTABLE, "CN", "Contoso Root"],
      ]),
      0,
      "one RDN of two",
    );
    assert.equal(found([PRINTABLE, "O", "DE"], [PRINTABLE, "CN", "Contoso Root"]), 0, "another type");
    assert.equal(found([PRINTABLE, "C", "DE"], [PRINTABLE, "CN", "ContosoRoot"]), 0, "no space");
  });

  it("puts anchors with the very bytes first, and keeps the order given otherwise", async () => {
    const plain = name([PRINTABLE, "CN", "Root"]);
    const wide = name([UTF8, "CN", "ROOT"]);
    const store = await createTrustStore("a", [
      keyAnchor(plain, keyInfo(0)),
      keyAnchor(wide, keyInfo(1)),
      keyAnchor(plain, keyInfo(2)),
    ]);
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    assert.deepEqual(subjectsOf(store.anchorsNamed(plain)), [hex(plain), hex(plain), hex(wide)]);
    assert.deepEqual(subjectsOf(store.anchorsNamed(wide)), [hex(wide), hex(plain), hex(plain)]);
    assert.deepEqual(store.anchorsNamed(plain)[1]?.publicKeyInfo, keyInfo(2));
  });

  it("never takes names for each other whose hashes fall together", async () => {
    // The letters of both, without spaces, are the same.
    const store = await createTrustStore("a", [keyAnchor(name([UTF8, "CN", "a bc"]))]);
    assert.equal(store.anchorsNamed(name([UTF8, "CN", "ab c"])).length, 0);
    assert.equal(store.anchorsNamed(name([UTF8, "O", "a bc"])).length, 0);
  });

  it("gives the same certificate, each with its own purposes and window, as often as it was given", async () => {
    const store = await createTrustStore("a", [
      certificateAnchor(first, { trustedUntil: new Date(1000) }),
      certificateAnchor(first, { purposes: ["timestamping"] }),
    ]);
    const found = store.anchorsNamed(keys[0]!.subject).map(({ purposes, trustedUntil }) => [purposes, trustedUntil]);
    assert.deepEqual(found, [
      [["code-signing"], 1000],
      [["timestamping"], undefined],
    ]);
  });
});

describe("trust: a store's digest", () => {
  const anchors = [
    certificateAnchor(first),
    certificateAnchor(second, { purposes: ["timestamping"] }),
    keyAnchor(name([UTF8, "CN", "a"])),
  ];

  it("is the SHA-256 of its sorted lines", async () => {
    const store = await createTrustStore("a", [
      certificateAnchor(first, { purposes: ["code-signing", "timestamping"], trustedUntil: new Date(0) }),
    ]);
    const id = `certificate ${createHash("sha256").update(first).digest("hex")}`;
    const lines = `${id} code-signing until 1970-01-01T00:00:00.000Z\n${id} timestamping until 1970-01-01T00:00:00.000Z\n`;
    assert.equal(store.digest, fingerprint(Buffer.from(lines)));
  });

  it("does not depend on order, names, origins, repetition, or how purposes are grouped", async () => {
    const { digest } = await createTrustStore("a", anchors);
    const others = [
      [...anchors].reverse(),
      anchors.map((anchor) => ({ ...anchor, origin: "elsewhere" })),
      [...anchors, ...anchors],
    ];
    for (const other of others) assert.equal((await createTrustStore("b", other)).digest, digest);
    const together = await createTrustStore("a", [
      certificateAnchor(first, { purposes: ["code-signing", "timestamping"] }),
    ]);
    const apart = await createTrustStore("a", [
      certificateAnchor(first),
      certificateAnchor(first, { purposes: ["timestamping"] }),
    ]);
    assert.equal(together.digest, apart.digest);
  });

  it("changes with each thing that is trusted", async () => {
    const a = name([UTF8, "CN", "a"]);
    const nameConstraints = tlv(0x30, []);
    const variants: readonly TrustAnchorInput[][] = [
      [],
      anchors.slice(1),
      [certificateAnchor(first)],
      [certificateAnchor(first, { purposes: ["timestamping"] })],
      [certificateAnchor(first, { trustedFrom: new Date(0) })],
      [certificateAnchor(first, { trustedUntil: new Date(0) })],
      [certificateAnchor(first, { trustedUntil: new Date(1) })],
      [keyAnchor(a)],
      [keyAnchor(a, keyInfo(1))],
      [keyAnchor(name([PRINTABLE, "CN", "a"]))],
      [{ nameAndKey: { subject: a, publicKeyInfo: keyInfo(0), nameConstraints }, purposes: PURPOSES, origin: "a" }],
    ];
    const digests = await Promise.all(variants.map(async (variant) => (await createTrustStore("a", variant)).digest));
    assert.equal(new Set(digests).size, variants.length);
  });
});

describe("trust: with and without", () => {
  it("make new stores and leave the old one as it was", async () => {
    const store = await createTrustStore("a", [certificateAnchor(first)]);
    const more = await store.with([certificateAnchor(second)], "b");
    const less = await more.without([fingerprint(first)]);
    assert.deepEqual([store.size, more.size, less.size], [1, 2, 1]);
    assert.deepEqual([store.name, more.name, less.name], ["a", "b", "b"]);
    assert.equal(
      more.digest,
      (await createTrustStore("x", [certificateAnchor(second), certificateAnchor(first)])).digest,
    );
    assert.equal(less.digest, (await createTrustStore("x", [certificateAnchor(second)])).digest);
    assert.equal(less.anchorsNamed(keys[0]!.subject).length, 0);
  });

  it("remove by SHA-256, SHA-384 or SHA-512 of a certificate, and by those of a public key", async () => {
    const store = await createTrustStore("a", [certificateAnchor(first), certificateAnchor(second)]);
    for (const hash of ["sha256", "sha384", "sha512"] as const) {
      for (const part of [first, keyInfo(0)]) {
        const less = await store.without([fingerprint(part, hash)]);
        assert.deepEqual(
          [...less.anchors()].map((anchor) => anchor.certificate?.der),
          [second],
        );
      }
    }
  });

  it("remove an anchor however it came in: for each purpose, and as name and key", async () => {
    const [{ subject, publicKeyInfo }] = keys as [TrustAnchor];
    const store = await createTrustStore("a", [
      certificateAnchor(first),
      certificateAnchor(first, { purposes: ["timestamping"], trustedFrom: new Date(0) }),
      keyAnchor(subject, publicKeyInfo),
      keyAnchor(subject, keyInfo(1)),
      certificateAnchor(second),
    ]);
    const less = await store.without([fingerprint(first)]);
    assert.deepEqual(
      [...less.anchors()].map((anchor) => anchor.publicKeyInfo),
      [keyInfo(1), keyInfo(1)],
    );
  });

  it("let a fingerprint pass that fits nothing", async () => {
    const store = await createTrustStore("a", [certificateAnchor(first)]);
    assert.equal((await store.without([fingerprint(second)])).digest, store.digest);
  });

  const malformed = [
    "",
    "sha256",
    "sha256:",
    `sha256:${"0".repeat(63)}`,
    `sha256:${"A".repeat(64)}`,
    `sha1:${"0".repeat(40)}`,
    `sha256:${"0".repeat(64)}:`,
    `sha512:${"0".repeat(64)}`,
    "0".repeat(64),
  ];
  for (const text of malformed) {
    it(`refuse ${JSON.stringify(text)} as a fingerprint`, async () => {
      const store = await createTrustStore("a", []);
      await assert.rejects(store.without([fingerprint(first), text as Fingerprint]), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.at, "fingerprints[1]");
        return true;
      });
    });
  }
});
