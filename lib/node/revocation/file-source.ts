import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, requireGiven } from "../../report/index.js";
import type { RevocationSource } from "../../revocation/index.js";
import { readPem } from "../../x509/index.js";
import { fileFault } from "../file-fault.js";
import { evidenceOf, isArchive, readArchive } from "./archive.js";
import { described } from "./described.js";
import { EvidenceIndex } from "./evidence-index.js";
import { HeldFile } from "../cache/held-file.js";

/** What is larger stays on the disk: only CRLs are. */
const IN_MEMORY = 4 * 1024 * 1024;
/** Folders in folders; a link that leads upward must end somewhere. */
const MOST_LEVELS = 4;

/**
 * Revocation data out of files: a folder with CRLs and OCSP answers (DER, CRLs also as PEM; files of other kinds are passed
 * over), one such file, or the archive of `countersign revocation prefetch`. Reaches no network, and answers online questions
 * from the same files. A folder is read at the first question, a file at once.
 *
 * @throws {TransportError} there is nothing at `path`, or a file or folder there may not be read.
 * @throws {ConfigError} an archive is damaged, or a single file holds neither CRL nor answer: later nobody would say so, for a
 *   source that throws is one that has no answer.
 */
export function fileRevocationSource(path: string): RevocationSource {
  requireGiven(path, "path", "text");
  let index = statOf(path).isDirectory() ? undefined : readAll(path);
  if (index === undefined) visit(path, MOST_LEVELS, requireReadable);
  const source: RevocationSource = {
    label: path,
    find: async (query) => {
      index ??= readAll(path);
      return index.find(query);
    },
  };
  return described(source, { kind: "files", path });
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw fileFault(path, error);
  }
}

function readAll(path: string): EvidenceIndex {
  const index = new EvidenceIndex();
  if (statOf(path).isDirectory()) visit(path, MOST_LEVELS, (file) => readFile(file, index));
  else if (!readFile(path, index)) throw noEvidence(path);
  return index;
}

function visit(folder: string, levels: number, use: (file: string) => void): void {
  for (const name of listed(folder)) {
    const path = join(folder, name);
    const facts = statOf(path);
    if (facts.isDirectory() && levels > 1) visit(path, levels - 1, use);
    else if (facts.isFile()) use(path);
  }
}

/** Now, when somebody hears it: of a source that fails at a question it is said that it did not answer. */
function requireReadable(file: string): void {
  open(file).close();
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw fileFault(folder, error);
  }
}

/** @returns whether there was any evidence in the file. */
function readFile(path: string, index: EvidenceIndex): boolean {
  const file = open(path);
  if (isArchive(file)) return addArchive(file, path, index);
  if (file.size > IN_MEMORY) return index.add(file, path);
  const bytes = file.copy(0, file.size);
  file.close();
  const blocks = pemBlocks(bytes);
  return blocks.length === 0 ? index.add(bytes, path) : blocks.map((der) => index.add(der, path)).includes(true);
}

function addArchive(file: HeldFile, path: string, index: EvidenceIndex): boolean {
  for (const entry of readArchive(file, path)) {
    const { data, origin } = evidenceOf(entry);
    if (data instanceof Uint8Array || data instanceof HeldFile) index.add(data, origin);
  }
  return true;
}

function open(path: string): HeldFile {
  try {
    return HeldFile.open(path);
  } catch (error) {
    throw fileFault(path, error);
  }
}

function pemBlocks(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (!text.includes("-----BEGIN X509 CRL-----")) return [];
  const blocks = readPem(text);
  return "problem" in blocks ? [] : blocks.filter(({ label }) => label === "X509 CRL").map(({ der }) => der);
}

function noEvidence(path: string): ConfigError {
  return new ConfigError({
    at: path,
    expected: "a CRL, an OCSP answer, or an archive of revocation data",
    received: "something else",
    remedy: "Name a folder with such files, or the archive that countersign revocation prefetch made.",
  });
}
