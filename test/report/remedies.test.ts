import assert from "node:assert/strict";
import { type FindingSetting, found, type IssueDetails, remedyOf } from "../../lib/report/index.js";
import { exampleDetails, exampleFindings } from "./examples.js";

const file = "my.nupkg";

describe("remedies that what was found decides", () => {
  it("where only addresses were refused, asking again is not the advice, and the address not copied", () => {
    const { certificate } = exampleDetails["revocation-unknown"];
    const origin = "http://169.254.169.254/a.crl";
    const remedy = (tried: IssueDetails["revocation-unknown"]["tried"]): string =>
      remedyOf(found("revocation-unknown", { certificate, names: ["crl"], tried }), { file });
    const blocked = remedy([{ method: "crl", origin, result: "blocked" }]);
    assert.match(blocked, /--allow-address ADDRESS/);
    assert.doesNotMatch(blocked, /169\.254|[Rr]etry/);
    const both = remedy([
      { method: "crl", origin, result: "blocked" },
      { method: "ocsp", origin, result: "unavailable" },
    ]);
    assert.match(both, /Retry/);
  });

  it("a signature that was named in place of its file leads to that file", () => {
    const finding = found("package-format-unknown", { tried: ["nupkg"] });
    assert.match(remedyOf(finding, { file: "a b.tar.gz.p7s" }), /countersign verify "a b\.tar\.gz"$/);
    assert.match(remedyOf(finding, { file }), /Check that this is a package/);
  });

  it("where no signer is proven, no entry is advised", () => {
    const advised = (signatures: IssueDetails["signer-not-allowed"]["signatures"]): string =>
      remedyOf(found("signer-not-allowed", { signatures, fingerprints: [] }), { file });
    assert.doesNotMatch(advised([]), /trust add/);
    assert.match(advised([{ kind: "author", placement: "primary" }]), /trust add my\.nupkg$/);
  });

  it("where the file is tampered with, nobody is to be trusted for it", () => {
    const advising = (setting: FindingSetting): readonly string[] =>
      exampleFindings
        .filter((finding) => /countersign (?:trust add|pin accept)/.test(remedyOf(finding, setting)))
        .map(({ code }) => code);
    assert.ok(advising({ file }).includes("signer-not-allowed"));
    assert.deepEqual(advising({ file, isTampered: true }), []);
  });
});
