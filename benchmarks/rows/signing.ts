import type { CryptoProvider } from "../../lib/crypto/index.js";
import { signPackage } from "../../lib/index.js";
import { testKey, testSigner } from "../../test-certs/index.js";
import { testTrust } from "../../test/sign/fixture.js";
import { unsignedPackage } from "../../test/support/package.js";
import { contest, inProcess, type Row } from "../contest.js";
import { acceptsPackage, judged } from "../peers/judged-signature.js";
import { withPeers } from "../peers/peer-process.js";
import { AUTHOR, signerPeers } from "../peers/signers.js";
import { partName, platformPart } from "../platform-part.js";
import type { Setting } from "../setting.js";

/** An author's signature with a local RSA-3072 key and no timestamp, of a small package. */
export function signing(setting: Setting): Promise<Row> {
  return withPeers(async (start) => {
    const unsigned = unsignedPackage();
    const trust = await testTrust();
    const [key, signer] = [testKey(AUTHOR), testSigner(AUTHOR)];
    const message = Buffer.alloc(300, 7);
    const clock = (): Date => new Date();
    const signBy = (crypto?: CryptoProvider) => () =>
      signPackage(unsigned, { signer, trust, clock, timestamp: "none", name: "a.nupkg", ...(crypto && { crypto }) });
    const [sign, part] = [signBy(), await platformPart(signBy)];
    const bare = (): Uint8Array => key.sign(message, { name: "rsa-pkcs1", hash: "sha256" });
    const judges = async () => judged(await (await sign()).toBytes(), (made) => acceptsPackage(made, trust));
    const limit = "the bare signature";
    return contest({
      title: "author signing with a local RSA-3072 key, no timestamp",
      unit: "µs",
      rounds: setting.rounds,
      contestants: [
        inProcess(limit, bare, { count: 20 }),
        inProcess(`${partName("countersign", part)}, and the signature`, () => (part.run(), bare()), { count: 20 }),
        inProcess("countersign", sign, { count: 20, judges }),
        ...signerPeers(setting, unsigned, trust, start),
      ],
      demands: [{ of: "countersign", over: limit, most: 1.1 }],
    });
  });
}
