import { trimmedAsDotnet } from "../../policy/index.js";
import { ConfigError } from "../../report/index.js";
import { nugetConfigText } from "./encoding.js";
import { readEnumeration } from "./enumeration.js";
import { type NugetSection, readSection } from "./section.js";
import { readXml, type XmlElement } from "./xml.js";

/** A nuget.config as far as signatures are concerned; `undefined`: it has not the section, not even an empty one. */
export interface NugetConfigFile {
  readonly settings: NugetSection<NugetSetting> | undefined;
  readonly signers: NugetSection<NugetSigner> | undefined;
}

/** An `add` in the section `config`, whatever it sets. */
export interface NugetSetting {
  readonly key: string;
  readonly value: string;
}

/** An `author` or a `repository`. */
export interface NugetSigner {
  readonly kind: "author" | "repository";
  readonly name: string;
  /** Of a repository: NuGet compares it with nothing. */
  readonly serviceIndex: string | undefined;
  readonly certificates: readonly NugetCertificate[];
  /** As written between the semicolons, trimmed; empty: no restriction. A blank one fits nobody and still restricts. */
  readonly owners: readonly string[];
  readonly file: string;
  readonly line: number;
}
export interface NugetCertificate {
  /** As written: its letter case decides what is merged, and whether `allowUntrustedRoot` is honoured. */
  readonly fingerprint: string;
  readonly hash: "sha256" | "sha384" | "sha512";
  readonly allowUntrustedRoot: boolean;
}

/**
 * Reads a nuget.config as NuGet 7 does: names of elements in any letter case, of sections and attributes as they are; the
 * first section of a name; unknown elements passed over.
 *
 * @throws {ConfigError} with file and line, for what NuGet ends on as well.
 */
export function readNugetConfig(name: string, text: string | Uint8Array): NugetConfigFile {
  const root = readXml(typeof text === "string" ? text : nugetConfigText(text, name), name);
  if (!isNamed(root, "configuration")) throw wrong(name, root, "the element configuration", `the element ${root.name}`);
  const settings = section(root, "config");
  const signers = section(root, "trustedSigners");
  return { settings: settings && readSettings(name, settings), signers: signers && readSigners(name, signers) };
}

/** Section names are compared by case. */
function section(root: XmlElement, name: string): readonly XmlElement[] | undefined {
  return root.children.find((child) => child.name === name)?.children;
}

function isNamed(element: XmlElement, name: string): boolean {
  return element.name.toLowerCase() === name;
}

function readSettings(file: string, elements: readonly XmlElement[]): NugetSection<NugetSetting> {
  const known = elements.filter((element) => isNamed(element, "clear") || isNamed(element, "add"));
  return readSection(known, (element) => {
    requireNoElements(file, element);
    if (isNamed(element, "clear")) return undefined;
    return { key: required(file, element, "key"), value: required(file, element, "value") };
  });
}

function readSigners(file: string, elements: readonly XmlElement[]): NugetSection<NugetSigner> {
  const names = ["clear", "author", "repository"];
  const known = elements.filter((element) => names.some((name) => isNamed(element, name)));
  return readSection(known, (element) => {
    if (!isNamed(element, "clear")) return readSigner(file, element);
    requireNoElements(file, element);
    return undefined;
  });
}

function readSigner(file: string, element: XmlElement): NugetSigner {
  const kind = isNamed(element, "author") ? "author" : "repository";
  const certificates = element.children
    .filter((child) => isNamed(child, "certificate"))
    .map((child) => readCertificate(file, child));
  if (certificates.length === 0) throw wrong(file, element, "one certificate or more", "none");
  return {
    kind,
    name: required(file, element, "name"),
    serviceIndex: kind === "repository" ? required(file, element, "serviceIndex") : undefined,
    certificates,
    owners: kind === "repository" ? readOwners(file, element) : [],
    file,
    line: element.line,
  };
}

function readOwners(file: string, repository: XmlElement): readonly string[] {
  const [owners, second] = repository.children.filter((child) => isNamed(child, "owners"));
  if (second !== undefined) throw wrong(file, second, "one owners element", "a second one");
  if (owners === undefined) return [];
  if (owners.isMixed || trimmedAsDotnet(owners.text) === "")
    throw wrong(file, owners, "names of owners as text", "something else");
  return owners.text.split(";").map(trimmedAsDotnet);
}

/** NuGet's numbers of algorithms, and what it calls none. */
const ALGORITHMS = { Unknown: 0, SHA256: 1, SHA384: 2, SHA512: 3 } as const;
const HASHES = [undefined, "sha256", "sha384", "sha512"] as const;

function readCertificate(file: string, element: XmlElement): NugetCertificate {
  requireNoElements(file, element);
  const written = required(file, element, "hashAlgorithm");
  const hash = HASHES[readEnumeration(written, ALGORITHMS) ?? ALGORITHMS.Unknown];
  if (hash === undefined)
    throw wrong(file, element, "hashAlgorithm SHA256, SHA384 or SHA512", JSON.stringify(written.slice(0, 40)));
  return {
    fingerprint: required(file, element, "fingerprint"),
    hash,
    // Whatever is not the word itself is false, as .NET's bool.TryParse has it.
    allowUntrustedRoot: trimmedAsDotnet(required(file, element, "allowUntrustedRoot", true)).toLowerCase() === "true",
  };
}

/** What stood inside would be meant by whoever wrote it, and read by nobody. */
function requireNoElements(file: string, element: XmlElement): void {
  const [inside] = element.children;
  if (inside !== undefined)
    throw wrong(file, inside, `no element inside ${element.name}`, `the element ${inside.name}`);
}

function required(file: string, element: XmlElement, name: string, mayBeEmpty = name === "value"): string {
  const value = element.attributes.get(name);
  if (value !== undefined && (mayBeEmpty || value !== "")) return value;
  throw wrong(file, element, `an attribute ${name} of ${element.name}`, value === undefined ? "none" : "an empty one");
}

function wrong(file: string, element: XmlElement, expected: string, received: string): ConfigError {
  const remedy = "Correct the entry; dotnet nuget trust writes it.";
  return new ConfigError({ at: file, expected, received, line: element.line, remedy });
}
