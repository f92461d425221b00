import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import {
  checkIds,
  checkRule,
  describeFinding,
  etsiOf,
  found,
  issueCatalogue,
  type IssueCatalogueEntry,
  issueCodes,
  nugetCodeOf,
} from "../../lib/report/index.js";
import { requireShared, sharedPath } from "../shared.js";
import { exampleDetails, exampleFindings } from "./examples.js";

const contoso = { subject: "CN=Contoso Ltd,O=Contoso\\, Ltd,C=US", fingerprint: `sha256:${"ab".repeat(32)}` } as const;
const root = { subject: "CN=Contoso Root R1", fingerprint: `sha256:${"cd".repeat(32)}` } as const;

/** Codes of NuGet that the page lacks: dotnet gives NU3014 for an elliptic key (interop case cert-ec), which is one of its kind to us. */
const BEYOND_THE_PAGE: { readonly [code: string]: readonly string[] } = {
  "certificate-algorithm-unsupported": ["NU3014", "NU3023"],
  // By whom it is asked for: of what a repository declares, NuGet says these (reference, sections 7.1 and 9).
  "repository-signature-missing": ["NU3034", "NU3004"],
};

/** Codes that came after the page was written. */
const SINCE_THE_PAGE: readonly string[] = [
  "package-content-mismatch",
  "signature-bytes-unsigned",
  "repository-declaration-unknown",
];

/** Rules that the page takes from a page of the design, which nobody has who reads a verdict. */
const RULES: { readonly [code: string]: string } = {
  "certificate-key-invalid": "SP 800-89 §5.3.3",
  "signing-content-confusable": "RFC 5652 §5.2; NuGet signed packages reference",
};

describe("the catalogue", () => {
  it("has the 104 codes, each under its own name", () => {
    assert.equal(issueCodes.length, 104);
    for (const [code, entry] of issueCatalogue) assert.equal(entry.code, code);
  });

  it("agrees with ISSUES.md in class, effect, severities, meaning and rule", function () {
    requireShared(this, "design", "ISSUES.md");
    const rows = documentedRows(readFileSync(sharedPath("design", "ISSUES.md"), "utf8"));
    assert.deepEqual(
      [...rows.keys()],
      issueCodes.filter((code) => !SINCE_THE_PAGE.includes(code)),
    );
    for (const [code, row] of rows) {
      const entry = issueCatalogue.get(code as IssueCatalogueEntry["code"])!;
      const { strict, standard, audit } = entry.severities;
      assert.deepEqual(
        [entry.meaning, entry.class, entry.effect, strict, standard, audit, entry.rule],
        [...row.cells.slice(0, -1), RULES[code] ?? row.cells.at(-1)],
        code,
      );
      const more = BEYOND_THE_PAGE[code] ?? [];
      for (const nuget of entry.nuget)
        assert.ok(row.nuget.includes(nuget) || more.includes(nuget), `${code}: ${nuget}`);
      for (const [nuget] of row.nuget.matchAll(/NU\d{4}/g)) {
        if (code !== "package-zip64" || nuget !== "NU3039") assert.ok(entry.nuget.includes(nuget), `${code}: ${nuget}`);
      }
    }
  });

  it("gives rules that a reader of a verdict can look up, for findings and for checks", () => {
    const rules = [...[...issueCatalogue.values()].map(({ rule }) => rule), ...checkIds.map(checkRule)];
    for (const rule of rules) assert.doesNotMatch(rule, /\.md|below|above/);
  });

  it("grades every code of class integrity as an error under each preset", () => {
    for (const entry of issueCatalogue.values()) {
      if (entry.class !== "integrity") continue;
      assert.deepEqual(entry.severities, { strict: "error", standard: "error", audit: "error" }, entry.code);
    }
  });

  it("gives a sub-indication of ETSI EN 319 102-1 to every code that can fail a signature, and to no advice", () => {
    for (const entry of issueCatalogue.values()) {
      const says =
        entry.effect !== "none" && entry.code !== "package-unsigned" && entry.code !== "timestamp-authority-failed";
      assert.equal(entry.etsi !== undefined, says, entry.code);
    }
  });

  it("can't be changed by whoever reads it", () => {
    const entry = issueCatalogue.get("package-unsigned")!;
    assert.throws(() => Object.assign(entry, { class: "advice" }), TypeError);
    assert.throws(() => Object.assign(entry.severities, { strict: "info" }), TypeError);
  });
});

describe("a finding's message", () => {
  it("is one sentence with its values, and its remedy another, for every code", () => {
    for (const finding of exampleFindings) {
      const { message, remedy } = describeFinding(finding);
      assert.match(message, /^[A-Z"].*[^.]\.$/u, finding.code);
      assert.match(remedy, /^[A-Z]/, finding.code);
      assert.doesNotMatch(message + remedy, /undefined|\[object|NaN|  /, finding.code);
    }
  });

  it("names the certificate by its common name and says why it was judged at that time", () => {
    const details = {
      certificate: contoso,
      notAfter: "2026-03-01T00:00:00Z",
      at: "2026-11-23T10:00:00Z",
      timeFrom: "clock",
    } as const;
    const { message, remedy } = describeFinding(found("certificate-expired", details));
    assert.equal(
      message,
      'The signing certificate "Contoso Ltd" expired on 2026-03-01; the package was judged at 2026-11-23 because no timestamp says when it was signed.',
    );
    assert.match(remedy, /^Ask Contoso Ltd for a timestamped release/);
  });

  it("shows the second where the day would not tell two times apart", () => {
    const details = {
      certificate: contoso,
      notAfter: "2026-03-01T10:00:00Z",
      at: "2026-03-01T10:00:01Z",
      timeFrom: "timestamp",
    } as const;
    const { message } = describeFinding(found("certificate-expired", details));
    assert.match(message, /expired on 2026-03-01 10:00:00 UTC; the package’s timestamp says 2026-03-01 10:00:01 UTC/);
  });

  it("shows digests whole that would look the same", () => {
    const [expected, actual] = [`3210${"0".repeat(58)}25`, `3210${"f".repeat(58)}25`];
    const changed = { algorithm: "sha256", expected, actual } as const;
    assert.ok(
      describeFinding(found("content-digest-mismatch", changed)).message.includes(`is ${actual}, but ${expected}`),
    );
    const previous = { kind: "author", certificate: `sha256:${expected}`, publicKey: contoso.fingerprint } as const;
    const current = { ...previous, certificate: `sha256:${actual}` } as const;
    const { message } = describeFinding(found("pin-signer-changed", { previous, current, announced: false }));
    assert.ok(message.includes(expected) && message.includes(actual), message);
  });

  it("suggests the command that trusts an unknown root", () => {
    const finding = found("chain-root-untrusted", { certificate: contoso, root, trustList: "dotnet-sdk 10.0" });
    assert.deepEqual(describeFinding(finding), {
      message:
        'The chain of "Contoso Ltd" ends at "Contoso Root R1", which is not in the trust list "dotnet-sdk 10.0".',
      remedy: `If you know this CA, get its root certificate from the CA itself and add it: countersign trust add contoso-root-r1.pem; or, if you know the signer alone by its certificate’s SHA-256 ${"ab".repeat(32)}: countersign trust add FILE --allow-untrusted-root`,
    });
    const subject = { kind: "author", placement: "primary", timestamp: true } as const;
    assert.match(describeFinding(finding, { subject }).remedy, / contoso-root-r1\.pem --purpose timestamping$/);
  });

  it("escapes control characters and marks of direction, and cuts values at 200 characters", () => {
    const hostile = { subject: `CN=\u001b[31mred\u202e${"x".repeat(5000)}`, fingerprint: root.fingerprint };
    const { message } = describeFinding(found("certificate-lifetime-signing", { certificate: hostile }));
    assert.match(message, /"\\u\{1b\}\[31mred\\u\{202e\}x+…"/);
    assert.ok(message.length < 300);
  });

  it("can't be fooled by a separator inside a name", () => {
    const twin = { subject: "O=evil\\,CN=Contoso Ltd,CN=Mallory", fingerprint: root.fingerprint };
    assert.match(describeFinding(found("certificate-lifetime-signing", { certificate: twin })).message, /"Mallory"/);
  });

  it("quotes a file name that a shell would take apart", () => {
    const finding = found("signer-not-allowed", exampleDetails["signer-not-allowed"]);
    assert.match(describeFinding(finding, { file: "a b.nupkg" }).remedy, /trust add "a b\.nupkg"$/);
    assert.match(describeFinding(finding, { file: "a.nupkg" }).remedy, /trust add a\.nupkg$/);
    const long = `${"d/".repeat(200)}a b.nupkg`;
    assert.ok(
      describeFinding(finding, { file: long }).remedy.endsWith(` "${long}"`),
      "a path that was cut leads nowhere",
    );
  });

  it("leads a shell to the file and to nothing else, whatever the file is called", function () {
    if (process.platform === "win32") this.skip();
    const finding = found("signer-not-allowed", exampleDetails["signer-not-allowed"]);
    for (const file of [
      "$(id).nupkg",
      "`id`.nupkg",
      "$HOME.nupkg",
      "a\"b'c.nupkg",
      "a;b&c|d.nupkg",
      "a\\",
      "a\\\\b",
      "-x",
      "é 包's!",
    ]) {
      const [, word = ""] = /trust add (.*)$/.exec(describeFinding(finding, { file }).remedy) ?? [];
      const read = spawnSync("sh", ["-c", `printf %s ${word}`], { encoding: "utf8" }).stdout;
      assert.equal(read.replace(/^\.\//, ""), file);
    }
  });
});

describe("a finding's NuGet code", () => {
  const primary = { kind: "author", placement: "primary" } as const;
  const countersignature = { kind: "repository", placement: "countersignature" } as const;

  it("depends on the signature that it concerns", () => {
    const mismatch = found("signing-certificate-mismatch", { expected: "00", actual: "11", field: "hash" });
    assert.equal(nugetCodeOf(mismatch, primary), "NU3011");
    assert.equal(nugetCodeOf(mismatch, countersignature), "NU3031");
    assert.equal(nugetCodeOf(mismatch, { ...countersignature, timestamp: true }), "NU3021");
  });

  it("is NU3012 for a missing message-digest, and none for a missing content-type, which NuGet lets pass", () => {
    const missing = (oid: string) =>
      nugetCodeOf(found("signature-attribute-missing", { attribute: "a", oid }), primary);
    assert.equal(missing("1.2.840.113549.1.9.4"), "NU3012");
    assert.equal(missing("1.2.840.113549.1.9.3"), undefined);
    assert.equal(missing("1.2.840.113549.1.9.5"), "NU3011");
    assert.equal(missing(""), undefined);
  });

  it("tells a certificate that begins later than the clock from one that begins later than the timestamp", () => {
    const details = { certificate: contoso, notBefore: "2030-01-01T00:00:00Z", at: "2026-11-23T10:00:00Z" };
    const byClock = found("certificate-not-yet-valid", { ...details, timeFrom: "clock" });
    const byTimestamp = found("certificate-not-yet-valid", { ...details, timeFrom: "timestamp" });
    assert.deepEqual([nugetCodeOf(byClock), etsiOf(byClock)], ["NU3017", "OUT_OF_BOUNDS_NO_POE"]);
    assert.deepEqual([nugetCodeOf(byTimestamp), etsiOf(byTimestamp)], ["NU3037", "NOT_YET_VALID"]);
  });
});

/** The rows of ISSUES.md's tables, by code. */
function documentedRows(text: string): Map<string, { cells: string[]; nuget: string }> {
  const rows = new Map<string, { cells: string[]; nuget: string }>();
  for (const line of text.split("\n")) {
    const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
    const [code, meaning, kind, effect, strict, standard, audit, nuget, rule] = cells;
    if (cells.length !== 9 || !/^`[a-z0-9-]+`$/.test(code!)) continue;
    const grades = [strict, standard, audit].map((grade) => grade!.replaceAll("*", ""));
    rows.set(code!.replaceAll("`", ""), { cells: [meaning!, kind!, effect!, ...grades, rule!], nuget: nuget! });
  }
  return rows;
}
