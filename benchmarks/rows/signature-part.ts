import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contestant, contest, inProcess, type Row } from "../contest.js";
import { createVerifier, type TrustStore } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations, runAll } from "../bare-operations.js";
import { forgePeers } from "../peers/forge-peers.js";
import { nugetPeer, opensslPeer } from "../peers/native-peers.js";
import { type PeerProcess, peerContestant, programPeer, withPeers } from "../peers/peer-process.js";
import { pkijsPeers } from "../peers/pkijs-peers.js";
import { partName, platformPart } from "../platform-part.js";
import { signatureReading } from "../reading-part.js";
import { signatureFiles } from "../peers/signature-files.js";
import { verifiesSignature } from "../signature-alone.js";
import { signatureIn } from "../signature-entry.js";
import { clock, digestAtHand, flippedCopy } from "../subject.js";
import type { Setting } from "../setting.js";

/** Chains that a verifier remembers in the row where it knows them. */
const WARM = 1024;

/** Besides what the platform takes: together they are what no verification here gets below. */
const READING = "of countersign, the structures read and nothing judged";

/** NuGet's own does more: it reads and hashes the package as well. */
const WITH_CONTAINER = "countersign, the package’s directory read as well";

const IN_PLACE = "of countersign, node:crypto in its place (wall)";

/** Structures, chains and timestamps of a real package, its content's digest at hand. */
export function signaturePart(setting: Setting): Promise<Row> {
  const { rounds, root, subject } = setting;
  return withPeers(async (start) => {
    const trust = await bundledTrust();
    const bare = await bareOperations(subject.bytes, trust);
    const flipped = flippedCopy(subject.bytes, bare.primaryValue);
    const altered = alteredPackage(setting, bare.primaryValue);
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
        peerContestant(IN_PLACE, start(ownPeer(setting, altered, 0)), "own-platform", 50),
        inProcess(READING, reading(subject.bytes, false), { count: 50 }),
        peerContestant("countersign", start(ownPeer(setting, altered, 0)), "verify", 50),
        peerContestant(WITH_CONTAINER, start(ownPeer(setting, altered, 0)), "verify-package", 50),
        peerContestant(
          "countersign, trust list loaded anew each time",
          start(ownPeer(setting, altered, 0)),
          "verify-anew",
          50,
        ),
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

/** Ours, in a process of its own as the peers are. */
function ownPeer({ root, subject }: Setting, altered: string, chainCacheSize: number): PeerProcess {
  return programPeer(root, "own-program", [subject.path, altered, String(chainCacheSize)]);
}

/** The signature part where the verifier knows the chains. */
export function signaturePartWarm(setting: Setting): Promise<Row> {
  const { rounds, subject } = setting;
  return withPeers(async (start) => {
    const trust = await bundledTrust();
    const { warm, primaryValue } = await bareOperations(subject.bytes, trust);
    const altered = alteredPackage(setting, primaryValue);
    const limit = `the bare ${warm.length} operations that remain`;
    return contest({
      title: "the same with a warm chain cache",
      unit: "µs",
      rounds,
      contestants: [
        inProcess(limit, () => runAll(warm), { count: 50 }),
        await platformAlone(subject.bytes, trust, WARM),
        peerContestant(IN_PLACE, start(ownPeer(setting, altered, WARM)), "own-platform", 100),
        inProcess(READING, reading(subject.bytes, true), { count: 50 }),
        peerContestant("countersign", start(ownPeer(setting, altered, WARM)), "verify", 100),
        peerContestant(WITH_CONTAINER, start(ownPeer(setting, altered, WARM)), "verify-package", 100),
      ],
      demands: [{ of: "countersign", over: limit, most: 1.3 }],
    });
  });
}

function reading(bytes: Uint8Array, knowsChains: boolean): () => number {
  const [read, signature] = [signatureReading(knowsChains), signatureIn(bytes)];
  return () => read(signature);
}

function alteredPackage({ folder, subject }: Setting, primaryValue: number): string {
  const path = join(folder, "altered.nupkg");
  writeFileSync(path, flippedCopy(subject.bytes, primaryValue));
  return path;
}

/** What of our time is the platform's. */
async function platformAlone(bytes: Uint8Array, trust: TrustStore, chainCacheSize: number): Promise<Contestant> {
  const part = await platformPart(
    (crypto) => {
      const verifier = createVerifier({ trust, clock, crypto, chainCacheSize });
      return verifiesSignature(verifier, bytes);
    },
    await digestAtHand(bytes, trust),
  );
  return inProcess(partName("countersign", part), part.run, { count: 20 });
}
