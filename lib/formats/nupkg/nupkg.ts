import type { RandomAccessSource, Segment } from "../../bytes/index.js";
import { type Budgets, type Finding, found } from "../../report/index.js";
import { FindingList } from "../finding-list.js";
import type { OpenedPackage, PackageFormat } from "../package-format.js";
import { nugetV1 } from "../profiles/index.js";
import { openZip, type Slot, type ZipArchive } from "../zip/directory.js";
import { checkLocalHeaders } from "../zip/check-local-headers.js";
import { looksLikeNupkg } from "./detect.js";
import { SIGNATURE_OVERHEAD, withSignature } from "./embed.js";
import { readNupkgIdentity } from "./identity.js";
import { checkNames, isSignatureEntry, SIGNATURE_NAME } from "./names.js";
import { readSignatureEntry } from "./signature-entry.js";
import { segmentsOf, withoutSignature } from "./unsigned-content.js";

/**
 * NuGet packages: a ZIP archive that holds its signature as the entry `.signature.p7s`. What is signed is the archive
 * without that entry. A signature beside the file is not looked at: NuGet knows none.
 */
export const nupkg: PackageFormat = {
  id: "nupkg",
  profile: nugetV1,
  detect: looksLikeNupkg,
  open: async (source, _detached, budgets) => openNupkg(source, budgets),
};

async function openNupkg(source: RandomAccessSource, budgets: Budgets): Promise<OpenedPackage> {
  const findings = new FindingList();
  if (source.size > budgets.packageBytes) {
    findings.add(found("package-too-large", { limit: budgets.packageBytes, actual: source.size, unit: "bytes" }));
    return unreadable(findings);
  }
  const archive = await openZip(source, budgets, findings);
  if (archive === undefined) return unreadable(findings);
  checkNames(archive.entries, findings);
  await checkLocalHeaders(archive, findings);
  const slot = archive.slots.find((candidate) => isSignatureEntry(candidate.entry));
  if (slot === undefined) findings.add(found("package-unsigned", { expectedAt: SIGNATURE_NAME }));
  const signature = slot === undefined ? undefined : await readSignatureEntry(archive, slot, budgets, findings);
  return opened(archive, slot, signature, budgets, findings);
}

function unreadable(findings: FindingList): OpenedPackage {
  return {
    findings: findings.toArray(),
    signature: undefined,
    signedContent: [],
    embed: () => undefined,
    remove: () => undefined,
  };
}

function opened(
  archive: ZipArchive,
  slot: Slot | undefined,
  signature: Uint8Array | undefined,
  budgets: Budgets,
  findings: FindingList,
): OpenedPackage {
  const whole: readonly Segment[] = [{ kind: "range", start: 0, end: archive.reader.size }];
  const prefix = archive.slots[0]?.start ?? 0;
  return {
    findings: findings.toArray(),
    signingFindings: signingFindings(archive, slot, prefix, budgets),
    signature,
    signedContent: slot === undefined ? whole : segmentsOf(withoutSignature(archive, slot, prefix)),
    embed: (added) => withSignature(withoutSignature(archive, slot, 0), added),
    remove: () => (slot === undefined ? whole : segmentsOf(withoutSignature(archive, slot, 0))),
    readIdentity: () => readNupkgIdentity(archive, budgets),
  };
}

/** The most entries that a signed package may have: one more count would mean Zip64 (SigningUtility.cs, NU3039). */
const MOST_ENTRIES = 0xfffe;

function signingFindings(
  archive: ZipArchive,
  slot: Slot | undefined,
  prefix: number,
  budgets: Budgets,
): readonly Finding[] {
  const findings: Finding[] = [];
  const others = archive.entries.length - (slot === undefined ? 0 : 1);
  if (others + 1 > MOST_ENTRIES) {
    findings.push(found("package-zip64", { structure: `${others + 1} entries, the signature among them` }));
  }
  const directoryEnd = archive.end.offset + budgets.signatureBytes + SIGNATURE_OVERHEAD;
  if (directoryEnd >= 0xffffffff) {
    findings.push(found("package-zip64", { structure: "offsets beyond 4 GiB with a signature" }));
  }
  if (prefix > 0) {
    const problem =
      "bytes stand before the first entry: NuGet's hash of the signed package would not fit the unsigned one";
    findings.push(found("package-malformed", { structure: "ZIP archive", offset: 0, problem }));
  }
  return findings;
}
