import type { SaxesParser } from "saxes";
import { failed, type Finding, found, ok, type PackageIdentity, type Result } from "../../report/index.js";
import { isPlainText } from "./text.js";
import { decodeXml } from "./xml-text.js";

/**
 * Reads id and version from a `.nuspec`: children of the `metadata` under the root (NuGet.Packaging
 * NuspecCoreReaderBase.cs).
 *
 * Strict XML without a document type, as NuGet's own reader has it. Where NuGet takes the first of several `metadata`,
 * `id` or `version` elements, another reader may take the last: each must stand there once.
 */
export async function readNuspec(bytes: Uint8Array): Promise<Result<PackageIdentity>> {
  const xml = decodeXml(bytes);
  if (xml === undefined) return failed(malformed("it is neither UTF-8 nor UTF-16 with a byte order mark"));
  const { SaxesParser: Parser } = await import("saxes");
  const parser = new Parser({ xmlns: true });
  const elements = collectElements(parser);
  try {
    parser.write(xml.text).close();
  } catch (problem) {
    return failed(malformed(problem instanceof Error ? problem.message : "not XML"));
  }
  if (!xml.agreesWith(elements.encoding))
    return failed(malformed(`it is not encoded as ${elements.encoding ?? "it says"}`));
  return identityOf(elements);
}

/** The parser looks for namespaces up through all open elements: without a limit, nesting would cost its square. */
const MOST_DEPTH = 64;

/** What a pass over the document found. */
interface Elements {
  metadata: number;
  readonly ids: string[];
  readonly versions: string[];
  encoding: string | undefined;
}

/** @throws from the parser's `write` what {@link refuse} says, and what the parser finds itself. */
function collectElements(parser: SaxesParser<{ xmlns: true }>): Elements {
  const found: Elements = { metadata: 0, ids: [], versions: [], encoding: undefined };
  let depth = 0;
  let inMetadata = false;
  let texts: string[] | undefined;
  const addText = (text: string): void => {
    if (texts !== undefined) texts.push((texts.pop() ?? "") + text);
  };
  parser.on("xmldecl", ({ version, encoding }) => {
    if (version !== "1.0") refuse("it is not XML 1.0, which is all that .NET reads");
    found.encoding = encoding;
  });
  parser.on("doctype", () => refuse("it has a document type, which NuGet forbids"));
  parser.on("opentag", ({ local }) => {
    if (++depth > MOST_DEPTH) refuse("it is nested deeper than any manifest");
    if (texts !== undefined) refuse("an element stands inside id or version");
    if (depth === 2) inMetadata = local === "metadata";
    if (depth === 2 && inMetadata) found.metadata++;
    if (depth === 3 && inMetadata)
      texts = local === "id" ? found.ids : local === "version" ? found.versions : undefined;
    texts?.push("");
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    depth--;
    texts = undefined;
  });
  return found;
}

function refuse(problem: string): never {
  throw new SyntaxError(problem);
}

function identityOf({ metadata, ids, versions }: Elements): Result<PackageIdentity> {
  const [id, ...otherIds] = ids;
  const [spaced, ...otherVersions] = versions;
  if (metadata > 1 || otherIds.length > 0 || otherVersions.length > 0) {
    return failed(malformed("metadata, id or version stands there more than once"));
  }
  const version = spaced?.trim(); // NuGetVersion.Parse trims; an id is taken as it stands
  if (id === undefined || version === undefined || !isPlainText(id) || !isPlainText(version)) {
    return failed(malformed("it has no id and version of printable characters"));
  }
  return ok({ id, version });
}

function malformed(problem: string): Finding {
  return found("package-malformed", { structure: ".nuspec", offset: 0, problem });
}
