// Real signed packages through an ordinary restore: Newtonsoft.Json 13.0.3 and two more, by the interop kit where it lies beside the
// project. None where it can't be had; the demo then says so.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

export async function realPackages(folder, root) {
  const kit = join(process.env.COUNTERSIGN_SHARED ?? join(root, "..", "shared"), "interop", "fetch-real-packages.sh");
  if (process.env.COUNTERSIGN_DEMO_OFFLINE === "1" || !existsSync(kit)) return [];
  const out = join(folder, "real");
  mkdirSync(out);
  await new Promise((resolve) => execFile("bash", [kit, out], { timeout: 120_000 }, () => resolve()));
  return readdirSync(out)
    .filter((name) => name.endsWith(".nupkg"))
    .map((name) => join(out, name));
}
