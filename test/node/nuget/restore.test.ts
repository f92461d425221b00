import assert from "node:assert/strict";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import { createVerifier } from "../../../lib/verify/index.js";
import { dotnetRoot, restoreEach } from "../../differences/restore.js";
import { interopKit } from "../../interop/kit.js";
import { testTrust } from "../../sign/fixture.js";
import { restoreCases, restoreConfigs } from "./restore-cases.js";

describe("node: policyFromNugetConfig answers as dotnet restore does", function () {
  this.timeout(600_000);
  const idOf = (index: number): string => `Lab.Restore${index}`;
  const packages = new Map<string, Uint8Array>();
  let dotnet = "";

  before(async function () {
    dotnet = await dotnetRoot(await interopKit(this));
    for (const [index, [, made]] of restoreCases.entries()) packages.set(idOf(index), await made(idOf(index)));
  });

  for (const [what, text] of restoreConfigs) {
    it(`${what}: ${restoreCases.length} packages`, async () => {
      const { installed, says } = await restoreEach(dotnet, packages, text);
      const { policy } = policyFromNugetConfig([{ name: "nuget.config", text }], { command: "restore" });
      const verifier = createVerifier({ trust: await testTrust(), policy, clock: () => new Date() });
      const differing: string[] = [];
      for (const [index, [name]] of restoreCases.entries()) {
        const verdict = await verifier.verify(packages.get(idOf(index)) ?? assert.fail(name));
        const theirs = installed.includes(idOf(index).toLowerCase());
        const told = verdict.issues.map(({ severity, code }) => `${severity} ${code}`).join(", ");
        if (theirs !== verdict.accepted) differing.push(`${name}: dotnet ${String(theirs)}, ours ${told}`);
      }
      assert.deepEqual(differing, [], says.slice(-4000));
    });
  }
});
