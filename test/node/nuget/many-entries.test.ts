import assert from "node:assert/strict";
import type { NugetSigner } from "../../../lib/node/nuget/config-file.js";
import { mergeConfigs } from "../../../lib/node/nuget/merge.js";
import { signerEntries } from "../../../lib/node/nuget/signer-entries.js";

describe("node: a nuget.config with as many entries as its megabyte holds", () => {
  const count = 2000;
  const certificate = (number: number): NugetSigner["certificates"][number] => ({
    fingerprint: String(number).padStart(64, "0"),
    hash: "sha256",
    allowUntrustedRoot: false,
  });
  const common = { kind: "author", serviceIndex: undefined, owners: [], file: "nuget.config", line: 1 } as const;

  it("is merged with another by looking at each entry a few times, and not at each for each", () => {
    let looks = 0;
    const counted = (number: number): NugetSigner => ({
      ...common,
      get name() {
        looks++;
        return `author ${number}`;
      },
      certificates: [certificate(number)],
    });
    const file = (first: number) => ({
      settings: undefined,
      signers: { items: Array.from({ length: count }, (_, place) => counted(first + place)), clears: false },
    });
    assert.equal(mergeConfigs([file(count / 2), file(0)]).signers.length, 1.5 * count);
    assert.ok(looks <= 4 * count, `${looks} looks`);
  });

  it("gives each certificate of one author an id of its own, numbered in their order", () => {
    const certificates = Array.from({ length: count }, (_, number) => certificate(number));
    const [first, second, ...others] = signerEntries([{ ...common, name: "A", certificates }]).entries;
    assert.deepEqual([first?.id, second?.id, others.at(-1)?.id], ["author A", "author A (2)", `author A (${count})`]);
  });
});
