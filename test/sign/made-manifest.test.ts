import assert from "node:assert/strict";
import fc from "fast-check";
import { buildManifest, readManifest } from "../../lib/signature/index.js";

const HASHES = [
  { algorithm: "sha256", length: 32 },
  { algorithm: "sha384", length: 48 },
  { algorithm: "sha512", length: 64 },
] as const;

describe("the manifest that signing makes", () => {
  // What the check of the result relies on where it compares the octets instead of reading them.
  for (const { algorithm, length } of HASHES) {
    it(`is read as the ${algorithm} digest that it was made of, whatever the digest`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (digest) => {
          const read = readManifest(buildManifest({ algorithm, digest }), [algorithm]);
          assert.deepEqual(read, { ok: true, value: { digests: [{ algorithm, digest }] } });
        }),
      );
    });
  }
});
