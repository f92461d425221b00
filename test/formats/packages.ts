import { asSource, type PartToRead, type RandomAccessSource, type Segment } from "../../lib/bytes/index.js";
import { formats, type OpenedPackage } from "../../lib/formats/index.js";
import type { Budgets, Finding } from "../../lib/report/index.js";
import { bytesOf, type EntryPlan, makeZip, type ZipPlan } from "./zip-maker.js";

/** Roomy limits; tests of a limit lower that one. */
export const budgets: Budgets = {
  packageBytes: 2 ** 32,
  packageEntries: 65_534,
  signatureBytes: 1024 * 1024,
  inflatedBytes: 64 * 1024 * 1024,
  certificates: 100,
  attributes: 100,
  timestamps: 10,
  derDepth: 32,
  pathDepth: 10,
  signatureChecks: 100,
  pathBuildSteps: 1000,
  nameConstraintComparisons: 1000,
  policyNodes: 1000,
  crlBytes: 1024 * 1024,
  ocspBytes: 64 * 1024,
};

export const nuspec: EntryPlan = {
  name: "Lab.Sample.nuspec",
  content: '<?xml version="1.0"?><package><metadata><id>Lab.Sample</id><version>1.0.0</version></metadata></package>',
  deflate: true,
};
export const library: EntryPlan = {
  name: "lib/net8.0/Lab.Sample.dll",
  content: "not really code ".repeat(40),
  deflate: true,
};
export const text: EntryPlan = { name: "content/a.txt", content: "hello\n" };
export const signatureBytes: Uint8Array = bytesOf("not really a signature, and opaque here");
export const signature: EntryPlan = { name: ".signature.p7s", content: signatureBytes };

/** A package of three entries and a signature, with one thing changed. */
export function signedZip(changes: Partial<EntryPlan> = {}, plan: Partial<ZipPlan> = {}): Uint8Array {
  return makeZip({ entries: [nuspec, library, text, { ...signature, ...changes }], ...plan });
}

export function unsignedZip(plan: Partial<ZipPlan> = {}): Uint8Array {
  return makeZip({ entries: [nuspec, library, text], ...plan });
}

export async function openNupkg(
  bytes: Uint8Array | RandomAccessSource,
  limits: Partial<Budgets> = {},
): Promise<OpenedPackage> {
  return formats.nupkg.open(asSource(bytes), undefined, { ...budgets, ...limits });
}

/** Codes of the findings, in order, without repeats. */
export function codesOf(opened: { readonly findings: readonly Finding[] }): readonly string[] {
  return [...new Set(opened.findings.map((finding) => finding.code))];
}

/** The file that segments describe. */
export function assemble(bytes: Uint8Array, segments: readonly Segment[] | undefined): Uint8Array {
  if (segments === undefined) throw new Error("no segments");
  const parts = segments.map((part) => (part.kind === "bytes" ? part.bytes : bytes.subarray(part.start, part.end)));
  return Uint8Array.from(Buffer.concat(parts));
}

/** A source that counts what is asked of it; asynchronous on request. */
export function countingSource(bytes: Uint8Array): RandomAccessSource & { reads: number; bytesRead: number } {
  return {
    size: bytes.length,
    reads: 0,
    bytesRead: 0,
    slice: (start, end) => ({ arrayBuffer: async () => Uint8Array.from(bytes.subarray(start, end)).buffer }),
    read(into, position) {
      this.reads++;
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      this.bytesRead += part.length;
      return part.length;
    },
  };
}

/** The same, which fills several parts at a time. */
export function partsSource(bytes: Uint8Array): ReturnType<typeof countingSource> & { together: number } {
  const source = countingSource(bytes);
  return Object.assign(source, {
    together: 0,
    readParts(this: { together: number }, parts: readonly PartToRead[]): boolean {
      this.together++;
      for (const { into, position } of parts) {
        into.set(bytes.subarray(position, position + into.length));
        source.bytesRead += into.length;
      }
      return true;
    },
  });
}
