import { createRequire } from "node:module";
import { ConfigError } from "../../report/index.js";

/** An element: what nuget.config uses of XML. */
export interface XmlElement {
  /** Without its prefix: NuGet looks at no namespace. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text and CDATA, put together. */
  readonly text: string;
  /** Whether anything but one text stands inside: an element, or text in two pieces, for .NET puts none together. */
  readonly isMixed: boolean;
  /** 1-based. */
  readonly line: number;
}

interface OpenElement {
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
  texts: number;
  isMixed: boolean;
  line: number;
}

/** No nuget.config comes near; a larger one is a mistake. */
const MOST_CHARACTERS = 1024 * 1024;
const MOST_LEVELS = 64;

/**
 * Reads a document, strictly (XML 1.0), with no DTD: so there are no entities but the five of XML, and nothing outside is
 * read.
 *
 * @throws {ConfigError} with file and line.
 */
export function readXml(text: string, file: string): XmlElement {
  if (text.length > MOST_CHARACTERS)
    throw malformed(file, 1, `${text.length} characters, where ${MOST_CHARACTERS} are read`);
  const parser = new (saxes().SaxesParser)({ xmlns: true, position: true });
  const builder = new TreeBuilder();
  const fail = (problem: string): never => {
    throw malformed(file, parser.line, problem);
  };
  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("xmldecl", ({ version }) => version === "1.0" || fail(`version ${version} of XML, where dotnet reads 1.0`));
  parser.on("doctype", () => fail("a document type declaration"));
  parser.on("opentag", ({ local, attributes }) => {
    if (builder.depth >= MOST_LEVELS) fail(`elements nested deeper than ${MOST_LEVELS} levels`);
    builder.open(local, Object.values(attributes), parser.line);
  });
  parser.on("closetag", () => builder.close());
  parser.on("text", (content) => builder.addText(content));
  parser.on("cdata", (content) => builder.addText(content));
  parser.write(text).close();
  return builder.root ?? fail("no element");
}

/**
 * Loaded when a file is read, and by `require`, since who asks does not wait. Imported, it cost every process that loads this
 * room 40 ms: Node looks through a CommonJS file for what it exports, and the engine optimises that search meanwhile.
 */
function saxes(): typeof import("saxes") {
  return createRequire(import.meta.url)("saxes") as typeof import("saxes");
}

class TreeBuilder {
  root: XmlElement | undefined;
  readonly #open: OpenElement[] = [];

  get depth(): number {
    return this.#open.length;
  }

  open(name: string, attributes: readonly { readonly name: string; readonly value: string }[], line: number): void {
    this.#markMixed();
    const values = new Map(attributes.map((attribute) => [attribute.name, attribute.value]));
    this.#open.push({ name, attributes: values, children: [], text: "", texts: 0, isMixed: false, line });
  }

  close(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
  }

  addText(content: string): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    element.text += content;
    if (content.trim() !== "" && ++element.texts > 1) element.isMixed = true;
  }

  #markMixed(): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.isMixed = true;
  }
}

function malformed(file: string, line: number, received: string): ConfigError {
  return new ConfigError({
    at: file,
    expected: "well-formed XML without a DTD",
    received,
    line,
    remedy: "Correct the file; dotnet nuget trust list reads it as well.",
  });
}
