import assert from "node:assert/strict";
import { createVerifier, type TrustStore, type Verdict, type Verifier } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { neededCertificates } from "../support/chains.js";
import { Flipper } from "../support/flip.js";
import { seeded } from "../support/random.js";
import { signatureIn, signatureSlot } from "../support/signature-slot.js";
import { errors, namesWhatBroke } from "./codes.js";
import { realPackages, requireRealPackages } from "./packages.js";
import { among, coveredKinds, type Region, regionsOf } from "../support/regions.js";

const clock = (): Date => new Date("2026-11-24T00:00:00Z");

describe("real packages, with the bundled roots and no configuration", function () {
  this.timeout(300_000);
  let trust: TrustStore;
  let verifier: Verifier;
  let packages: ReadonlyMap<string, Uint8Array>;
  const genuine = new Map<string, Verdict>();
  const regions = new Map<string, readonly Region[]>();

  before(async function () {
    packages = await requireRealPackages(this);
    trust = await bundledTrust();
    verifier = createVerifier({ trust, clock });
    for (const [file, bytes] of packages) {
      const verdict = await verifier.verify(bytes);
      const needed = await neededCertificates(signatureIn(bytes), verdict, trust);
      genuine.set(file, verdict);
      regions.set(file, regionsOf(signatureIn(bytes), among(needed)));
    }
  });
  const bytesOf = (file: string): Uint8Array => packages.get(file) ?? assert.fail(file);
  const regionsIn = (file: string): readonly Region[] => regions.get(file) ?? assert.fail(file);

  for (const { file, signedBy } of realPackages)
    it(`${file} is trusted, signed by ${signedBy.join(" and ")}`, () => {
      const verdict = genuine.get(file) ?? assert.fail(file);
      assert.equal(verdict.outcome, "trusted", verdict.issues.map(({ message }) => message).join("\n"));
      assert.deepEqual(
        verdict.signatures.map(({ kind }) => kind),
        signedBy,
      );
      assert.deepEqual([...new Set(verdict.signatures.map(({ standing }) => standing))], ["validated"]);
      assert.ok(verdict.signatures.every(({ timestamps }) => timestamps.length === 1));
      assert.deepEqual([...new Set(verdict.issues.map(({ code }) => code))], ["revocation-not-checked"]);
    });

  /** Of a thousand flips, half in the files and their headers, half in what a signature holds that another covers. */
  const shares = [
    { file: "newtonsoft.json.13.0.3.nupkg", inPackage: 100, inSignature: 200 },
    { file: "moq.4.20.70.nupkg", inPackage: 200, inSignature: 150 },
    { file: "serilog.4.0.0.nupkg", inPackage: 200, inSignature: 150 },
  ] as const;

  for (const { file, inPackage, inSignature } of shares) {
    it(`${file}: each of ${inPackage} bits flipped in the package is refused, and it is said that the package broke`, async () => {
      const flipper = new Flipper(bytesOf(file), verifier);
      const { localHeader, signature, centralRecord } = signatureSlot(bytesOf(file));
      const ranges = [
        [0, localHeader],
        [signature.end, centralRecord.start],
        [centralRecord.end, bytesOf(file).length],
      ] as const;
      const next = seeded(1);
      for (let count = 0; count < inPackage; count++) {
        // Every fourth beyond the files: directory and end record are small beside them.
        const [start, end] = ranges[count % 4 === 0 ? 1 + (next(20) === 0 ? 1 : 0) : 0] ?? assert.fail();
        const [place, bit] = [start + next(end - start), next(8)];
        const verdict = await flipper.judge(place, bit);
        assert.equal(verdict.outcome, "tampered", `bit ${bit} of ${place}`);
        assert.ok(namesWhatBroke(verdict, undefined), `bit ${bit} of ${place}: ${errors(verdict).join()}`);
      }
    });

    it(`${file}: each of ${inSignature} bits flipped in what the signatures cover is refused, and it is said what broke`, async () => {
      const flipper = new Flipper(bytesOf(file), verifier);
      const covered = regionsIn(file).filter(({ kind }) => coveredKinds.includes(kind));
      const next = seeded(2);
      for (let count = 0; count < inSignature; count++) {
        const region = covered[count % covered.length] ?? assert.fail();
        const [place, bit] = [region.start + next(region.end - region.start), next(8)];
        const verdict = await flipper.judge(flipper.slot.signature.start + place, bit);
        const where = `bit ${bit} of ${place} in the ${region.kind} of the ${region.of}`;
        assert.equal(verdict.accepted, false, where);
        assert.ok(namesWhatBroke(verdict, region), `${where}: ${errors(verdict).join()}`);
      }
    });
  }
});
