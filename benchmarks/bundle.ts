import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const root: string = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Compiles a program with the library into one file: what is measured is JavaScript, as it is published. */
export async function bundle(program: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    packages: "external",
    conditions: ["countersign-source"],
    logLevel: "warning",
    plugins: [
      {
        // Both read files from beside their module, which in a bundle is elsewhere.
        name: "beside their module",
        setup: (build) =>
          build.onLoad({ filter: /(?:roots-file|test-certs\/index)\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8").replaceAll(
              "import.meta.url",
              JSON.stringify(pathToFileURL(path).href),
            ),
            loader: "ts",
          })),
      },
    ],
  });
}
