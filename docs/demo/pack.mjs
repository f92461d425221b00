// A real package of real files: this project's own texts and a part of its library.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

const NUSPEC = `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Countersign.Demo</id>
    <version>1.0.0</version>
    <authors>contoso</authors>
    <description>Files of the countersign project, packed by its demo.</description>
    <license type="file">LICENSE</license>
    <readme>README.md</readme>
  </metadata>
</package>
`;

/** The bytes of an unsigned `.nupkg`. */
export function packRealFiles(root) {
  const read = (...path) => new Uint8Array(readFileSync(join(root, ...path)));
  return zipSync({
    "Countersign.Demo.nuspec": new TextEncoder().encode(NUSPEC),
    LICENSE: read("LICENSE"),
    "README.md": read("README.md"),
    "content/countersign.js": read("dist", "cli", "main.cjs"),
    "content/package.json": read("package.json"),
  });
}
