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

/** An absolute URL of scheme https, with a host and without characters that no URL holds. */
export function isAbsoluteHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" && url.hostname !== "" && text.slice(0, 8).toLowerCase() === "https://";
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
