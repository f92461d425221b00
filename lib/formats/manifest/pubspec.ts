import type { Document } from "yaml";
import { failed, type Finding, found, ok, type PackageIdentity, type Result } from "../../report/index.js";
import { MOST_PUBSPEC_PIECES } from "./limits.js";
import { isPlainText } from "./text.js";
import { ambiguousPlace, hasPlainShape } from "./yaml-shape.js";

/**
 * Reads name and version from a `pubspec.yaml` (dart.dev, "The pubspec file").
 *
 * Both must be plain strings, given once: where one reader takes the first of two keys another takes the last, or resolves
 * an alias. A package on a pub server has a version.
 */
export async function readPubspec(bytes: Uint8Array): Promise<Result<PackageIdentity>> {
  const text = decode(bytes);
  if (text === undefined) return failed(malformed("it is not UTF-8"));
  const fault = faultOfText(text);
  if (fault !== undefined) return failed(malformed(fault));
  const { isMap, isScalar, parseDocument } = await import("yaml");
  // Duplicate keys are looked for below, at the top alone: the library compares all with all, which hostile input abuses.
  const options = { version: "1.2", uniqueKeys: false, strict: true, prettyErrors: false, logLevel: "error" } as const;
  let document: Document;
  try {
    document = parseDocument(text, options);
  } catch (problem) {
    return failed(malformed(problem instanceof Error ? problem.message : "not YAML"));
  }
  const [error] = document.errors;
  if (error !== undefined) return failed(malformed(error.message));
  if (!isMap(document.contents)) return failed(malformed("it is no map"));
  const names: unknown[] = [];
  const versions: unknown[] = [];
  for (const { key, value } of document.contents.items) {
    if (!isScalar(key)) return failed(malformed("a key at the top is no plain text"));
    const values = key.value === "name" ? names : key.value === "version" ? versions : undefined;
    values?.push(isScalar(value) && value.tag === undefined ? value.value : undefined);
  }
  return identityOf(names, versions);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What keeps a text from being given to the reader of YAML. */
function faultOfText(text: string): string | undefined {
  if (!hasPlainShape(text, MOST_PUBSPEC_PIECES)) return "it is nested deeper, or has more pieces, than any manifest";
  const place = ambiguousPlace(text);
  return place && `readers of YAML differ over ${place.what} in line ${place.line}`;
}

function identityOf(names: readonly unknown[], versions: readonly unknown[]): Result<PackageIdentity> {
  if (names.length > 1 || versions.length > 1) return failed(malformed("name or version stands there more than once"));
  const [id] = names;
  const [version] = versions;
  if (typeof id !== "string" || typeof version !== "string" || !isPlainText(id) || !isPlainText(version)) {
    return failed(malformed("it has no name and version of printable characters"));
  }
  return ok({ id, version });
}

function malformed(problem: string): Finding {
  return found("package-malformed", { structure: "pubspec.yaml", offset: 0, problem });
}
