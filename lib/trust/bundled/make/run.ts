/**
 * Makes the bundled list again. Run from the project's folder:
 *
 *     node --import tsx --conditions countersign-source lib/trust/bundled/make/run.ts --label "dotnet-sdk 10.0.401" \
 *       --code-signing .../trustedroots/codesignctl.pem --timestamping .../trustedroots/timestampctl.pem --date 2026-11-25 [--check]
 *
 * Both options may be given several times; any PEM bundle will do. It prints what came and went against the present
 * list and writes `roots.bin`, `roots-data.ts` (the same bytes) and `roots.txt` (the same for people). With `--check` it
 * writes nothing and exits with 1 if anything would change.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { equalBytes, toBase64 } from "../../../bytes/index.js";
import { defaultProvider } from "../../../crypto/index.js";
import type { RootsBytes, RootsSource } from "../layout.js";
import { readRoots } from "../read-roots.js";
import { type Bundle, type CollectedRoot, collectRoots } from "./collect.js";
import { compareRoots, type ListedRoot, listingOf, purposesOf } from "./listing.js";
import { writeRoots } from "./write-roots.js";

const { values } = parseArgs({
  options: {
    label: { type: "string" },
    "code-signing": { type: "string", multiple: true, default: [] },
    timestamping: { type: "string", multiple: true, default: [] },
    date: { type: "string" },
    check: { type: "boolean", default: false },
  },
});
const label = required("label", "what the files belong to, dotnet-sdk 10.0.401 for instance");
const date = required("date", "the day on which the files were taken, 2026-11-25 for instance");

const bundles: readonly Bundle[] = [
  ...values["code-signing"].map((path) => bundleOf(path, "code-signing")),
  ...values.timestamping.map((path) => bundleOf(path, "timestamping")),
];
const { sources, roots } = await collectRoots(bundles, defaultProvider);
const file = await writeRoots(sources, roots, date, defaultProvider);
const former = readFormer();
const changes = compareRoots(former === undefined ? [] : listedBefore(former), listedNow(roots, sources));
console.log(changes.length === 0 ? "The same roots as before." : changes.join("\n"));
console.log(`${roots.length} roots, ${file.length} bytes.`);

if (values.check) exit(former !== undefined && equalBytes(former, file) ? 0 : 1);
writeFileSync(pathOf("roots.bin"), file);
writeFileSync(pathOf("roots-data.ts"), dataModule(file));
writeFileSync(pathOf("roots.txt"), listingOf(sources, roots, date));

function required(option: "label" | "date", meaning: string): string {
  const value = values[option];
  if (value === undefined) throw new Error(`--${option} is missing: ${meaning}`);
  return value;
}

function bundleOf(path: string, purpose: Bundle["purpose"]): Bundle {
  return { label, file: basename(path), purpose, bytes: readFileSync(path) };
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

function readFormer(): Uint8Array | undefined {
  try {
    return readFileSync(pathOf("roots.bin"));
  } catch {
    return undefined;
  }
}

function listedBefore(bytes: Uint8Array): readonly ListedRoot[] {
  const source: RootsBytes = { range: (start, end) => bytes.subarray(start, end) };
  return readRoots(source, defaultProvider)
    .index.all()
    .flatMap((entry) => {
      const { certificate, purposes } = entry.read();
      return certificate === undefined ? [] : [{ certificate, purposes }];
    });
}

function listedNow(collected: readonly CollectedRoot[], all: readonly RootsSource[]): readonly ListedRoot[] {
  return collected.map(({ certificate, sources: set }) => ({ certificate, purposes: purposesOf(set, all) }));
}

function dataModule(bytes: Uint8Array): string {
  const note =
    "/** Made by `make/run.ts` from the same roots as `roots.bin`: the file's bytes, for platforms without files. */";
  return `${note}\nexport const ROOTS_BASE64: string =\n  "${toBase64(bytes)}";\n`;
}
