import assert from "node:assert/strict";
import { join } from "node:path";
import { countersign, documentOf } from "../../cli/harness.js";
import { runCommand } from "../../interop/tools.js";
import { caseFile, caseRoots, casesTool } from "./cases.js";
import { AUTHOR, EXPIRED, NOBODY, REPOSITORY, UNTRUSTED, VOUCHED } from "./configs.js";

const packages = ["author-repo", "repo-primary", "cert-untrusted-root", "cs-author-untrusted"];

describe("node: --certificate-fingerprint answers as dotnet's", () => {
  let theirs: (name: string, prints: readonly string[]) => Promise<boolean>;
  before(async function () {
    const { tool, home } = await casesTool(this);
    const env = { HOME: home, DOTNET_CLI_TELEMETRY_OPTOUT: "1", NUGET_CERT_REVOCATION_MODE: "offline", LC_ALL: "C" };
    theirs = async (name, prints) => {
      const words = ["exec", join(tool, "NuGet.CommandLine.XPlat.dll"), "verify", "--all", caseFile(name)];
      const { stdout } = await runCommand("dotnet", [...words, "-v", "n", ...optionsOf(prints)], { env });
      return /^Successfully verified package/m.test(stdout);
    };
  });

  for (const name of packages)
    for (const prints of [
      ...[AUTHOR, REPOSITORY, UNTRUSTED, EXPIRED, VOUCHED, NOBODY].map((one) => [one]),
      [NOBODY, AUTHOR.toLowerCase()],
      [REPOSITORY, VOUCHED],
    ])
      it(`${name} by ${prints.map((print) => print.slice(0, 8)).join(" or ")}`, async () => {
        const words = ["verify", caseFile(name), ...caseRoots(), ...optionsOf(prints), "--json"];
        const { results } = documentOf(await countersign(words)) as { results: { accepted: boolean }[] };
        assert.equal(results[0]?.accepted, await theirs(name, prints));
      });
});

function optionsOf(prints: readonly string[]): readonly string[] {
  return prints.flatMap((print) => ["--certificate-fingerprint", print]);
}
