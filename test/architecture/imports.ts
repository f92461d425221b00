import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "../shared.js";

/** One import of a source file. */
export interface Import {
  /** The importing file, from `lib/`. */
  readonly from: string;
  /** What it says. */
  readonly specifier: string;
  /** The file in `lib/` that it leads to, if it is a relative one. */
  readonly to: string | undefined;
  readonly typeOnly: boolean;
  /** `import(...)`: loaded only when the line runs. */
  readonly dynamic: boolean;
}

const lib = join(root, "lib");

/** Every source file of `lib/`, from `lib/`. */
export function sourceFiles(): readonly string[] {
  const names = readdirSync(lib, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")).sort();
}

/** Every import and re-export of a file, by the compiler's own reading. */
export function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(lib, file), "utf8"), ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, dynamic: boolean): void => {
    const to = specifier.startsWith(".")
      ? relative(lib, join(lib, dirname(file), specifier)).replace(/\.js$/, ".ts")
      : undefined;
    imports.push({ from: file, specifier, to, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, isTypeOnly(node), false);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteral(argument)) add(argument.text, false, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || everyIsType(node.exportClause);
  const clause = node.importClause;
  if (clause === undefined) return false;
  return (
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (clause.name === undefined && everyIsType(clause.namedBindings))
  );
}

function everyIsType(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}
