import { type AttributeTable, AttributeType, singleValue } from "../../cms/index.js";
import { DerReader, stringText, Tag } from "../../der/index.js";
import { type Finding, found } from "../../report/index.js";

/** What a repository says of a package: where it is published, and by whom. */
export interface RepositoryClaimsRead {
  readonly serviceIndex: string;
  readonly owners: readonly string[];
}

/** Reads the two attributes of a repository signature. */
export function readRepositoryClaims(table: AttributeTable | undefined): {
  readonly claims?: RepositoryClaimsRead;
  readonly findings: readonly Finding[];
} {
  const index = singleValue(table, AttributeType.nugetServiceIndex, readServiceIndexValue);
  const owners = singleValue(table, AttributeType.nugetOwners, readOwnersValue);
  const findings: Finding[] = [];
  if (index.kind === "absent") findings.push(found("repository-service-index-invalid", { problem: "is absent" }));
  else if (index.kind === "problem")
    findings.push(found("repository-service-index-invalid", { problem: index.problem }));
  else if (!isAbsoluteHttps(index.value))
    findings.push(
      found("repository-service-index-invalid", { problem: "is no absolute https URL", value: index.value }),
    );
  if (owners.kind === "problem") findings.push(found("repository-owners-malformed", { problem: owners.problem }));
  if (findings.length > 0 || index.kind !== "value") return { findings };
  return { claims: { serviceIndex: index.value, owners: owners.kind === "value" ? owners.value : [] }, findings };
}

function readServiceIndexValue(der: Uint8Array): string {
  const reader = new DerReader(der, "NugetV3ServiceIndexUrl");
  const text = stringText(reader, reader.read(Tag.ia5String, "NugetV3ServiceIndexUrl")) ?? "";
  reader.finish();
  return text;
}

/**
 * An absolute URL of scheme https whose host is as it is written. Parsers of URLs mend: they drop tabs and line ends, take a
 * backslash for a slash and what follows three slashes for a host, so that the text would name one repository and lead to another.
 */
export function isAbsoluteHttps(text: string): boolean {
  if (text.slice(0, SCHEME.length).toLowerCase() !== SCHEME || !URL.canParse(text)) return false;
  const authority = authorityOf(text);
  const hostAt = authority.lastIndexOf("@") + 1;
  return isUserInformation(authority.slice(0, hostAt)) && isHostAndPort(authority.slice(hostAt));
}

const SCHEME = "https://";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
/** A name of the DNS or an address (RFC 9110 §4.2.2; RFC 3986 §3.2.2), with its port. */
const HOST_AND_PORT = new Set(`${LETTERS}:[]`);
/** RFC 3986 §3.2.1, with the `@` at its end. */
const USER_INFORMATION = new Set(`${LETTERS}~%!$&'()*+,;=:@`);

/** What stands before the path, the query or the fragment (RFC 3986 §3.2). */
function authorityOf(text: string): string {
  let end = SCHEME.length;
  while (end < text.length && !"/?#".includes(text.charAt(end))) end += 1;
  return text.slice(SCHEME.length, end);
}

function isUserInformation(text: string): boolean {
  return Array.from(text).every((character) => USER_INFORMATION.has(character));
}

function isHostAndPort(text: string): boolean {
  const hasEmptyLabel = text.startsWith(".") || text.includes("..");
  return text !== "" && !hasEmptyLabel && Array.from(text).every((character) => HOST_AND_PORT.has(character));
}

function readOwnersValue(der: Uint8Array): readonly string[] {
  const reader = new DerReader(der, "NugetPackageOwners");
  const list = reader.enter(Tag.sequence, "NugetPackageOwners");
  reader.finish();
  const owners: string[] = [];
  while (!list.atEnd) {
    const element = list.read(Tag.utf8String, "owner");
    const owner = stringText(list, element) ?? "";
    if (owner.trim() === "") throw list.fault(element.start, "has a blank owner");
    owners.push(owner);
  }
  if (owners.length === 0) throw list.fault(list.position, "names no owner");
  return owners;
}
