import { type Contestant, contest, inProcess, type Row } from "../contest.js";
import { createVerifier, type TrustStore } from "../../lib/index.js";
import { defaultProvider } from "../../lib/crypto/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { forgePeers } from "../peers/forge-peers.js";
import { nugetPeer, opensslPeer } from "../peers/native-peers.js";
import { withPeers } from "../peers/peer-process.js";
import { pkijsPeers } from "../peers/pkijs-peers.js";
import { partName, platformPart } from "../platform-part.js";
import { signatureFiles } from "../peers/signature-files.js";
import { clock, digestAtHand, flippedCopy } from "../subject.js";
import type { Setting } from "../setting.js";

/** Structures, chains and timestamps of a real package, its content's digest at hand. */
export function signaturePart(setting: Setting): Promise<Row> {
  const { rounds, root, subject } = setting;
  return withPeers(async (start) => {
    const trust = await bundledTrust();
    const bare = await bareOperations(subject.bytes, trust);
    const flipped = flippedCopy(subject.bytes, bare.primaryValue);
    const files = signatureFiles(setting, flipped, trust, bare);
    const limit = `the bare ${bare.all.length} operations`;
    return contest({
      title: "signature part of a full verification, no caches between calls, all bundled roots",
      unit: "µs",
      rounds,
      contestants: [
        inProcess(limit, () => runAll(bare.all), { count: 20 }),
        inProcess(`the ${bare.distinct.length} distinct ones`, () => runAll(bare.distinct), { count: 20 }),
        await platformAlone(subject.bytes, trust, 0),
        ...(await ours(subject.bytes, flipped, trust)),
        opensslPeer(setting, files.all, start),
        nugetPeer(setting, flipped, start),
        ...pkijsPeers(root, files, start),
        ...forgePeers(setting, bare.all, start),
      ],
      demands: [
        { of: "countersign", over: limit, most: 1.15 },
        { of: "countersign", over: "OpenSSL in C", least: 3 },
        { of: "countersign", over: "NuGet.Packaging in C#", least: 30 },
        { of: "countersign", over: "pkijs 3, all roots", least: 85 },
        { of: "countersign", over: "pkijs 4, all roots", least: 85 },
      ],
    });
  });
}

async function ours(bytes: Uint8Array, flipped: Uint8Array, trust: TrustStore): Promise<readonly Contestant[]> {
  const crypto = await digestAtHand(bytes, trust);
  const verifier = createVerifier({ trust, clock, crypto, chainCacheSize: 0 });
  const anew = async (): Promise<unknown> =>
    createVerifier({ trust: await bundledTrust(), clock, crypto, chainCacheSize: 0 }).verify(bytes);
  return [
    inProcess("countersign", () => verifier.verify(bytes), { count: 50, judges: judging(trust, bytes, flipped) }),
    inProcess("countersign, trust list loaded anew each time", anew, { count: 50 }),
  ];
}

/** The signature part where the verifier knows the chains. */
export async function signaturePartWarm({ rounds, subject: { bytes } }: Setting): Promise<Row> {
  const trust = await bundledTrust();
  const { warm, primaryValue } = await bareOperations(bytes, trust);
  const crypto = await digestAtHand(bytes, trust);
  const verifier = createVerifier({ trust, clock, crypto, chainCacheSize: 1024 });
  const judges = judging(trust, bytes, flippedCopy(bytes, primaryValue));
  const limit = `the bare ${warm.length} operations that remain`;
  return contest({
    title: "the same with a warm chain cache",
    unit: "µs",
    rounds,
    contestants: [
      inProcess(limit, () => runAll(warm), { count: 50 }),
      await platformAlone(bytes, trust, 1024),
      inProcess("countersign", () => verifier.verify(bytes), { count: 100, judges }),
    ],
    demands: [{ of: "countersign", over: limit, most: 1.3 }],
  });
}

/** What of our time is the platform's. */
async function platformAlone(bytes: Uint8Array, trust: TrustStore, chainCacheSize: number): Promise<Contestant> {
  const part = await platformPart(
    (crypto) => {
      const verifier = createVerifier({ trust, clock, crypto, chainCacheSize });
      return () => verifier.verify(bytes);
    },
    await digestAtHand(bytes, trust),
  );
  return inProcess(partName("countersign", part), part.run, { count: 20 });
}

/** With the real provider: the one of the race has the genuine content's digest at hand whatever the content is. */
function judging(trust: TrustStore, genuine: Uint8Array, altered: Uint8Array): NonNullable<Contestant["judges"]> {
  const verifier = createVerifier({ trust, clock, crypto: defaultProvider });
  return async () => ({
    accepts: (await verifier.verify(genuine)).outcome === "trusted",
    refuses: !(await verifier.verify(altered)).accepted,
  });
}
