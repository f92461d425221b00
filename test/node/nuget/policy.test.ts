import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { NugetCommand, NugetPolicyOptions } from "../../../lib/node/nuget/modes.js";
import { policyFromNugetConfig } from "../../../lib/node/nuget/policy.js";
import { definePolicy, type Policy } from "../../../lib/policy/index.js";
import { ConfigError } from "../../../lib/report/index.js";
import { explain } from "../../../lib/verdict/index.js";
import { inspectPackage } from "../../../lib/verify/index.js";
import { hasShared, requireShared, sharedPath } from "../../shared.js";
import { recordedAnswers } from "./answers.js";
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
  VOUCHED,
} from "./configs.js";

function policyOf(files: readonly string[], command: NugetCommand = "verify"): Policy {
  return policyFromNugetConfig(
    files.map((text, index) => ({ name: `${index}/nuget.config`, text })),
    { command },
  ).policy;
}

function notesOf(text: string): string {
  return policyFromNugetConfig([{ name: "nuget.config", text }], { command: "verify" }).notes.join("\n");
}

interface RecordedCase {
  readonly file: string;
  readonly config?: string;
  readonly verdict: string;
  readonly codes: readonly string[];
  readonly modes?: Readonly<Record<"accept" | "require", { readonly valid: boolean }>>;
}

function recorded(file: string): readonly RecordedCase[] {
  if (!hasShared("interop", "cases", file)) return [];
  return readFileSync(sharedPath("interop", "cases", file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedCase);
}

describe("node: policyFromNugetConfig answers as dotnet nuget verify", function () {
  before(function () {
    requireShared(this, "interop", "cases", "packages");
  });

  for (const { name, what, answer, texts } of recordedAnswers) {
    it(`${name}, ${what}: ${answer}`, async () => {
      if (answer === "error") {
        assert.throws(() => policyOf(texts), ConfigError);
        return;
      }
      const verdict = await judgeCase(name, policyOf(texts));
      const codes = verdict.issues.filter(({ severity }) => severity === "error").map(({ nuget }) => nuget);
      assert.equal(verdict.accepted, answer === "trusted", codes.join());
      if (answer !== "trusted") assert.ok(codes.includes(answer), codes.join());
    });
  }

  for (const row of recorded("policy.jsonl")) {
    it(`${row.file} under ${row.config ?? ""}: ${row.verdict} ${row.codes.join()}`, async () => {
      const text = readFileSync(sharedPath("interop", "cases", row.config ?? ""), "utf8");
      const name = row.file.replace(/^packages\/|\.nupkg$/g, "");
      for (const command of ["verify", "restore"] as const) {
        const verdict = await judgeCase(name, policyOf([text], command));
        // Restore in accept mode says NU3034 as a warning and installs (see restore.test.ts).
        const isReportedOnly = command === "restore" && !text.includes('value="require"');
        assert.equal(verdict.accepted, row.verdict === "trusted" || isReportedOnly);
        assert.equal(verdict.issues.find(({ nuget }) => nuget === row.codes[0])?.nuget, row.codes[0]);
      }
    });
  }
});

describe("node: policyFromNugetConfig answers as restore in the modes of NuGet's library", function () {
  // Class integrity refuses in every mode, each by name; NuGet reports these faults and goes on.
  const falseOrMalformed = new Set([
    "no-signing-time",
    "both-commitments",
    "ess-missing",
    "ess-wrong-hash",
    "content-version-2",
    "two-signers",
    "flip-signature",
    "flip-ts-imprint",
    "ts-imprint-wrong",
    "cs-badsig",
    "zip-sig-deflated",
  ]);
  const rows = recorded("manifest.jsonl").map(({ file, modes }) => ({
    name: file.replace(/^packages\/|\.nupkg$/g, ""),
    modes,
  }));

  /** Require mode wants a list; this one names whoever signed. */
  async function listOf(name: string): Promise<string> {
    const { signatures } = await inspectPackage(readFileSync(caseFile(name)));
    const listed = signatures.map(({ kind, signer }, index) => {
      const entry = certificate(signer?.fingerprint.slice("sha256:".length).toUpperCase() ?? NOBODY);
      return kind === "author" ? author(entry, `A${index}`) : repository(entry, `R${index}`);
    });
    return listed.join("");
  }

  for (const { name, modes } of rows) {
    it(`accept, ${name}: ${modes?.accept.valid === true ? "valid" : "not valid"}`, async () => {
      const verdict = await judgeCase(name, policyOf([config("")], "restore"));
      const isException = falseOrMalformed.has(name);
      assert.equal(verdict.accepted, isException ? false : modes?.accept.valid);
      if (isException)
        assert.ok(verdict.issues.some(({ class: kind, severity }) => kind === "integrity" && severity === "error"));
    });

    it(`require, ${name}: ${modes?.require.valid === true ? "valid" : "not valid"}`, async () => {
      const verdict = await judgeCase(name, policyOf([config(await listOf(name), mode("require"))], "restore"));
      const isException = modes?.require.valid === true && falseOrMalformed.has(name);
      assert.equal(verdict.accepted, isException ? false : modes?.require.valid);
    });
  }
});

describe("node: what NuGet forgives, a policy from nuget.config forgives aloud", () => {
  before(function () {
    requireShared(this, "interop", "cases", "packages");
  });

  it("an author whom only a countersignature vouches for matches an entry by the certificate", async () => {
    const verdict = await judgeCase("cs-author-untrusted", policyOf([config(author(certificate(VOUCHED)))]));
    assert.equal(verdict.accepted, true);
    const vouched = verdict.issues.find(({ code }) => code === "chain-root-untrusted");
    assert.equal(vouched?.vouchedBy?.placement, "countersignature");
    const other = await judgeCase("cs-author-untrusted", policyOf([config(author(certificate(AUTHOR)))]));
    assert.equal(other.accepted, false);
  });

  it("an expiry under allowUntrustedRoot, as a waiver with its reason", async () => {
    const policy = policyOf([config(author(certificate(EXPIRED, "true"), "Us"))]);
    const verdict = await judgeCase("cert-expired-untimed", policy);
    assert.equal(verdict.accepted, true);
    assert.notEqual(verdict.outcome, "trusted");
    const expired = verdict.issues.find(({ code }) => code === "certificate-expired");
    assert.match(expired?.waivedBy?.reason ?? "", /allowUntrustedRoot/);
    assert.deepEqual(
      verdict.waivers.map(({ id, code }) => [id, code]),
      [["author Us", "certificate-expired"]],
    );
    assert.match(explain(verdict), /author Us.*allowUntrustedRoot/s);
    assert.deepEqual((await judgeCase("cert-expired-stamped-old-tsa", policy)).waivers, []);
  });

  it("no expiry without it, nor under it in lower case", async () => {
    for (const entry of [certificate(EXPIRED), certificate(EXPIRED.toLowerCase(), "true")]) {
      const verdict = await judgeCase("cert-expired-untimed", policyOf([config(author(entry))]));
      assert.deepEqual(
        verdict.issues.filter(({ severity }) => severity === "error").map(({ code }) => code),
        ["certificate-expired"],
      );
    }
  });

  it("a timestamp whose authority nobody knows: reported, and it gives no time", async () => {
    const policy = policyOf([config("")], "restore");
    const verdict = await judgeCase("ts-untrusted", policy);
    assert.equal(verdict.accepted, true);
    const [issue] = verdict.issues;
    assert.deepEqual(
      [issue?.code, issue?.severity, issue?.subject?.timestamp],
      ["chain-root-untrusted", "warning", true],
    );
    assert.equal((await judgeCase("ts-untrusted", policyOf([config("")], "verify"))).accepted, false);
  });

  it("none of it under a policy of one's own, whose entries have no such rules", async () => {
    const fingerprint = `sha256:${EXPIRED.toLowerCase()}` as const;
    const entry = { id: "us", by: "certificate", fingerprint, allowUntrustedRoot: true } as const;
    const policy = definePolicy({ version: 1, name: "own", signers: { version: 1, mode: "listed", entries: [entry] } });
    assert.equal((await judgeCase("cert-expired-untimed", policy)).accepted, false);
  });
});

describe("node: policyFromNugetConfig", () => {
  it("makes a policy with a name, and judges by the clock's evidence at hand", () => {
    const { policy, mode, signers } = policyFromNugetConfig([]);
    assert.equal(policy.name, "nuget.config, verify");
    assert.deepEqual([policy.toDocument().signers, mode, signers], [undefined, undefined, undefined]);
    assert.deepEqual(
      [policy.toDocument().revocation.mode, policy.toDocument().revocation.afterTimestamp],
      ["offline", "refuse"],
    );
  });

  const nameUnder = (settings: string, options: NugetPolicyOptions = {}): string =>
    policyFromNugetConfig([{ name: "a", text: config("", settings) }], options).policy.name;

  it("answers as restore where a mode is set, else as verify; or as the command that is named", () => {
    for (const [settings, command, name] of [
      ["", undefined, "nuget.config, verify"],
      ["", "restore", "nuget.config, accept"],
      [mode("accept"), undefined, "nuget.config, accept"],
      [mode("require"), undefined, "nuget.config, require"],
      [mode("require"), "verify", "nuget.config, verify"],
    ] as const)
      assert.equal(nameUnder(settings, command === undefined ? {} : { command }), name);
  });

  it("forgives nothing in mode accept if it is asked to, and wants no list for that", () => {
    const text = config("", mode("accept"));
    const { policy } = policyFromNugetConfig([{ name: "a", text }], { atLeast: "require" });
    assert.equal(policy.severityOf("package-unsigned"), "error");
    assert.equal(policy.toDocument().signers, undefined);
  });

  it("makes entries that can be imported: an id of its own each, kinds, owners, both hash lengths", () => {
    const long = "ab".repeat(64);
    const text = config(
      author(certificate(AUTHOR), "Us") +
        author(certificate(long, "false", "SHA512"), "Us too") +
        repository(certificate(AUTHOR) + certificate(REPOSITORY, "true") + owners("x; y"), "Gallery"),
    );
    assert.deepEqual(policyOf([text]).toDocument().signers, {
      version: 1,
      mode: "listed",
      entries: [
        {
          id: "author Us, Gallery",
          by: "certificate",
          fingerprint: `sha256:${AUTHOR.toLowerCase()}`,
          kinds: ["author"],
          rules: "nuget",
        },
        {
          id: "repository Us, Gallery",
          by: "repository",
          certificates: [`sha256:${AUTHOR.toLowerCase()}`],
          owners: ["x", "y"],
          nugetServiceIndexes: ["https://lab.example/v3/index.json"],
          rules: "nuget",
        },
        {
          id: "author Us too",
          by: "certificate",
          fingerprint: `sha512:${long}`,
          kinds: ["author"],
          rules: "nuget",
        },
        {
          id: "repository Gallery",
          by: "repository",
          certificates: [`sha256:${REPOSITORY.toLowerCase()}`],
          owners: ["x", "y"],
          nugetServiceIndexes: ["https://lab.example/v3/index.json"],
          allowUntrustedRoot: true,
          rules: "nuget",
        },
      ],
    });
  });

  it("notes what of the files has no effect", () => {
    assert.match(
      notesOf(config(author(certificate("zz")))),
      /nuget\.config:3: the fingerprint of "A" is no SHA256 in hex/,
    );
    assert.match(notesOf(config(author(certificate(AUTHOR.toLowerCase(), "true")))), /not in upper case/);
    assert.match(notesOf(config(author(certificate(AUTHOR, "true") + certificate(AUTHOR, "false")))), /NU3040/);
    assert.match(notesOf(config(repository(certificate(AUTHOR) + owners(";")))), /owners are blank/);
    assert.match(notesOf(config("", mode("strict"))), /"strict" is no mode/);
  });

  it("repeats nothing of a variable that is named for a mode: it may hold a secret", () => {
    process.env["COUNTERSIGN_TEST_SECRET"] = "hunter2";
    try {
      const notes = notesOf(config("", mode("%COUNTERSIGN_TEST_SECRET%")));
      assert.match(notes, /"%COUNTERSIGN_TEST_SECRET%" is no mode/);
      assert.doesNotMatch(notes, /hunter2/);
    } finally {
      delete process.env["COUNTERSIGN_TEST_SECRET"];
    }
  });

  it("takes a mode from the environment, as NuGet does (%NAME%), twice over", () => {
    const variables = {
      MODE: "require",
      ONE: "%COUNTERSIGN_TEST_MODE%",
      TWO: "%COUNTERSIGN_TEST_ONE%",
      SIGN: "%",
      END: "MODE%",
    };
    const names = Object.keys(variables).map((name) => `COUNTERSIGN_TEST_${name}`);
    for (const [index, value] of Object.values(variables).entries()) process.env[names[index] ?? ""] = value;
    const modeOf = (value: string): string => nameUnder(mode(value)).replace("nuget.config, ", "");
    try {
      assert.equal(modeOf("%COUNTERSIGN_TEST_MODE%"), "require");
      assert.equal(modeOf("$COUNTERSIGN_TEST_MODE"), "accept");
      assert.equal(modeOf("%COUNTERSIGN_TEST_ONE%"), "require");
      assert.equal(modeOf("%COUNTERSIGN_TEST_TWO%"), "accept");
      assert.equal(modeOf("%COUNTERSIGN_TEST_SIGN%COUNTERSIGN_TEST_MODE%COUNTERSIGN_TEST_SIGN%"), "require");
      assert.equal(modeOf("%COUNTERSIGN_TEST_%COUNTERSIGN_TEST_END%"), "require");
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
  });

  const hostile: readonly (readonly [what: string, text: string, line?: number])[] = [
    ["an entity of its own", `<!DOCTYPE c [<!ENTITY a "b">]><configuration>&a;</configuration>`],
    [
      "entities that grow",
      `<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><configuration>&b;</configuration>`,
    ],
    ["a file from elsewhere", `<!DOCTYPE c SYSTEM "file:///etc/passwd"><configuration/>`],
    ["an entity that is not declared", "<configuration>\n&secret;</configuration>", 2],
    ["an attribute twice", `<configuration>\n\n<a b="1" b="2"/></configuration>`, 3],
    ["a prefix that is not declared", "<configuration><x:a/></configuration>"],
    ["two roots", "<configuration/><configuration/>"],
    ["text after the root", "<configuration/>x"],
    ["a control character", "<configuration>\u0001</configuration>"],
    ["nesting without end", `<configuration>${"<a>".repeat(10_000)}`],
    ["a size without end", `<configuration>${" ".repeat(1_100_000)}</configuration>`],
  ];
  for (const [what, text, line] of hostile) {
    it(`refuses ${what}, with file and line`, () => {
      assert.throws(
        () => policyFromNugetConfig([{ name: "far/nuget.config", text }]),
        (error) => {
          assert.ok(error instanceof ConfigError, String(error));
          assert.equal(error.at, "far/nuget.config");
          assert.ok((error.line ?? 0) >= 1);
          if (line !== undefined) assert.equal(error.line, line);
          return true;
        },
      );
    });
  }

  it("takes names that are names of other things in JavaScript", () => {
    const text = config(
      author(certificate(AUTHOR), "__proto__") +
        repository(certificate(REPOSITORY) + owners("constructor"), "toString"),
    );
    assert.deepEqual(
      policyOf([text])
        .toDocument()
        .signers?.entries.map(({ id }) => id),
      ["author __proto__", "repository toString"],
    );
  });
});
