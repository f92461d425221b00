import assert from "node:assert/strict";
import { createVerifier, type TrustStore, type Verdict, type Verifier } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { neededCertificates } from "../support/chains.js";
import { Flipper } from "../support/flip.js";
import { seeded } from "../support/random.js";
import { coveredKinds, among, type Region, type RegionKind, regionsOf } from "../support/regions.js";
import { signatureIn } from "../support/signature-slot.js";
import { realPackages, requireRealPackages } from "./packages.js";

const clock = (): Date => new Date("2026-11-24T00:00:00Z");

/** Octets by kind that no signature covers, of each signature file: a change of these figures is a change of what is checked. */
const UNCOVERED: Readonly<Record<string, Partial<Record<RegionKind, number>>>> = {
  "newtonsoft.json.13.0.3.nupkg": {
    "certificate that no chain uses": 7099,
    "commitment of a countersignature": 32,
    "framing of a token": 456,
    "framing of the message": 178,
    "framing of unsigned attributes": 69,
  },
  "moq.4.20.70.nupkg": {
    "certificate that no chain uses": 3335,
    "framing of a token": 228,
    "framing of the message": 125,
    "framing of unsigned attributes": 25,
  },
  "serilog.4.0.0.nupkg": {
    "certificate that no chain uses": 3808,
    "framing of a token": 228,
    "framing of the message": 125,
    "framing of unsigned attributes": 25,
  },
};

describe("what no signature of a real package covers", function () {
  this.timeout(300_000);
  let trust: TrustStore;
  let verifier: Verifier;
  let packages: ReadonlyMap<string, Uint8Array>;

  before(async function () {
    packages = await requireRealPackages(this);
    trust = await bundledTrust();
    verifier = createVerifier({ trust, clock });
  });

  for (const { file } of realPackages) {
    it(`${file}: is of these kinds, and of this size`, async () => {
      const sizes: Partial<Record<RegionKind, number>> = {};
      for (const { kind, start, end } of await uncovered(file)) sizes[kind] = (sizes[kind] ?? 0) + end - start;
      assert.deepEqual(sizes, UNCOVERED[file]);
    });

    it(`${file}: a byte of it changed leaves the verdict trusted on the same signer, or refuses`, async () => {
      const bytes = packages.get(file) ?? assert.fail(file);
      const genuine = await verifier.verify(bytes);
      assert.ok(!genuine.issues.some(({ code }) => code.endsWith("bytes-unsigned")));
      const flipper = new Flipper(bytes, verifier);
      const next = seeded(4);
      for (const region of await uncovered(file))
        for (let count = 0; count < 12; count++) {
          const place = region.start + next(region.end - region.start);
          const verdict = await flipper.judge(flipper.slot.signature.start + place, next(8));
          judgedAsBefore(verdict, genuine, `${region.kind} of the ${region.of} at ${place}`);
        }
    });
  }

  async function uncovered(file: string): Promise<readonly Region[]> {
    const bytes = packages.get(file) ?? assert.fail(file);
    const signature = signatureIn(bytes);
    const needed = await neededCertificates(signature, await verifier.verify(bytes), trust);
    return regionsOf(signature, among(needed)).filter(({ kind }) => !coveredKinds.includes(kind));
  }
});

function judgedAsBefore(verdict: Verdict, genuine: Verdict, where: string): void {
  if (!verdict.accepted) {
    assert.ok(
      verdict.issues.some(({ severity }) => severity === "error"),
      where,
    );
    return;
  }
  assert.equal(verdict.outcome, "trusted", where);
  const signer = (from: Verdict): unknown => [
    from.signatures[0]?.signer?.fingerprint,
    from.signatures[0]?.chain?.length,
  ];
  assert.deepEqual(signer(verdict), signer(genuine), where);
}
