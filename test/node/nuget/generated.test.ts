import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import { dotnetVerify } from "../../interop/dotnet.js";
import { makeTool } from "../../interop/kit.js";
import { requireCommands } from "../../interop/tools.js";
import { requireShared, sharedPath } from "../../shared.js";
import { withFolder } from "../temporary-folder.js";
import { caseFile, judgeCase } from "./cases.js";
import {
  AUTHOR,
  author,
  certificate,
  config,
  EXPIRED,
  mode,
  NOBODY,
  owners,
  REPOSITORY,
  repository,
  UNTRUSTED,
  VOUCHED,
} from "./configs.js";

/** One process of dotnet for each: some by default, hundreds with COUNTERSIGN_NUGET_CONFIGS=300. */
const count = Number(process.env["COUNTERSIGN_NUGET_CONFIGS"] ?? 6);
const packages = [
  "author-repo",
  "repo-primary",
  "cert-untrusted-root",
  "cert-expired-untimed",
  "cert-expired-stamped-old-tsa",
  "cs-author-untrusted",
  "sdk-untimed-sha256",
];
/** Packages of which dotnet says more than ours will: a vouched author's entry, and expiry under allowUntrustedRoot. */
const stricterFor = new Set(["cs-author-untrusted", "cert-expired-untimed"]);

/** Mulberry32: the same files in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function generatedConfig(seed: number): string {
  const random = randomOf(seed);
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const entry = (): string => {
    const fingerprint = pick(AUTHOR, AUTHOR, REPOSITORY, REPOSITORY, UNTRUSTED, EXPIRED, VOUCHED, NOBODY);
    return certificate(
      random() < 0.3 ? fingerprint.toLowerCase() : fingerprint,
      pick("true", "false", "false", "True"),
    );
  };
  const signer = (): string => {
    const entries = Array.from({ length: pick(1, 1, 2) }, entry).join("");
    if (random() < 0.5) return author(entries, pick("A", "B", "a"));
    const restriction = pick("", "", owners("bob"), owners("Alice; x"), owners("x"), owners(" ; "));
    return repository(entries + restriction, pick("A", "B", "a"), pick("https://a/x", "https://b/x", "http://a/X"));
  };
  const items = Array.from({ length: pick(0, 1, 1, 2, 3, 4) }, signer);
  if (random() < 0.2) items.splice(Math.floor(random() * (items.length + 1)), 0, "<clear />");
  const settings = pick(
    "",
    "",
    mode("require"),
    mode("accept"),
    mode("Require"),
    mode("on"),
    `${mode("require")}<clear/>${mode("accept")}`,
  );
  return config(items.join("\n"), settings);
}

describe("node: generated nuget.config files, judged by dotnet as well", function () {
  this.timeout(60_000 + 20_000 * count);

  it(`give the same answers for ${packages.length} packages under each of ${count}, but for what is stricter by name`, async function () {
    requireCommands(this, "dotnet");
    requireShared(this, "interop", "cases", "packages");
    await withFolder(async (folder) => {
      const roots = (name: string): string => sharedPath("interop", "cases", "roots", name);
      const tool = await makeTool(join(folder, "tool"), roots("codesigning.pem"), roots("timestamping.pem"));
      for (let seed = 1; seed <= count; seed++) {
        const text = generatedConfig(seed);
        const path = join(folder, `${seed}.config`);
        writeFileSync(path, text);
        const { policy } = policyFromNugetConfig([{ name: path, text }], { command: "verify" });
        const theirs = await dotnetVerify(packages.map(caseFile), { tool, config: path });
        for (const [index, name] of packages.entries()) {
          const theyAccept = theirs[index]?.verdict === "trusted" || theirs[index]?.saysValid === true;
          const { accepted } = await judgeCase(name, policy);
          const isNamed = theyAccept && !accepted && stricterFor.has(name);
          assert.ok(
            accepted === theyAccept || isNamed,
            `${name}: dotnet ${String(theyAccept)}, ours ${String(accepted)} under\n${text}`,
          );
        }
      }
    });
  });
});
