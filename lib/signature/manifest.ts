import { fromBase64, latin1Text, toBase64 } from "../bytes/index.js";
import { type ExpectedDigest, hashByOid, hashOid } from "../crypto/index.js";
import { failed, found, type HashName, ok, type Result } from "../report/index.js";

/** What a NuGet signature signs: a text that names the package's hashes. */
export interface Manifest {
  /** In the order written; at least one. */
  readonly digests: readonly ExpectedDigest[];
}

/** Octets of the manifest as NuGet writes it: one hash, LF line ends, nothing more. */
export function buildManifest({ algorithm, digest }: ExpectedDigest): Uint8Array {
  return new TextEncoder().encode(`Version:1\n\n${hashOid(algorithm)}-Hash:${toBase64(digest)}\n\n`);
}

/**
 * Reads a manifest, stricter than NuGet: LF line ends only, two sections, no property but the version and hashes of
 * known algorithms. A text that two readers may read differently must not be what is signed.
 */
export function readManifest(content: Uint8Array, hashes: readonly HashName[]): Result<Manifest> {
  if (content.length > MOST_OCTETS) return malformed(1, `holds ${content.length} bytes where ${MOST_OCTETS} are read`);
  const sections = readSections(latin1Text(content));
  if (!sections.ok) return sections;
  const [header, body, third] = sections.value;
  if (header === undefined || body === undefined) return malformed(1, "holds fewer than two sections");
  const [version, more] = header;
  if (version?.name !== "Version") return malformed(1, "does not begin with Version");
  if (version.value !== "1")
    return failed(found("signature-version-unsupported", { version: version.value, supported: ["1"] }));
  if (more !== undefined) return malformed(more.line, `has the unknown property ${more.name}`);
  if (third !== undefined) return malformed(third[0]?.line ?? 0, "holds more than two sections");
  return readDigests(body, hashes);
}

/** One that has a hash of each kind has some 400. */
const MOST_OCTETS = 64 * 1024;

interface Property {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** Sections of `name:value` lines, each closed by an empty line; the text ends with one. */
function readSections(text: string): Result<readonly (readonly Property[])[]> {
  const lines = text.split("\n");
  if (lines.pop() !== "") return malformed(lines.length + 1, "ends inside a line");
  const sections: Property[][] = [];
  let section: Property[] = [];
  let names = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const property = line === "" ? undefined : readProperty(line, index + 1);
    if (line === "") {
      if (section.length === 0) return malformed(index + 1, "holds an empty section");
      sections.push(section);
      section = [];
      names = new Set();
    } else if (property === undefined) return malformed(index + 1, "has a line that is not name:value");
    else if (names.has(property.name)) return malformed(index + 1, `has ${property.name} twice`);
    else {
      section.push(property);
      names.add(property.name);
    }
  }
  return section.length === 0 ? ok(sections) : malformed(lines.length, "ends inside a section");
}

function readProperty(line: string, number: number): Property | undefined {
  const colon = line.indexOf(":");
  const [name, value] = [line.slice(0, colon), line.slice(colon + 1)];
  return colon > 0 && value !== "" && NAME.test(name) && PLAIN.test(value) ? { name, value, line: number } : undefined;
}

/** Letters, digits, `.`, `-` and `/` (NuGet: KeyPairFileReader.cs). */
const NAME = /^[A-Za-z0-9./-]*$/;

/** Printable ASCII: no carriage return that another reader would take for a line's end. */
const PLAIN = /^[ -~]*$/;

function readDigests(body: readonly Property[], hashes: readonly HashName[]): Result<Manifest> {
  const digests: ExpectedDigest[] = [];
  for (const { name, value, line } of body) {
    if (!name.endsWith("-Hash")) return malformed(line, `has the unknown property ${name}`);
    const algorithm = hashByOid(name.slice(0, -"-Hash".length));
    if (algorithm === undefined || !hashes.includes(algorithm)) continue;
    const digest = fromBase64(value);
    if (digest === undefined) return malformed(line, "has a hash that is not base64");
    digests.push({ algorithm, digest });
  }
  if (digests.length > 0) return ok({ digests });
  const [first] = body;
  return failed(
    found("content-hash-unsupported", { oid: first?.name.slice(0, -"-Hash".length) ?? "", supported: hashes }),
  );
}

function malformed(line: number, problem: string): Result<never> {
  return failed(found("signature-content-malformed", { line, problem }, { part: "signature" }));
}
