import assert from "node:assert/strict";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { ConfigError, issueCodes } from "../../../lib/report/index.js";
import { explain, explainIssue } from "../../../lib/verdict/index.js";
import { everything, tampered, trusted, waived } from "../verdicts.js";
import { sarifSchema } from "./sarif-schema.js";

describe("explain as text", () => {
  it("gives one line that names the package, the outcome and the finding that decides", () => {
    assert.equal(explain(trusted, { detail: "short" }), "good.nupkg: trusted");
    assert.equal(
      explain(tampered, { detail: "short" }),
      "sub folder/bad|<b>.nupkg: tampered, refused: The package’s SHA-256 is 9f2c…2c, but 07aa…aa was signed: the file was changed after signing.",
    );
  });

  it("gives in full who signed, what was found, what to do, who can mend it, and what was not checked and why", () => {
    const text = explain(tampered);
    for (const part of [
      /^ {2}author signature by "Contoso Ltd" \(chain validated\)$/m,
      /^ {4}timestamp 2026-11-23T00:00:00\.000Z by "/m,
      /^ {4}repository https:\/\/r\.example\/index\.json, owners contoso$/m,
      /^ {2}error content-digest-mismatch, NU3008 \(author signature\): The package/m,
      /^ {4}what to do: Delete it/m,
      /^ {4}who can mend it: the repository$/m,
      /^ {2}skipped revocation \(author signature\): an earlier check failed: content-integrity$/m,
      /^ {2}judged at 2026-11-23T00:00:00\.000Z \(the clock\), policy "standard", trust "roots"$/m,
    ])
      assert.match(text, part);
  });

  it("says once what stopped several checks, and names each of them", () => {
    const stopped = ["cms-structure", "signature-value", "chain"] as const;
    const checks = stopped.map((check) => ({
      check,
      status: "skipped" as const,
      reason: "an earlier check failed: signature-entry",
      rule: "RFC 5652",
      issues: [],
    }));
    const lines = explain({ ...trusted, checks })
      .split("\n")
      .filter((line) => line.includes("signature-entry"));
    assert.deepEqual(lines, [
      "  skipped cms-structure, signature-value, chain: an earlier check failed: signature-entry",
    ]);
  });

  it("prints a waiver that was used, with its reason and its end", () => {
    const printed = /waived by SEC-1 until 2027-01-01T00:00:00Z: vendor \| moves/;
    assert.match(explain(waived), printed);
    assert.match(explain(waived, { detail: "short" }), printed);
    assert.match(explain(waived), /waiver SEC-1 for chain-root-untrusted, until 2027-01-01T00:00:00Z/);
    assert.match(explain(waived), /^the package: untrusted, accepted by the policy$/m);
    const endless = {
      ...waived,
      waivers: waived.waivers.map(({ id, code, reason }) => ({ id, code, reason, packages: ["A"] })),
    };
    assert.match(explain(endless, { detail: "short" }), /waived by SEC-1, without end: vendor/);
    assert.match(explain(endless), /waiver SEC-1 for chain-root-untrusted, without end/);
  });

  it("has terminal colours only when they are asked for, and no other escape ever", () => {
    assert.equal(explain(everything).includes("\u001b"), false);
    assert.ok(
      explain(tampered, { color: true }).startsWith("sub folder/bad|<b>.nupkg: \u001b[31mtampered, refused\u001b[0m"),
    );
  });

  it("tells several verdicts one after the other", () => {
    assert.equal(explain([trusted, trusted], { detail: "short" }), "good.nupkg: trusted\ngood.nupkg: trusted");
  });
});

describe("explain as JSON", () => {
  it("is the verdict, with dates as RFC 3339 and certificates as facts", () => {
    const json = JSON.parse(explain(tampered, { as: "json" })) as typeof tampered;
    assert.equal(json.schema, "countersign.verdict/1");
    assert.equal(json.at, "2026-11-23T00:00:00.000Z");
    assert.equal(json.signatures[0]?.signer?.fingerprint, tampered.signatures[0]?.signer?.fingerprint);
    assert.equal(json.issues[0]?.message, tampered.issues[0]?.message);
    assert.deepEqual(json.signatures[0]?.signer && "der" in json.signatures[0].signer, false);
  });

  it("is a list for a list", () => {
    assert.equal((JSON.parse(explain([trusted], { as: "json" })) as unknown[]).length, 1);
    assert.equal(explain(trusted, { as: "json", detail: "short" }).includes("\n"), false);
  });

  it("may be printed, and SARIF too: what turns a line or speaks to a build service stands escaped in it", () => {
    const name = "gpj.\u202e##vso[task.setvariable]\u009b2J\u2028.nupkg";
    for (const as of ["json", "sarif"] as const) {
      const text = explain({ ...tampered, name }, { as });
      assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\u2028]|##\w*\[/u, as);
    }
    const { name: read } = JSON.parse(explain({ ...tampered, name }, { as: "json" })) as typeof tampered;
    assert.equal(read, name);
  });
});

describe("explain as SARIF", () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(sarifSchema);

  it("keeps to the parts of SARIF 2.1.0 that it uses, for every code there is", () => {
    for (const verdicts of [[trusted, trusted], [tampered, trusted], [waived], [everything], []]) {
      const log: unknown = JSON.parse(explain(verdicts, { as: "sarif" }));
      assert.ok(validate(log), JSON.stringify(validate.errors));
    }
  });

  it("points at the file and at the bytes in it, by a URI", () => {
    const [result] = resultsOf(tampered);
    assert.deepEqual(result?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: "sub%20folder/bad%7C%3Cb%3E.nupkg", index: 0 },
      region: { byteOffset: 10, byteLength: 20 },
    });
    assert.equal(result.level, "error");
  });

  it("suppresses what was waived, with the waiver's reason and its end", () => {
    assert.deepEqual(resultsOf(waived)[0]?.suppressions, [
      {
        kind: "external",
        status: "accepted",
        justification: "waived by SEC-1 until 2027-01-01T00:00:00Z: vendor | moves",
      },
    ]);
  });
});

describe("explain as Markdown", () => {
  it("gives a table with one row for each package", () => {
    const lines = explain([trusted, tampered], { as: "markdown", detail: "short" }).split("\n");
    assert.equal(lines.length, 4);
    assert.match(lines[2] ?? "", /^\| ✅ \| good\\\.nupkg \| trusted \| author&#58; Contoso Ltd \|  \|$/);
    assert.match(lines[3] ?? "", /^\| ❌ \| sub folder\/bad&#124;&#60;b&#62;\\\.nupkg \| tampered, refused \|/);
  });

  it("says in the table what was waived, why and until when, for the table may be all that is shown", () => {
    const [row] = explain(waived, { as: "markdown", detail: "short" }).split("\n").slice(2);
    assert.match(row ?? "", /; waived by SEC\\-1 until 2027\\-01\\-01T00&#58;00&#58;00Z&#58; vendor &#124; moves \|$/);
  });

  it("lets nothing from a package become a cell, a link, an image, a mention or HTML", () => {
    const text = explain(tampered, { as: "markdown" });
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    for (const row of rows) assert.equal(row.split("|").length, 7, row);
    assert.equal(/<b>|\]\(|https:\/\//.test(text), false);
  });

  it("says below the table what was found and what to do", () => {
    assert.match(
      explain([tampered], { as: "markdown" }),
      /^### .*\n\n- \*\*error\*\* `content-digest-mismatch` \(NU3008, author signature\)&?.*\n {2}- Delete it, .* \(the repository\)$/m,
    );
  });
});

describe("explain", () => {
  it("refuses a form that it does not know", () => {
    assert.throws(() => explain(trusted, { as: "xml" as "text" }), ConfigError);
  });
});

describe("explainIssue", () => {
  it("says of every code what it means, how it is graded, who acts and what to do", () => {
    for (const code of issueCodes) {
      const text = explainIssue(code);
      assert.match(text, new RegExp(`^${code}: `));
      for (const part of ["Class", "Outcome", "Severity", "Who acts", "What to do"])
        assert.ok(text.includes(`\n${part}`), `${code} ${part}`);
    }
  });

  it("refuses what is no code", () => {
    assert.throws(() => explainIssue("toString" as "package-unsigned"), ConfigError);
  });
});

interface SarifResult {
  readonly level: string;
  readonly locations: readonly { readonly physicalLocation?: object }[];
  readonly suppressions?: readonly object[];
}
function resultsOf(verdict: typeof trusted): readonly SarifResult[] {
  const log = JSON.parse(explain(verdict, { as: "sarif" })) as { runs: [{ results: SarifResult[] }] };
  return log.runs[0].results;
}
