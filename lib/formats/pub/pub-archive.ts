import { type RandomAccessSource, readRange } from "../../bytes/index.js";
import {
  type Budgets,
  failed,
  found,
  ok,
  type PackageIdentity,
  type Result,
  sourceChanged,
} from "../../report/index.js";
import { openBeside } from "../detached.js";
import { extensionOf } from "../extension.js";
import { FindingList } from "../finding-list.js";
import { readSingleMember } from "../gzip/single-member.js";
import { readPubspec } from "../manifest/pubspec.js";
import type { OpenedPackage, PackageFormat } from "../package-format.js";
import { cmsDetached } from "../profiles/index.js";
import { TarWalker } from "../tar/walker.js";
import { ArchiveContents } from "./archive-contents.js";

/** Pub packages: a tar archive in exactly one gzip member, with its signature beside it. What is signed is the file. */
export const pubArchive: PackageFormat = {
  id: "pub-archive",
  profile: cmsDetached,
  detect: looksLikePubArchive,
  open: openPubArchive,
};

/** By name where the name says it; without a name, by gzip's first three bytes (RFC 1952 §2.3.1). */
async function looksLikePubArchive(source: RandomAccessSource, name: string | undefined): Promise<boolean> {
  if (name !== undefined) return [".tar.gz", ".tgz"].includes(extensionOf(name));
  if (source.size < 3) return false;
  const magic = await readRange(source, 0, 3);
  if (magic === undefined) throw sourceChanged("the package");
  return magic[0] === 0x1f && magic[1] === 0x8b && magic[2] === 8;
}

/**
 * Reads the whole archive, although the signature covers every byte of it whatever they are. A signature says who vouches
 * for the file, not that all see the same package in it; and in a gzip file neither a second member, nor a second
 * `pubspec.yaml` shows before everything in front of it is inflated. The budget `inflatedBytes` bounds the work. An archive
 * beyond it is refused: whoever wants to hide something would only have to make it large enough.
 */
async function openPubArchive(
  source: RandomAccessSource,
  signature: Uint8Array | undefined,
  budgets: Budgets,
): Promise<OpenedPackage> {
  const findings = new FindingList();
  const contents = new ArchiveContents(budgets, findings);
  if (source.size <= budgets.packageBytes) await readArchive(source, budgets, contents, findings);
  const isSound = findings.isEmpty;
  const opened = openBeside(source, signature, budgets, findings);
  return { ...opened, readIdentity: async () => identityOf(contents, isSound) };
}

async function readArchive(
  source: RandomAccessSource,
  budgets: Budgets,
  contents: ArchiveContents,
  findings: FindingList,
): Promise<void> {
  const walker = new TarWalker(contents);
  const fault = await readSingleMember(source, budgets, (content) => walker.push(content));
  if (fault !== undefined) {
    findings.add(fault);
    return;
  }
  walker.end();
  contents.end();
  if (walker.fault === undefined) return;
  const { problem, offset } = walker.fault;
  findings.add(found("package-malformed", { structure: "tar archive", offset, problem }));
}

/** Of an archive that is not sound nothing is said: two readers could find two names. */
async function identityOf(contents: ArchiveContents, isSound: boolean): Promise<Result<PackageIdentity | undefined>> {
  const { manifest } = contents;
  if (!isSound || manifest === undefined) return ok(undefined);
  return manifest instanceof Uint8Array ? readPubspec(manifest) : failed(manifest);
}
