import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../interop/tools.js";
import { sharedPath } from "../shared.js";

/** Real packages, which a registry serves as the same bytes for ever. */
export const realPackages = [
  {
    file: "newtonsoft.json.13.0.3.nupkg",
    sha256: "872fc189e638ab1056555b03aaa38f68bcb54286e221aa646eb1129babf63c77",
    signedBy: ["author", "repository"],
  },
  {
    file: "moq.4.20.70.nupkg",
    sha256: "3be11dd47bfc7caf0c29a461eea1466ec48f693023e0efb268b43f5bf8eeee4b",
    signedBy: ["repository"],
  },
  {
    file: "serilog.4.0.0.nupkg",
    sha256: "8fc850e5374bd538df7468813bd3f21c914c30fbc04c758dd5db6bad465994dc",
    signedBy: ["repository"],
  },
] as const;
export type RealPackage = (typeof realPackages)[number];

const folder = process.env["COUNTERSIGN_REAL_PACKAGES"] ?? join(tmpdir(), "countersign-real-packages");
let fetched: Promise<void> | undefined;

/**
 * Call in `before`: their bytes by file, fetched once by the interop kit and kept between runs, whole or not at all.
 * Without a registry the suite is skipped visibly; with `CI=true` it fails.
 */
export async function requireRealPackages(context: Mocha.Context): Promise<ReadonlyMap<string, Uint8Array>> {
  if (!realPackages.every(isHere)) await (fetched ??= fetchAll());
  if (realPackages.every(isHere)) return new Map(realPackages.map(({ file }) => [file, bytesOf(file)]));
  if (process.env["CI"] === "true") throw new Error("real packages are missing in CI: is there a registry?");
  return context.skip();
}

function isHere({ file, sha256 }: RealPackage): boolean {
  return existsSync(join(folder, file)) && createHash("sha256").update(bytesOf(file)).digest("hex") === sha256;
}

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, file)));
}

async function fetchAll(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await runCommand("bash", [sharedPath("interop", "fetch-real-packages.sh"), folder]).catch(() => undefined);
}
