import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations } from "../bare-operations.js";
import { contest, inProcess, type Row } from "../contest.js";
import { opensslPeer } from "../peers/native-peers.js";
import { withPeers } from "../peers/peer-process.js";
import { PKIJS, pkijsContestant } from "../peers/pkijs-peers.js";
import { signatureFiles } from "../peers/signature-files.js";
import type { Setting } from "../setting.js";
import { flippedCopy } from "../subject.js";

/** What it costs to have the bundled roots at hand; the peers are judged by what they verify with them. */
export function trustList(setting: Setting): Promise<Row> {
  const { rounds, root, subject } = setting;
  return withPeers(async (start) => {
    const trust = await bundledTrust();
    const bare = await bareOperations(subject.bytes, trust);
    const files = signatureFiles(setting, flippedCopy(subject.bytes, bare.primaryValue), trust, bare).all;
    return contest({
      title: "loading the trust list",
      unit: "µs",
      rounds,
      contestants: [
        inProcess("countersign", () => bundledTrust()),
        inProcess("countersign, each certificate read as well", readAll),
        opensslPeer(setting, files, start, "load"),
        ...PKIJS.map((peer) => pkijsContestant(root, peer, files, start, "all roots", "load")),
        "NuGet.Packaging in C#: it loads its roots once in a process",
      ],
      bounds: [{ of: "countersign", most: 2000 }],
    });
  });
}

/** What the index puts off until a chain asks for a root, and the peers do at once. */
async function readAll(): Promise<unknown> {
  return [...(await bundledTrust()).anchors()].map(({ certificate }) => certificate?.subject);
}
