import assert from "node:assert/strict";
import type { RandomAccessSource } from "../../lib/bytes/index.js";
import { type CryptoProvider, defaultProvider, webCryptoProvider } from "../../lib/crypto/index.js";
import { type CrlTarget, CrlSearch, readCertificateList } from "../../lib/x509/index.js";
import { bigCrl, entryOf } from "./make-big-crl.js";
import { evidence, judgeLeaf, leafWith } from "./small-pki.js";

/** A file that says how it was read, and may change when it has been read to the end once. */
function watched(bytes: Uint8Array, changed: Uint8Array = bytes) {
  const log = { reads: 0, bytes: 0, largest: 0 };
  let current = bytes;
  const source: RandomAccessSource = {
    size: bytes.length,
    slice: () => {
      throw new Error("a source that offers read is read by it");
    },
    read: (into, position) => {
      log.reads++;
      log.bytes += into.length;
      log.largest = Math.max(log.largest, into.length);
      into.set(current.subarray(position, position + into.length));
      if (position + into.length === bytes.length) current = changed;
      return into.length;
    },
  };
  return { source, log };
}

const budgets = { crlBytes: 256 * 2 ** 20 };

async function judgeBig(source: RandomAccessSource, provider: CryptoProvider = defaultProvider) {
  const lookUp = { label: "disk", find: async () => [evidence("crl", source, "disk")] };
  return judgeLeaf(await leafWith(), { run: { sources: [lookUp] }, provider, budgets });
}

describe("a CRL of a million entries", function () {
  this.timeout(120_000);
  let crl: Uint8Array;

  before(async () => {
    crl = await bigCrl(1_000_000, entryOf(0x0a));
    assert.ok(crl.length > 40_000_000);
  });

  it("is read once from end to end, at most 1 MiB and one entry at a time", async () => {
    const { source, log } = watched(crl);
    const { leaf } = await judgeBig(source);
    assert.equal(leaf.status, "revoked");
    assert.ok(log.largest <= 1024 * 1024 + 64 * 1024, `${log.largest} bytes at once`);
    // Both ends are read when it is opened, and the rest in one pass.
    assert.ok(log.bytes <= crl.length + 2 * 64 * 1024, `${log.bytes} bytes of ${crl.length}`);
  });

  it("is searched without an object for each entry: what is not the target's leaves nothing", () => {
    const list = readCertificateList(crl);
    assert.ok(list.ok);
    const target: CrlTarget = { serial: Uint8Array.of(0x0b), issuerName: list.value.issuerName };
    const take = (): void => assert.fail("found");
    const kind = { version: 2, isIndirect: false, isDelta: false } as const;
    const search = new CrlSearch(kind, list.value.issuerName, target, take);
    const before = process.memoryUsage().heapUsed;
    const { start, end } = list.value.entries;
    assert.equal(search.walk(crl, start, end, true), end);
    // A million entries at one object of 24 octets each would be 24 MB.
    assert.ok(process.memoryUsage().heapUsed - before < 8_000_000);
  });

  it("says the same from memory as from a file, and on a provider that needs its message whole", async () => {
    const { source } = watched(crl);
    const { leaf } = await judgeBig(source, webCryptoProvider(globalThis.crypto));
    assert.equal(leaf.status, "revoked");
    const inMemory = await judgeLeaf(await leafWith(), { crls: [crl], budgets });
    assert.equal(inMemory.leaf.status, "revoked");
  });

  it("beyond the limit of crlBytes is not read at all", async () => {
    const { source, log } = watched(crl);
    const lookUp = { label: "disk", find: async () => [evidence("crl", source, "disk")] };
    const question = { run: { sources: [lookUp] }, budgets: { crlBytes: 1_000_000 } };
    const { leaf, problems } = await judgeLeaf(await leafWith(), question);
    assert.equal(leaf.status, "unknown");
    assert.deepEqual(problems, [`it has ${crl.length} bytes, and 1000000 are read at most`]);
    assert.equal(log.reads, 0);
  });
});

describe("a CRL that is read in slices", () => {
  it("is good for a certificate that is in none of them", async () => {
    const { source } = watched(await bigCrl(150_000, entryOf(0x0b)));
    assert.equal((await judgeBig(source)).leaf.status, "good");
  });

  it("is found out when one byte of it is changed, wherever that is", async () => {
    const crl = await bigCrl(150_000, entryOf(0x0b));
    for (const part of [0.001, 0.3, 0.5, 0.9, 0.99999]) {
      const changed = Uint8Array.from(crl);
      const index = Math.floor(crl.length * part);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.equal((await judgeBig(watched(changed).source)).leaf.status, "unknown", `byte ${index}`);
    }
  });

  it("counts for nothing when an entry is malformed, though its signature is right", async () => {
    const { source } = watched(await bigCrl(150_000, entryOf(0x0a), true));
    const { leaf, problems } = await judgeBig(source);
    assert.equal(leaf.status, "unknown");
    assert.match(problems[0] ?? "", /expected revokedCertificates entry/);
  });

  it("is searched over the very bytes that its signature was checked over, whatever is written to it meanwhile", async () => {
    const clean = await bigCrl(150_000, entryOf(0x0b));
    // ECDSA's values differ in length by an octet at times, and a file does not change its size unnoticed.
    let revoking = await bigCrl(150_000, entryOf(0x0a));
    while (revoking.length !== clean.length) revoking = await bigCrl(150_000, entryOf(0x0a));
    const { leaf, problems } = await judgeBig(watched(clean, revoking).source);
    assert.deepEqual(problems, ["its signature does not verify under its issuer's key"]);
    assert.notEqual(leaf.status, "good");
  });

  it("is unavailable, and the run goes on, when its source fails while it is read", async () => {
    const { source } = watched(await bigCrl(150_000, entryOf(0x0b)));
    let reads = 0;
    const failing: RandomAccessSource = {
      ...source,
      read: (into, position) => {
        if (++reads > 3) throw new Error("the disk is gone");
        return source.read?.(into, position) ?? 0;
      },
    };
    const { leaf, problems } = await judgeBig(failing);
    assert.equal(leaf.status, "unknown");
    assert.deepEqual(problems, ["it changed while it was being read"]);
  });
});
