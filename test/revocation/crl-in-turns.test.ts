import assert from "node:assert/strict";
import { asSource, type RandomAccessSource } from "../../lib/bytes/index.js";
import { type CryptoProvider, defaultProvider, threadPoolProvider } from "../../lib/crypto/index.js";
import { turnsWhile } from "../support/event-loop.js";
import { bigCrl, entryOf } from "./make-big-crl.js";
import { evidence, judgeLeaf, leafWith } from "./small-pki.js";

/** Slices of 1 MiB that such a CRL is read in. */
const [ENTRIES, SLICES] = [150_000, 5];

describe("a CRL of megabytes on the platform's thread pool", function () {
  this.timeout(60_000);

  /** From a source that is read piece by piece, or from memory. */
  async function judged(provider: CryptoProvider, crl: Uint8Array, inMemory: boolean) {
    const memory = asSource(crl);
    const file: RandomAccessSource = {
      size: memory.size,
      slice: () => assert.fail("read() is preferred"),
      read: (into, position) => memory.read?.(into, position) ?? 0,
    };
    const lookUp = { label: "disk", find: async () => [evidence("crl", inMemory ? crl : file, "disk")] };
    const options = { run: { sources: [lookUp] }, provider, budgets: { crlBytes: 256 * 2 ** 20 } };
    const certificate = await leafWith();
    const { turns, result } = await turnsWhile(() => judgeLeaf(certificate, options));
    return { turns, status: result.leaf.status, problems: result.problems };
  }

  for (const inMemory of [false, true]) {
    const from = inMemory ? "from memory" : "from a file";
    it(`lets the event loop turn between its slices, to the same answers: ${from}`, async () => {
      const provider = threadPoolProvider();
      for (const [serial, status] of [
        [0x0a, "revoked"],
        [0x0b, "good"],
      ] as const) {
        const crl = await bigCrl(ENTRIES, entryOf(serial));
        const [now, pool] = [await judged(defaultProvider, crl, inMemory), await judged(provider, crl, inMemory)];
        assert.deepEqual([now.status, pool.status], [status, status]);
        assert.ok(pool.turns - now.turns >= SLICES - 1, `${pool.turns} turns, ${now.turns} on the spot`);
      }
    });

    it(`is found out when one byte of it is changed: ${from}`, async () => {
      const crl = await bigCrl(ENTRIES, entryOf(0x0b));
      crl[crl.length >> 1] = (crl[crl.length >> 1] ?? 0) ^ 1;
      const [now, pool] = [
        await judged(defaultProvider, crl, inMemory),
        await judged(threadPoolProvider(), crl, inMemory),
      ];
      assert.deepEqual([pool.status, pool.problems], [now.status, now.problems]);
      assert.notEqual(pool.status, "good");
    });
  }
});
