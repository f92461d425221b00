import { hashByOid } from "../../crypto/index.js";
import { Field, readJson, readTime } from "../../policy/index.js";
import type { Fingerprint } from "../../report/index.js";
import type { RepositoryDeclaration } from "../declaration.js";

/** A version of the RepositorySignatures resource of NuGet's protocol. */
export type RepositorySignaturesVersion = "5.0.0" | "4.9.0" | "4.7.0";

/** The newest first. */
export const RESOURCE_VERSIONS: readonly RepositorySignaturesVersion[] = ["5.0.0", "4.9.0", "4.7.0"];
type ResourceType = `RepositorySignatures/${RepositorySignaturesVersion}`;
const TYPES: readonly ResourceType[] = RESOURCE_VERSIONS.map((version) => `RepositorySignatures/${version}` as const);

/** @returns the version of the resource that a name means, `undefined` if it is none that is known. */
export function resourceType(name: unknown): DeclarationPlace["type"] | undefined {
  return TYPES.find((type) => type === name);
}

/** Where a repository declares its certificates, and in which version of the resource. */
export interface DeclarationPlace {
  readonly url: URL;
  readonly type: ResourceType;
}

/** A service index has some tens; a mebibyte of empty ones, each looked at, would keep the event loop for seconds. */
const MOST_RESOURCES = 1_000;

/**
 * Finds the resource in a service index. What only looks like one, such as an error that a server gives as JSON, says nothing:
 * that nobody declares anything is an answer by which packages pass, so it must be an index's own.
 *
 * @returns `undefined` if the repository has none.
 * @throws {ConfigError} with line and field: the text is no service index of version 3, or the resource lies at no https URL.
 */
export function findDeclaration(text: string, name: string): DeclarationPlace | undefined {
  const json = readJson(text, name);
  const root = new Field(json.value, name, json);
  const index = root.namedMembers();
  requireVersion3(index.get("version") ?? root.failMissing("version"));
  const list = index.get("resources") ?? root.failMissing("resources");
  const elements = list.elements();
  if (elements.length > MOST_RESOURCES) list.fail(`at most ${MOST_RESOURCES} resources`, ASK, `${elements.length}`);
  const resources = elements.map((one) => one.namedMembers());
  for (const type of TYPES) {
    const resource = resources.find((members) => hasType(members.get("@type"), type));
    if (resource !== undefined)
      return { url: httpsUrl(resource.get("@id") ?? new Field(undefined, "@id", json)), type };
  }
  return undefined;
}

/** As NuGet wants it: a semantic version whose first number is 3. */
function requireVersion3(field: Field): void {
  const { value } = field;
  if (typeof value === "string" && /^3\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:[-+][0-9A-Za-z.+-]+)?$/.test(value)) return;
  field.fail("version 3 of a service index, 3.0.0", ASK);
}

function httpsUrl(field: Field): URL {
  const { value } = field;
  if (typeof value === "string" && URL.canParse(value) && new URL(value).protocol === "https:") return new URL(value);
  return field.fail("an https URL", ASK);
}

/** `@type` is one name, or several of one resource. */
function hasType(field: Field | undefined, type: string): boolean {
  const value = field?.value;
  return value === type || (Array.isArray(value) && value.includes(type));
}

const ASK = "Ask the repository's operator.";

/**
 * Reads the resource.
 *
 * @param name what the text is called in errors.
 * @throws {ConfigError} with line and field: it is not as the resource must be.
 */
export function readDeclaration(text: string, name: string, type: DeclarationPlace["type"]): RepositoryDeclaration {
  const json = readJson(text, name);
  const root = new Field(json.value, name, json);
  const members = root.namedMembers();
  const all = members.get("allRepositorySigned") ?? root.failMissing("allRepositorySigned");
  const allRepositorySigned = typeof all.value === "boolean" ? all.value : all.fail("true or false", ASK);
  // Before 5.0.0 a client could not be told that every package is signed.
  if (allRepositorySigned && type !== "RepositorySignatures/5.0.0") all.fail(`false in ${type}`, ASK);
  const list = members.get("signingCertificates") ?? root.failMissing("signingCertificates");
  return { allRepositorySigned, certificates: list.elements().map(readCertificate) };
}

function readCertificate(field: Field): RepositoryDeclaration["certificates"][number] {
  const members = field.namedMembers();
  const member = (wanted: string): Field => members.get(wanted) ?? field.failMissing(wanted);
  return {
    fingerprints: readFingerprints(member("fingerprints")),
    subject: textOf(member("subject")),
    issuer: textOf(member("issuer")),
    notBefore: new Date(readTime(member("notBefore"))),
    notAfter: new Date(readTime(member("notAfter"))),
    contentUrl: httpsUrl(member("contentUrl")).href,
  };
}

/** By the hashes' object identifiers; those that are not SHA-2 say nothing that could be relied on. */
function readFingerprints(field: Field): readonly Fingerprint[] {
  const fingerprints: Fingerprint[] = [];
  for (const [oid, digest] of field.namedMembers()) {
    const hash = hashByOid(oid);
    if (hash === undefined) continue;
    const digits = Number(hash.slice(3)) / 4;
    const value = textOf(digest).toLowerCase();
    if (value.length !== digits || !/^[0-9a-f]+$/.test(value)) digest.fail(`${digits} hex digits`, ASK);
    fingerprints.push(`${hash}:${value}`);
  }
  return fingerprints.length > 0 ? fingerprints : field.fail("a SHA-2 fingerprint", ASK);
}

function textOf(field: Field): string {
  return typeof field.value === "string" ? field.value : field.fail("text", ASK);
}
