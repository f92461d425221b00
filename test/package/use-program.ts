import { readFileSync } from "node:fs";
import { join, parse } from "node:path";
import ts from "typescript";
import { root } from "../shared.js";

const DECLARED = "./api.js";

/** What the compiler has against a file of `shared/design`, with this library in the place of the api.ts beside it. */
export function complaintsAbout(file: string, surface: string): readonly string[] {
  const options = optionsOf(root);
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from, redirect, given, source) =>
    literals.map((literal) =>
      literal.text === DECLARED && from === file
        ? { resolvedModule: { resolvedFileName: surface, extension: ts.Extension.Ts } }
        : ts.resolveModuleName(
            literal.text,
            from,
            given,
            host,
            undefined,
            redirect,
            ts.getModeForUsageLocation(source, literal, given),
          ),
    );
  const program = ts.createProgram({ rootNames: [file], options, host });
  const found = [...program.getOptionsDiagnostics(), ...ofFile(program, program.getSourceFile(file))];
  return found.map(({ messageText, start }) => `${start ?? 0}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

function ofFile(program: ts.Program, source: ts.SourceFile | undefined): readonly ts.Diagnostic[] {
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
}

/** As this project compiles, but for the kind of module, which no package.json of that folder says, and where sources lie. */
function optionsOf(folder: string): ts.CompilerOptions {
  const path = join(folder, "tsconfig.json");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path, (name) => ts.sys.readFile(name)).config,
    ts.sys,
    folder,
  );
  const module = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  delete options.tsBuildInfoFile;
  return {
    ...options,
    ...module,
    incremental: false,
    rootDir: parse(folder).root,
    typeRoots: [join(folder, "node_modules", "@types")],
  };
}

/** The file as JavaScript that imports from `surface` (a URL) what it declares to import from the api.ts beside it. */
export function runnable(file: string, surface: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  return outputText.replaceAll(`"${DECLARED}"`, JSON.stringify(surface));
}
