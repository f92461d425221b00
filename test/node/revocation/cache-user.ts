/** Started by cache.test.ts, eight at a time: writes and reads the same three entries. Prints what was read wrong. */
import { RevocationCache } from "../../../lib/node/revocation/cache.js";

const [folder = "", index = "0", rounds = "0"] = process.argv.slice(2);
const cache = new RevocationCache(folder);

for (let round = 0; round < Number(rounds); round++) {
  const key = `key ${round % 3}`;
  // Every byte of an entry is the same, and so is its length's last digit: a mixture of two would show.
  const mark = (Number(index) + round) % 10;
  await cache.store("crl", key, `writer ${index}`, Buffer.alloc(200_000 + mark, mark));
  const data = cache.find("crl", key)?.data;
  if (!(data instanceof Uint8Array)) process.stdout.write("no entry\n");
  else if (!data.every((octet) => octet === data.length % 10))
    process.stdout.write(`a mixture of ${data.length} bytes\n`);
  if (round === 1) process.stdout.write("under way\n");
}
process.stdout.write("done\n");
