import assert from "node:assert/strict";
import { nugetConfigOf } from "../../../lib/cli/trust-file/nuget-config.js";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import type { TrustedSigner } from "../../../lib/policy/index.js";
import { answers, rootAnswers } from "./answers.js";
import { isAccepted, nugetForCases } from "./cases.js";
import { AUTHOR, author, certificate, config, owners, REPOSITORY, repository, UNTRUSTED } from "./configs.js";

function imported(...texts: readonly string[]): readonly TrustedSigner[] {
  const files = texts.map((text, place) => ({ name: `${place}.config`, text }));
  return policyFromNugetConfig(files, { command: "verify" }).policy.toDocument().signers?.entries ?? [];
}

function exported(entries: readonly TrustedSigner[]): string {
  const { text, left } = nugetConfigOf({ signers: { version: 1, mode: "listed", entries }, roots: [] });
  assert.deepEqual(left, []);
  return text;
}

function byId(one: TrustedSigner, other: TrustedSigner): number {
  return one.id < other.id ? -1 : 1;
}

const readable = [...answers, ...rootAnswers].filter(([, answer]) => answer !== "error");

/** What tells spellings, owners, names and roots apart. */
const rich = [
  author(certificate(AUTHOR) + certificate(UNTRUSTED, "true"), "A &amp; &lt;B>"),
  repository(certificate(REPOSITORY) + owners("zz"), "R1", "https://a/x"),
  repository(certificate(REPOSITORY.toLowerCase()), "R2", "https://a/x"),
  repository(certificate(AUTHOR) + certificate(UNTRUSTED, "true") + owners("bob; x"), "R1", "not a url"),
  repository(certificate("AB".repeat(48), "false", "SHA384") + certificate("CD".repeat(64), "true", "SHA512"), "R3"),
].join("");

describe("node: what trust export writes as nuget.config", () => {
  it("is read as the same entries again", () => {
    for (const texts of [...readable.map(([, , ...files]) => files), [config(rich)]]) {
      const entries = imported(...texts);
      const again = imported(exported(entries));
      assert.deepEqual(again.toSorted(byId), entries.toSorted(byId), texts.join("\n"));
    }
  });

  it("gets the answers from dotnet that the files it came from got", async function () {
    this.timeout(170_000);
    const ask = await nugetForCases(this);
    const names = ["author-repo", "cert-untrusted-root", "repo-primary"];
    const judge = async (text: string): Promise<readonly boolean[]> => (await ask(names, [text])).map(isAccepted);
    const hard = readable.filter(([what]) => /owners|spel|disagree|two addresses|lower case/.test(what));
    for (const [what, , ...texts] of [...hard, ["all", "trusted", config(rich)] as const]) {
      const [text] = texts;
      if (text === undefined || texts.length > 1 || imported(text).length === 0) continue;
      assert.deepEqual(await judge(exported(imported(text))), await judge(text), what);
    }
  });
});
