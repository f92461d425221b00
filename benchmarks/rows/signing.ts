import { defaultProvider } from "../../lib/crypto/index.js";
import { contest, inProcess, type Row } from "../contest.js";
import { inPlace } from "../in-place.js";
import { acceptsPackage, judged } from "../peers/judged-signature.js";
import { withPeers } from "../peers/peer-process.js";
import { signerPeers } from "../peers/signers.js";
import { partName, platformPart } from "../platform-part.js";
import type { Setting } from "../setting.js";
import { signingWork } from "../signing-work.js";

/** An author's signature with a local RSA-3072 key and no timestamp, of a small package. */
export function signing(setting: Setting): Promise<Row> {
  return withPeers(async (start) => {
    const { unsigned, trust, signBy, bare } = await signingWork();
    const [sign, part] = [signBy(), await platformPart(signBy)];
    const judges = async () => judged(await (await sign()).toBytes(), (made) => acceptsPackage(made, trust));
    const limit = "the bare signature";
    return contest({
      title: "author signing with a local RSA-3072 key, no timestamp",
      unit: "µs",
      rounds: setting.rounds,
      contestants: [
        inProcess(limit, bare, { count: 20 }),
        inProcess(`${partName("countersign", part)}, and the signature`, () => (part.run(), bare()), { count: 20 }),
        {
          name: "of countersign, node:crypto besides the signature, in its place (wall)",
          measure: inPlace(signBy, defaultProvider),
          count: 20,
          settles: true,
        },
        inProcess("countersign", sign, { count: 20, judges }),
        ...signerPeers(setting, unsigned, trust, start),
      ],
      demands: [{ of: "countersign", over: limit, most: 1.1 }],
    });
  });
}
