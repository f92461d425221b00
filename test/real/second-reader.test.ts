import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Inspection, inspectPackage, type SignatureReport } from "../../lib/index.js";
import { hasShared, sharedPath } from "../shared.js";
import { testIssued } from "../../test-certs/index.js";
import { chainOf } from "../support/message.js";
import { signedPackage } from "../support/package.js";
import { signatureIn } from "../support/signature-slot.js";
import { countersigned } from "../support/tokens.js";
import { realPackages, requireRealPackages } from "./packages.js";
import { readByPkijs, type SecondReading } from "./pkijs-reader.js";

describe("pkijs and asn1js read the same as we do", function () {
  this.timeout(60_000);

  describe("of real packages", () => {
    let packages: ReadonlyMap<string, Uint8Array>;
    before(async function () {
      packages = await requireRealPackages(this);
    });
    for (const { file } of realPackages) it(file, async () => compare(packages.get(file) ?? assert.fail(file)));
  });

  describe("of the packages that dotnet judged", () => {
    for (const file of wellFormedCases())
      it(file, async () => compare(new Uint8Array(readFileSync(sharedPath("interop", "cases", file)))));
  });

  it("of a package written by the tests", async () => {
    const [signer, repository] = [testIssued("author-rsa-2048"), testIssued("repository")];
    const certificates = [...chainOf(signer), ...chainOf(repository)];
    await compare(await signedPackage({ primary: { signer, unsigned: countersigned() }, certificates }));
  });
});

/** Those whose signature file is one message that both readers can read. */
function wellFormedCases(): readonly string[] {
  if (!hasShared("interop", "cases", "manifest.jsonl")) return [];
  const lines = readFileSync(sharedPath("interop", "cases", "manifest.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean);
  const files = lines.map((line) => (JSON.parse(line) as { readonly file: string }).file);
  return files.filter((file) => !["two-signers", "sig-deflated", "zip-unsigned"].some((part) => file.includes(part)));
}

async function compare(bytes: Uint8Array): Promise<void> {
  const theirs = readByPkijs(signatureIn(bytes));
  const inspection = await inspectPackage(bytes);
  assert.deepEqual(ourReading(inspection), theirs);
}

/** What we say, in the other's words. */
function ourReading({ signatures, certificates }: Inspection): SecondReading {
  const hex = (der: Uint8Array): string => Buffer.from(der).toString("hex");
  return {
    certificates: certificates.map(({ der }) => hex(der)).sort(),
    signatures: signatures.map(ourSignature),
  };
}

function ourSignature(report: SignatureReport): SecondReading["signatures"][number] {
  const { kind, placement, signer, claimedTime, timestamps, repository, hash } = report;
  return {
    kind,
    placement,
    hash,
    signer: signer?.serialNumber,
    claimedTime: claimedTime?.toISOString(),
    serviceIndex: repository?.serviceIndex,
    owners: repository?.owners ?? [],
    timestamps: timestamps.map(({ genTime, accuracyMs, policyOid, serialNumber, authority }) => ({
      genTime: genTime.toISOString(),
      accuracyMs,
      policyOid,
      serialNumber,
      authority: authority?.serialNumber,
    })),
  };
}
