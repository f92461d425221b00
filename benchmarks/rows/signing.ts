import { signPackage } from "../../lib/index.js";
import { testKey, testSigner } from "../../test-certs/index.js";
import { nupkg, testTrust, clock } from "../../test/sign/fixture.js";
import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";

/** An author's signature with a local RSA-3072 key and no timestamp. */
export async function signing({ rounds }: Setting): Promise<readonly Row[]> {
  const unsigned = nupkg();
  const signer = testSigner("author-rsa-3072");
  const trust = await testTrust();
  const key = testKey("author-rsa-3072");
  const message = Buffer.alloc(300, 7);
  const bare = "the bare signature";
  const row = await contest({
    title: "author signing with a local RSA-3072 key, no timestamp",
    unit: "µs",
    rounds,
    contestants: [
      inProcess(bare, () => key.sign(message, { name: "rsa-pkcs1", hash: "sha256" }), { warmUp: 10, count: 5 }),
      inProcess(
        "countersign",
        () => signPackage(unsigned, { signer, trust, clock, timestamp: "none", name: "a.nupkg" }),
        {
          warmUp: 40,
          count: 5,
        },
      ),
    ],
    demands: [{ of: "countersign", over: bare, most: 1.1 }],
  });
  return [row];
}
