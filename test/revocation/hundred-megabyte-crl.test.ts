import assert from "node:assert/strict";
import { createPrivateKey, createSign } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { concatBytes, type RandomAccessSource } from "../../lib/bytes/index.js";
import { fileRevocationSource } from "../../lib/node/index.js";
import { defaultBudgets } from "../../lib/policy/index.js";
import type { RevocationSource } from "../../lib/revocation/index.js";
import { extensionDer } from "../../lib/testing/index.js";
import { bitString, enumerated, explicit, integer, octetString, sequence, time } from "../../lib/testing/encode.js";
import { withFolder } from "../node/temporary-folder.js";
import { days, evidence, judgeLeaf, leafWith, smallPki } from "./small-pki.js";

const ECDSA_SHA256 = Uint8Array.of(0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);
const BLOCK = 1_000;

/** A SEQUENCE's header for contents of 16 MiB and more, whose length DER writes in four octets (X.690 §8.1.3.5). */
function longHeader(length: number): Uint8Array {
  return Uint8Array.of(0x30, 0x84, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
}

/** Entries that count upwards, each with a reason and an extension of a CA's own: 103 octets. */
function entryBlock(from: number): Uint8Array {
  const reason = extensionDer({ oid: "2.5.29.21", critical: false, value: enumerated(4) });
  const own = extensionDer({ oid: "1.3.6.1.4.1.99999.1", critical: false, value: octetString(new Uint8Array(45)) });
  const entry = sequence(integer(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)), time(days(-30)), sequence(reason, own));
  const block = new Uint8Array(BLOCK * entry.length);
  const view = new DataView(block.buffer);
  for (let index = 0; index < BLOCK; index++) {
    block.set(entry, index * entry.length);
    view.setUint32(index * entry.length + 8, from + index);
  }
  return block;
}

/** Writes a CRL of the issuer piece by piece: a million entries, and at the end one of this serial number. */
async function writeCrl(path: string, serial: number): Promise<void> {
  const { issuer } = await smallPki();
  const last = sequence(integer(serial), time(days(-2)));
  const before = concatBytes([integer(1), ECDSA_SHA256, issuer.subject, time(days(-1)), time(days(6))]);
  const number = extensionDer({ oid: "2.5.29.20", critical: false, value: integer(1) });
  const after = explicit(0, sequence(number));
  const entries = 1_000 * entryBlock(0).length + last.length;
  const list = longHeader(entries);
  const tbsHeader = longHeader(before.length + list.length + entries + after.length);
  const tbs = function* (): Generator<Uint8Array> {
    yield* [tbsHeader, before, list];
    for (let block = 0; block < 1_000; block++) yield entryBlock(block * BLOCK);
    yield* [last, after];
  };
  const signing = createSign("sha256");
  const file = openSync(path, "w");
  try {
    let position = tbsHeader.length;
    for (const piece of tbs()) {
      signing.update(piece);
      position += writeSync(file, piece, 0, piece.length, position);
    }
    const key = createPrivateKey({ key: Buffer.from(issuer.key.pkcs8), format: "der", type: "pkcs8" });
    const signature = concatBytes([ECDSA_SHA256, bitString(signing.sign(key))]);
    position += writeSync(file, signature, 0, signature.length, position);
    const header = longHeader(position - tbsHeader.length);
    writeSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
}

/** Octets that objects and buffers take, waste that no collection has swept yet among them. */
function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * The file, and how much more memory was in use while its last quarter was read than when it was opened. The least of those
 * readings counts, which is the one soonest after a collection: what is kept is in it, and waste is not.
 */
function weighed(file: number): { readonly source: RandomAccessSource; readonly growth: () => number } {
  const size = fstatSync(file).size;
  const start = inUse();
  let least = Number.POSITIVE_INFINITY;
  const source: RandomAccessSource = {
    size,
    slice: () => {
      throw new Error("a source that offers read is read by it");
    },
    read: (into, position) => {
      if (position > size * 0.75) least = Math.min(least, inUse());
      return readSync(file, into, 0, into.length, position);
    },
  };
  return { source, growth: () => least - start };
}

describe("a CRL of 100 MB and a million entries, each with extensions", function () {
  this.timeout(120_000);

  it("is judged from the disk within the default budgets, in memory that does not grow with it", async () => {
    await withFolder(async (folder) => {
      const path = join(folder, "big.crl");
      await writeCrl(path, 0x0a);
      const { size } = statSync(path);
      assert.ok(size > 100_000_000 && size < defaultBudgets.crlBytes, `${size} bytes`);
      const file = openSync(path, "r");
      try {
        const { source, growth } = weighed(file);
        const disk: RevocationSource = { label: "disk", find: async () => [evidence("crl", source, "disk")] };
        const { leaf } = await judgeLeaf(await leafWith(), { run: { sources: [disk] } });
        assert.equal(leaf.status, "revoked");
        // An entry kept as an object with its serial number takes more than 100 bytes: a million would be 100 MB.
        assert.ok(growth() < 32 * 2 ** 20, `${growth()} bytes more`);
      } finally {
        closeSync(file);
      }
      const other = await leafWith([], "0b");
      const { leaf } = await judgeLeaf(other, { run: { sources: [fileRevocationSource(folder)] } });
      assert.equal(leaf.status, "good", "out of a folder of revocation data, for a certificate that is not in it");
    });
  });
});
