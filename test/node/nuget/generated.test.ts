import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import { inspectPackage } from "../../../lib/verify/index.js";
import { caseFile, caseRoots, isAccepted, judgeCase, nugetForCases } from "./cases.js";
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
import { importedProject } from "./round-trip.js";

/** Two processes of dotnet for each, under a second; more with COUNTERSIGN_NUGET_CONFIGS=300. */
const count = Number(process.env["COUNTERSIGN_NUGET_CONFIGS"] ?? 100);
const packages = [
  "author-repo",
  "ts-untrusted",
  "repo-primary",
  "cert-untrusted-root",
  "cert-expired-untimed",
  "cert-expired-stamped-old-tsa",
  "cs-author-untrusted",
  "sdk-untimed-sha256",
];
/** Where a list is neither imported nor exported NuGet refuses every package. */
const NONE = packages.map(() => false);

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

function generatedConfig(random: () => number, byOtherHashes: ReadonlyMap<string, readonly OtherHash[]>): string {
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const entry = (): string => {
    const fingerprint = pick(AUTHOR, AUTHOR, REPOSITORY, REPOSITORY, UNTRUSTED, EXPIRED, VOUCHED, NOBODY);
    const [print, hash] = pick([fingerprint, "SHA256"] as const, ...(byOtherHashes.get(fingerprint) ?? []));
    return certificate(
      random() < 0.3 ? print.toLowerCase() : print,
      pick("true", "false", "false", "True"),
      random() < 0.2 ? hash.toLowerCase() : hash,
    );
  };
  const signer = (): string => {
    const entries = Array.from({ length: pick(1, 1, 2) }, entry).join("");
    if (random() < 0.5) return author(entries, pick("A", "B", "a"));
    const restriction = pick("", "", owners("bob"), owners("Bob"), owners("Alice; x"), owners("x"), owners(" ; "));
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

type OtherHash = readonly [fingerprint: string, hash: string];

/** The certificates of the cases by SHA-384 and SHA-512. */
async function otherHashes(): Promise<ReadonlyMap<string, readonly OtherHash[]>> {
  const found = new Map<string, readonly OtherHash[]>();
  for (const name of packages) {
    const { signatures } = await inspectPackage(readFileSync(caseFile(name)));
    for (const { signer } of signatures) {
      if (signer === undefined) continue;
      const digest = (hash: string): string => createHash(hash).update(signer.der).digest("hex").toUpperCase();
      found.set(digest("sha256"), [
        [digest("sha384"), "SHA384"],
        [digest("sha512"), "SHA512"],
      ]);
    }
  }
  return found;
}

describe("node: generated nuget.config files, judged by dotnet as well", function () {
  this.timeout(60_000 + 20_000 * count);

  it(`give the same answers for ${packages.length} packages under each of ${count}`, async function () {
    const ask = await nugetForCases(this);
    const hashes = await otherHashes();
    for (let seed = 1; seed <= count; seed++) {
      const random = randomOf(seed);
      const depth = 1 + Math.floor(random() * 3);
      const texts = Array.from({ length: depth }, () => generatedConfig(random, hashes));
      const files = texts.map((text, place) => ({ name: `${place}/nuget.config`, text }));
      const { policy } = policyFromNugetConfig(files, { command: "verify" });
      const theirs = await ask(packages, texts);
      for (const [index, name] of packages.entries()) {
        const their = theirs[index] ?? assert.fail(name);
        const verdict = await judgeCase(name, policy);
        const told = verdict.issues.map(({ code, severity }) => `${severity} ${code}`).join();
        assert.equal(
          verdict.accepted,
          isAccepted(their),
          `${name}: dotnet ${JSON.stringify(their)}, ours ${told} under\n${texts.join("\n")}`,
        );
      }
      const answers = theirs.map(isAccepted);
      const { trustFile, exported, verify } = await importedProject(texts);
      const ours =
        trustFile === undefined
          ? NONE
          : await verify(packages.map(caseFile), ...caseRoots(), "--nuget-command", "verify");
      assert.deepEqual(ours, answers, `imported: ${String(trustFile)}`);
      const again = exported.code === 0 ? (await ask(packages, [exported.stdout])).map(isAccepted) : NONE;
      assert.deepEqual(again, answers, `exported: ${exported.stdout}${exported.stderr}`);
    }
  });
});
