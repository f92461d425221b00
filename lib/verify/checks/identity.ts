import type { ContentDigests } from "../../crypto/index.js";
import { foldPackageId } from "../../policy/index.js";
import { type CheckFacts, type Finding, found, type NamedHash, type PackageIdentity } from "../../report/index.js";
import { notRun, ran } from "../../signature/index.js";
import { expectedContentFindings } from "./expected-content.js";

/** What the package is asked to be. */
export interface ExpectedPackage {
  readonly identity: PackageIdentity | undefined;
  readonly content: NamedHash | undefined;
  /** Of the pin that the package is compared with. */
  readonly pinnedId: string | undefined;
}

/** What it is, by what its signed bytes say. */
export interface ActualPackage {
  readonly identity: PackageIdentity | undefined;
  readonly format: string;
  readonly digests: ContentDigests | undefined;
}

/** Whether the package is the one that was asked for, by its name, its content, and the pin that it is compared with. */
export function packageIdentityFacts(expected: ExpectedPackage, actual: ActualPackage): CheckFacts {
  const { identity, content, pinnedId } = expected;
  if (identity === undefined && content === undefined && pinnedId === undefined)
    return notRun("package-identity", undefined, "no identity was asked for");
  return ran("package-identity", undefined, [
    ...nameFindings(expected, actual),
    ...(content === undefined ? [] : expectedContentFindings(content, actual.digests)),
  ]);
}

function nameFindings({ identity, pinnedId }: ExpectedPackage, actual: ActualPackage): readonly Finding[] {
  const named = actual.identity;
  const isExpected = identity === undefined || (named !== undefined && isSamePackage(identity, named, actual.format));
  const isPinned =
    pinnedId === undefined || (named !== undefined && foldPackageId(pinnedId) === foldPackageId(named.id));
  if (isExpected && isPinned) return [];
  const wanted = isExpected ? (pinnedId ?? "") : identityText(identity);
  const came = named === undefined ? "" : isExpected ? named.id : identityText(named);
  return [found("package-identity-mismatch", { expected: wanted, actual: came }, { part: "package" })];
}

function identityText({ id, version }: PackageIdentity): string {
  return `${id} ${version}`;
}

function isSamePackage(expected: PackageIdentity, actual: PackageIdentity, format: string): boolean {
  return (
    foldPackageId(expected.id) === foldPackageId(actual.id) &&
    normaliseVersion(expected.version, format) === normaliseVersion(actual.version, format)
  );
}

/**
 * NuGet drops leading zeros, a fourth part of zero and build metadata, and compares labels without case; pub compares
 * versions as they are written.
 */
export function normaliseVersion(version: string, format: string): string {
  if (format !== "nupkg") return version;
  const [withoutMetadata = ""] = version.split("+");
  const dash = withoutMetadata.indexOf("-");
  const numbers = dash < 0 ? withoutMetadata : withoutMetadata.slice(0, dash);
  const label = dash < 0 ? "" : withoutMetadata.slice(dash).toLowerCase();
  const parts = numbers.split(".").map(withoutLeadingZeros);
  while (parts.length < 3) parts.push("0");
  if (parts.length === 4 && parts[3] === "0") parts.pop();
  return parts.join(".") + label;
}

function withoutLeadingZeros(part: string): string {
  let start = 0;
  while (start < part.length - 1 && part[start] === "0") start++;
  return part.slice(start);
}
