import { type Contestant, contest, inProcess, type Row } from "../contest.js";
import { createVerifier, type TrustStore } from "../../lib/index.js";
import { defaultProvider } from "../../lib/crypto/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { nativePeers } from "../peers/native-peers.js";
import { pkijsPeers } from "../peers/pkijs-peers.js";
import { bareOperations, clock, digestAtHand, flippedCopy, type BareOperation } from "../subject.js";
import type { Setting } from "../setting.js";
import { signatureIn } from "../signature-entry.js";

/** Calls before the compiler has seen enough of the library. */
const settled = { warmUp: 500, count: 20 };

const all =
  (operations: readonly BareOperation[]): (() => void) =>
  () => {
    for (const operation of operations) if (!operation()) throw new Error("a recorded signature does not verify");
  };

/** Structures, chains and timestamps of a real package, its content's digest at hand. */
export async function signaturePart(setting: Setting): Promise<readonly Row[]> {
  const { rounds, subject } = setting;
  const trust = await bundledTrust();
  const bare = await bareOperations(subject.bytes, trust);
  const flipped = flippedCopy(subject.bytes, bare.primaryValue);
  const crypto = await digestAtHand(subject.bytes, trust);
  const ours = (name: string, chainCacheSize: number): Contestant => {
    const verifier = createVerifier({ trust, clock, crypto, chainCacheSize });
    return inProcess(name, () => verifier.verify(subject.bytes), {
      ...settled,
      judges: judging(trust, subject.bytes, flipped),
    });
  };
  const anew = inProcess(
    "countersign, trust list loaded anew each time",
    async () => {
      const verifier = createVerifier({ trust: await bundledTrust(), clock, crypto, chainCacheSize: 0 });
      return verifier.verify(subject.bytes);
    },
    settled,
  );
  const signatures = { genuine: signatureIn(subject.bytes), altered: signatureIn(flipped) };
  const native = nativePeers(setting, flipped, trust, bare);
  const bareName = `the bare ${bare.all.length} operations`;
  const cold = await contest({
    title: "signature part of a full verification, no caches between calls, all bundled roots",
    unit: "µs",
    rounds,
    contestants: [
      inProcess(bareName, all(bare.all)),
      inProcess(`the ${bare.distinct.length} distinct ones`, all(bare.distinct)),
      ours("countersign", 0),
      anew,
      ...native.contestants,
      ...(await pkijsPeers(signatures, trust, bare)),
    ],
    demands: [
      { of: "countersign", over: bareName, most: 1.15 },
      { of: "countersign", over: "OpenSSL in C", least: 3 },
      { of: "countersign", over: "NuGet.Packaging in C#", least: 30 },
      { of: "countersign", over: "pkijs 4, all roots", least: 85 },
    ],
  });
  const remaining = `the bare ${bare.warm.length} operations that remain`;
  native.end();
  const warm = await contest({
    title: "the same with a warm chain cache",
    unit: "µs",
    rounds,
    contestants: [inProcess(remaining, all(bare.warm)), ours("countersign", 1024)],
    demands: [{ of: "countersign", over: remaining, most: 1.3 }],
  });
  return [cold, warm];
}

/** With the real provider: the one of the race has the genuine content's digest at hand whatever the content is. */
function judging(trust: TrustStore, genuine: Uint8Array, altered: Uint8Array): NonNullable<Contestant["judges"]> {
  const verifier = createVerifier({ trust, clock, crypto: defaultProvider });
  return async () => ({
    accepts: (await verifier.verify(genuine)).outcome === "trusted",
    refuses: !(await verifier.verify(altered)).accepted,
  });
}
