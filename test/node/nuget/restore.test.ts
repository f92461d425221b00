import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import { createVerifier } from "../../../lib/verify/index.js";
import { ownRoots } from "../../cli/material.js";
import { dotnetRoot, restoreEach } from "../../differences/restore.js";
import { interopKit, temporaryFolder } from "../../interop/kit.js";
import { testTrust } from "../../sign/fixture.js";
import { restoreCases, restoreConfigs } from "./restore-cases.js";
import { importedProject } from "./round-trip.js";

describe("node: under a nuget.config packages are judged as dotnet restore does", function () {
  this.timeout(600_000);
  const packages = new Map<string, Uint8Array>();
  const files: string[] = [];
  let dotnet = "";

  before(async function () {
    dotnet = await dotnetRoot(await interopKit(this));
    const folder = temporaryFolder();
    for (const [index, [, made]] of restoreCases.entries()) {
      const id = `Lab.Restore${index}`;
      const bytes = await made(id);
      packages.set(id, bytes);
      files.push(join(folder, `${id}.nupkg`));
      writeFileSync(join(folder, `${id}.nupkg`), bytes);
    }
  });

  /** The cases that pass, by what they are. */
  const passing = (accepted: readonly boolean[]): readonly string[] =>
    restoreCases.flatMap(([what], index) => (accepted[index] === true ? [what] : []));

  async function restored(text: string): Promise<readonly string[]> {
    const { installed, says } = await restoreEach(dotnet, packages, text);
    assert.match(says, /restore/i);
    return passing([...packages.keys()].map((id) => installed.includes(id.toLowerCase())));
  }

  for (const [what, text] of restoreConfigs) {
    it(`${what}: ${restoreCases.length} packages, by the file, imported, and exported again`, async () => {
      const theirs = await restored(text);
      const { policy } = policyFromNugetConfig([{ name: "nuget.config", text }], { command: "restore" });
      const verifier = createVerifier({ trust: await testTrust(), policy, clock: () => new Date() });
      const ours = await Promise.all([...packages.values()].map((bytes) => verifier.verify(bytes)));
      assert.deepEqual(passing(ours.map(({ accepted }) => accepted)), theirs);
      const { trustFile, exported, verify } = await importedProject([text], { now: new Date() });
      // Where no mode is set verify answers as dotnet nuget verify, unless it is asked.
      const asked = trustFile?.includes('"unset"') === true ? ["--nuget-command", "restore"] : [];
      assert.deepEqual(passing(await verify(files, ...ownRoots, ...asked)), theirs);
      const again = exported.stdout.slice(exported.stdout.indexOf("<configuration>"));
      assert.deepEqual(exported.code === 0 ? await restored(again) : [], theirs, exported.stderr);
    });
  }
});
