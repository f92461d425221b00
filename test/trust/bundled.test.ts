import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultProvider } from "../../lib/crypto/index.js";
import { DecodeError } from "../../lib/report/index.js";
import { bundledTrust, bundledTrustProvenance } from "../../lib/trust/bundled/index.js";
import type { RootsBytes } from "../../lib/trust/bundled/layout.js";
import { collectRoots } from "../../lib/trust/bundled/make/collect.js";
import { compareRoots, listingOf } from "../../lib/trust/bundled/make/listing.js";
import { writeRoots } from "../../lib/trust/bundled/make/write-roots.js";
import { readRoots } from "../../lib/trust/bundled/read-roots.js";
import * as fileForm from "../../lib/trust/bundled/roots-file.js";
import * as textForm from "../../lib/trust/bundled/roots-text.js";
import { createTrustStore } from "../../lib/trust/index.js";
import { root } from "../shared.js";

const binary = readFileSync(join(root, "lib/trust/bundled/roots.bin"));

describe("trust: the bundled list", () => {
  it("is the same bytes as a file and as a module", async () => {
    for (const form of [fileForm, textForm]) {
      const bytes = await form.openRoots();
      assert.deepEqual(Buffer.from(bytes.range(0, binary.length)), binary);
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [1, 2],
        [2, 7],
        [24, 25],
        [binary.length - 1, binary.length],
      ] as const) {
        assert.deepEqual(Buffer.from(bytes.range(start, end)), binary.subarray(start, end));
      }
    }
  });

  it("has the digest that its own anchors give, and says where each comes from", async () => {
    const store = await bundledTrust();
    const inputs = [...store.anchors()].map(({ certificate, purposes, origin }) => ({
      certificate: certificate!.der,
      purposes,
      origin,
    }));
    assert.equal((await createTrustStore("copy", inputs)).digest, store.digest);
    assert.equal(store.size, inputs.length);
    const origins = new Set(inputs.map((input) => `${input.purposes.join()} ${input.origin}`));
    const { sources } = await bundledTrustProvenance();
    const label = sources[0]!.label;
    assert.equal(store.name, label);
    assert.deepEqual([...origins].sort(), [
      `code-signing ${label} codesignctl.pem`,
      `code-signing,timestamping ${label} codesignctl.pem, timestampctl.pem`,
      `timestamping ${label} timestampctl.pem`,
    ]);
  });

  it("holds each certificate once, its fingerprint known without reading it", async () => {
    const entries = readRoots(await fileForm.openRoots(), defaultProvider).index.all();
    assert.equal(new Set(entries.map((entry) => entry.id)).size, entries.length);
    for (const entry of entries) {
      const { certificate } = entry.read();
      assert.equal(entry.id, `certificate ${createHash("sha256").update(certificate!.der).digest("hex")}`);
      assert.equal(entry.id, `certificate ${certificate!.fingerprint.slice(7)}`);
      assert.equal(entry.read(), entry.read());
    }
  });

  it("finds each root by its subject", async () => {
    const store = await bundledTrust();
    for (const anchor of store.anchors()) assert.ok(store.anchorsNamed(anchor.subject).includes(anchor));
  });

  it("reads no certificate to load, and one for each root that is hit", async () => {
    const asked: (readonly [number, number])[] = [];
    const counting: RootsBytes = { range: (start, end) => (asked.push([start, end]), binary.subarray(start, end)) };
    const { index } = readRoots(counting, defaultProvider);
    assert.equal(asked.length, 3, "prefix, header, records");
    const loaded = asked.reduce((sum, [start, end]) => sum + end - start, 0);
    assert.ok(loaded < 24_000, `${loaded} bytes were read`);
    const [entry] = index.withNameHash(index.all()[7]!.nameHash);
    entry!.read();
    index.all()[7]!.read();
    assert.equal(asked.length, 4);
  });

  it("can be added to and taken from", async () => {
    const store = await bundledTrust();
    const [anchor] = [...store.anchors()];
    const less = await store.without([anchor!.certificate!.fingerprint]);
    assert.equal(less.size, store.size - 1);
    const { certificate, purposes, origin } = anchor!;
    assert.equal((await less.with([{ certificate: certificate!.der, purposes, origin }])).digest, store.digest);
  });

  const damages: readonly [string, (bytes: Uint8Array) => void][] = [
    ["another beginning", (bytes) => (bytes[0] = 0)],
    ["a header that is no JSON", (bytes) => (bytes[24] = 0)],
    ["a root that can't be read", (bytes) => bytes.fill(0, -3000)],
  ];
  for (const [what, damage] of damages) {
    it(`says that the installation is damaged if it has ${what}`, () => {
      const bytes = Uint8Array.from(binary);
      damage(bytes);
      const read = (): void => {
        const { index } = readRoots({ range: (start, end) => bytes.subarray(start, end) }, defaultProvider);
        for (const entry of index.all()) entry.read();
      };
      assert.throws(read, (error) => error instanceof DecodeError && error.structure === "the bundled trust list");
    });
  }
});

describe("trust: making the bundled list", () => {
  const folder = ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet", process.env["DOTNET_ROOT"] ?? ""]
    .map((place) => join(place, "sdk"))
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((version) => join(place, version, "trustedroots")))
    .find((place) => binary.includes(createDigest(join(place, "codesignctl.pem"))));

  it("from the SDK's files gives the list that is here, cert by cert and byte by byte", async function () {
    if (folder === undefined) this.skip(); // no SDK whose files the list was made from
    const { date, sources } = await bundledTrustProvenance();
    const bundles = sources.map(({ label, file, purpose }) => ({
      label,
      file,
      purpose,
      bytes: readFileSync(join(folder, file)),
    }));
    const collected = await collectRoots(bundles, defaultProvider);
    assert.deepEqual(Buffer.from(await writeRoots(collected.sources, collected.roots, date, defaultProvider)), binary);
    const store = await bundledTrust();
    for (const { file, purpose, bytes } of bundles) {
      const expected = pemBlocks(bytes);
      const held = new Set(
        [...store.anchors()]
          .filter((anchor) => anchor.purposes.includes(purpose))
          .map((anchor) => hex(anchor.certificate!.der)),
      );
      assert.deepEqual([...held].sort(), [...new Set(expected)].sort(), file);
    }
    const listing = listingOf(collected.sources, collected.roots, date);
    assert.equal(listing, readFileSync(join(root, "lib/trust/bundled/roots.txt"), "utf8"));
  });

  const anchors = bundledTrust().then((store) => [...store.anchors()].slice(0, 3).map((anchor) => anchor.certificate!));

  async function bundle(purpose: "code-signing" | "timestamping", ...indices: readonly number[]) {
    const certificates = await anchors;
    const blocks = indices.map(
      (index) =>
        `# a comment\n-----BEGIN CERTIFICATE-----\r\n${Buffer.from(certificates[index]!.der).toString("base64").replace(/.{64}/g, "$&\r\n")}\r\n-----END CERTIFICATE-----\r\n`,
    );
    return { label: "test", file: `${purpose}.pem`, purpose, bytes: Buffer.from(blocks.join("")) };
  }

  it("takes any PEM bundles, in any order, with duplicates, and gives the same bytes", async () => {
    const one = await collectRoots(
      [await bundle("code-signing", 0, 1, 0), await bundle("timestamping", 1, 2)],
      defaultProvider,
    );
    const other = await collectRoots(
      [await bundle("code-signing", 1, 0, 0), await bundle("timestamping", 2, 1)],
      defaultProvider,
    );
    const sourcesBut = one.sources.map(({ certificates }) => certificates);
    assert.deepEqual(sourcesBut, [3, 2]);
    assert.deepEqual(one.roots.map(({ sources }) => sources).sort(), [1, 2, 3]);
    const written = await Promise.all(
      [one, other].map(({ roots }) => writeRoots(one.sources, roots, "2026-01-01", defaultProvider)),
    );
    assert.deepEqual(written[0], written[1]);
    const { index } = readRoots({ range: (start, end) => written[0]!.subarray(start, end) }, defaultProvider);
    assert.equal(index.size, 3);
  });

  it("refuses a bundle with a block that is no certificate, naming the file", async () => {
    const bytes = Buffer.from("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    const bad = { label: "test", file: "bad.pem", purpose: "code-signing", bytes } as const;
    await assert.rejects(
      collectRoots([bad], defaultProvider),
      (error) => error instanceof DecodeError && /bad\.pem/.test(error.message),
    );
  });

  it("prints what came, what went and what is trusted for something else", async () => {
    const [a, b, c] = await anchors;
    const changes = compareRoots(
      [
        { certificate: a!, purposes: ["code-signing"] },
        { certificate: b!, purposes: ["code-signing"] },
      ],
      [
        { certificate: b!, purposes: ["code-signing", "timestamping"] },
        { certificate: c!, purposes: ["timestamping"] },
      ],
    );
    assert.deepEqual(
      changes.map((line) => `${line[0] ?? ""} ${/sha256:\w+/.exec(line)?.[0] ?? ""}`),
      [`+ ${c!.fingerprint}`, `- ${a!.fingerprint}`, `~ ${b!.fingerprint}`],
    );
  });
});

function createDigest(path: string): string {
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "absent";
}

function pemBlocks(bytes: Uint8Array): readonly string[] {
  const blocks = Buffer.from(bytes)
    .toString("latin1")
    .matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END/g);
  return [...blocks].map((block) => Buffer.from(block[1] ?? "", "base64").toString("hex"));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
