import { foldPackageId } from "../../policy/index.js";
import { type CheckFacts, found, type PackageIdentity } from "../../report/index.js";
import { notRun, ran } from "../../signature/index.js";

/**
 * Whether the package is the one that was asked for, by what its signed bytes say; and, where it is compared with a pin,
 * whether it is the package that was pinned.
 */
export function packageIdentityFacts(
  expected: PackageIdentity | undefined,
  pinnedId: string | undefined,
  actual: PackageIdentity | undefined,
  format: string,
): CheckFacts {
  if (expected === undefined && pinnedId === undefined)
    return notRun("package-identity", undefined, "no identity was asked for");
  const isExpected = expected === undefined || (actual !== undefined && isSamePackage(expected, actual, format));
  const isPinned =
    pinnedId === undefined || (actual !== undefined && foldPackageId(pinnedId) === foldPackageId(actual.id));
  if (isExpected && isPinned) return ran("package-identity", undefined);
  const wanted = isExpected ? (pinnedId ?? "") : identityText(expected);
  const came = actual === undefined ? "" : isExpected ? actual.id : identityText(actual);
  return ran("package-identity", undefined, [
    found("package-identity-mismatch", { expected: wanted, actual: came }, { part: "package" }),
  ]);
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
