import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readFacts } from "../../path/facts.js";
import { sharedPath } from "../../shared.js";
import type { Suite } from "../suite.js";

/** OpenSSL's fuzzing corpora: whatever the bytes are, reading them ends in a value. */
export const fuzz: Suite = {
  name: "fuzz x509",
  folder: "fuzz",
  *cases() {
    for (const { name, bytes } of untar(gunzipSync(readFileSync(sharedPath("corpora", "fuzz", "openssl-fuzz.tar.gz")))))
      yield {
        id: name,
        expected: ["a value"],
        judge: async () => {
          try {
            await readFacts(bytes);
            return "a value";
          } catch (error) {
            return `a throw: ${String(error)}`;
          }
        },
      };
  },
};

/** Regular files of a plain tar: 512-byte headers, name at 0, size in octal at 124, type at 156. */
function* untar(archive: Uint8Array): Iterable<{ readonly name: string; readonly bytes: Uint8Array }> {
  const text = (start: number, length: number): string =>
    Buffer.from(archive.subarray(start, start + length))
      .toString("latin1")
      .split("\0")[0] ?? "";
  for (let position = 0; position + 512 <= archive.length; ) {
    const name = text(position, 100);
    const size = Number.parseInt(text(position + 124, 12).trim() || "0", 8);
    const type = text(position + 156, 1);
    if (name !== "" && (type === "0" || type === ""))
      yield { name, bytes: archive.subarray(position + 512, position + 512 + size) };
    position += 512 + Math.ceil(size / 512) * 512;
  }
}
