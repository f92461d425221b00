import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { judge } from "../judge.js";
import { NOW } from "../make.js";
import { mutationNames, type RandomChain, randomChains } from "./chains.js";
import { dotnetOpinions, findDotnet } from "./dotnet.js";
import {
  dotnetIsStricter,
  explain,
  type Explanation,
  opensslIsStricter,
  weAreStricterThanDotnet,
  weAreStricterThanOpenssl,
} from "./explanations.js";
import { type Opinion, opensslOpinions } from "./openssl.js";

const IN_CI = process.env["CI"] === "true";
const COUNT = IN_CI ? 5_000 : 400;
const SEED = 5280;

/** Runs a suite visibly, or not at all where its peer is not installed; in CI it must be. */
function needs(context: Mocha.Context, isThere: boolean, what: string): void {
  if (isThere) return;
  if (IN_CI) throw new Error(`${what} is not installed, and must be in CI`);
  context.skip();
}

describe(`${COUNT} random chains`, function () {
  this.timeout(1_200_000);
  let chains: readonly RandomChain[];
  const ours = new Map<number, Opinion>();

  before(async () => {
    chains = [...randomChains(COUNT, SEED)];
    for (const { id, leaf, intermediates, roots } of chains) {
      const outcome = await judge({ leaf, bag: intermediates, roots });
      const codes = outcome.findings.map(({ code }) => code).filter((code) => code !== "certificate-serial-invalid");
      ours.set(id, outcome.kind === "validated" ? undefined : codes);
    }
  });

  function differences(
    peers: ReadonlyMap<number, Opinion>,
    peerIsStricter: readonly Explanation[],
    weAreStricter: readonly Explanation[],
  ): readonly string[] {
    return chains.flatMap(({ id, mutations }) => {
      const [mine, theirs] = [ours.get(id), peers.get(id)];
      if ((mine === undefined) === (theirs === undefined)) return [];
      const unexplained =
        mine === undefined ? explain(theirs ?? [], mutations, peerIsStricter) : explain(mine, mutations, weAreStricter);
      return unexplained === undefined
        ? []
        : [`${id}, ${mine === undefined ? "they refuse" : "we refuse"}: ${unexplained}`];
    });
  }

  it("meet every mutation, and are taken and refused often enough to tell something", () => {
    const met = new Set(chains.flatMap(({ mutations }) => mutations));
    assert.deepEqual(
      mutationNames.filter((name) => !met.has(name)),
      [],
    );
    const taken = [...ours.values()].filter((codes) => codes === undefined).length;
    assert.ok(taken > COUNT / 5 && taken < (COUNT * 4) / 5, `${taken} of ${COUNT} are valid`);
    assert.ok(new Set([...ours.values()].flatMap((codes) => codes ?? [])).size >= 14);
  });

  it("are never taken where openssl verify -x509_strict refuses for a reason of security", async function () {
    needs(this, spawnSync("openssl", ["version"]).status === 0, "openssl");
    assert.deepEqual(differences(await opensslOpinions(chains, NOW), opensslIsStricter, weAreStricterThanOpenssl), []);
  });

  it("are never taken where .NET's X509Chain refuses for a reason of security", async function () {
    const dotnet = findDotnet();
    needs(this, dotnet !== undefined, "dotnet");
    if (dotnet === undefined) return;
    const opinions = await dotnetOpinions(chains, NOW, dotnet);
    assert.deepEqual(differences(opinions, dotnetIsStricter, weAreStricterThanDotnet), []);
  });
});
