import assert from "node:assert/strict";
import { join } from "node:path";
import { testIssued } from "../../test-certs/index.js";
import { documentOf, temporaryFolder } from "../cli/harness.js";
import { unsignedPackage } from "../support/package.js";
import { stamped } from "../support/tokens.js";
import { findingCases } from "./all-cases.js";
import { authored, Lab, type Message, verify } from "./lab.js";

interface Told {
  readonly outcome: string;
  readonly issues: readonly { readonly code: string; readonly severity: string }[];
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly reason?: string;
    readonly subject?: { readonly timestamp?: boolean };
  }[];
}

type PolicyPart = Parameters<Lab["policy"]>[0];

describe("what failed first", () => {
  const folder = temporaryFolder();
  let count = 0;
  const STAMP = new Date("2020-06-01T00:00:00Z");

  async function told(bytes: Uint8Array, policy: PolicyPart = {}): Promise<Told & { readonly text: string }> {
    const lab = new Lab(join(folder(), String(count++)));
    const words = verify(lab.package(bytes), "--policy", lab.policy(policy));
    const [answer] = documentOf(await lab.run([...words, "--json"]))["results"] as readonly Told[];
    assert.ok(answer);
    return { ...answer, text: (await lab.run(words)).stdout };
  }
  const errors = ({ issues }: Told) => issues.filter(({ severity }) => severity === "error").map(({ code }) => code);

  /** By a certificate that has expired since, stamped while it was in force. */
  const outlived = (signer: string, message: Message = {}) => {
    const stamper = testIssued(signer);
    const token = stamped({ signer: stamper, genTime: STAMP, certificates: "with-root" });
    return authored({ ...message, primary: { signer: testIssued("author-expired"), unsigned: token } });
  };

  it("is nothing where a trusted authority stamped in time, though the certificate has expired since", async () => {
    assert.equal((await told(await outlived("timestamp-authority"))).outcome, "trusted");
  });

  it("is the authority, where it is not trusted: the expiry that follows is one cause with it", async () => {
    const verdict = await told(await outlived("timestamp-authority-foreign"));
    assert.equal(verdict.outcome, "untrusted");
    assert.deepEqual(errors(verdict), ["chain-root-untrusted"]);
    const validity = verdict.checks.find(({ check, subject }) => check === "validity" && subject?.timestamp !== true);
    assert.equal(validity?.status, "skipped");
    assert.match(validity.reason ?? "", /timestamp-chain/);
    assert.match(verdict.text, /countersign trust add foreign-root\.pem --purpose timestamping/);
  });

  it("does not hide the expiry where a policy lets the authority pass, or waives it, or does not refuse for it", async () => {
    const bytes = await outlived("timestamp-authority-foreign");
    const packages = ["Lab.Sample"];
    const waiver = { id: "W", code: "chain-root-untrusted", reason: "known", packages } as const;
    const parts: readonly PolicyPart[] = [
      { severities: { "chain-root-untrusted": "warning" } },
      { severities: { "chain-root-untrusted": "info" } },
      { waivers: [waiver] },
    ];
    for (const part of parts) assert.deepEqual(errors(await told(bytes, part)), ["certificate-expired"]);
    const audit = await told(bytes, { extends: "audit" });
    assert.ok(audit.issues.some(({ code }) => code === "certificate-expired"));
  });

  it("is told beside an expiry that is waived by itself", async () => {
    const waiver = { id: "W", code: "certificate-expired", reason: "known", packages: ["Lab.Sample"] } as const;
    const verdict = await told(await outlived("timestamp-authority-foreign"), { waivers: [waiver] });
    assert.deepEqual(errors(verdict), ["chain-root-untrusted"]);
    assert.ok(verdict.issues.some(({ code, severity }) => code === "certificate-expired" && severity === "info"));
  });

  it("is the timestamp that was made for another signature, and not the expiry that follows", async () => {
    const unsigned = async () => stamped({ genTime: STAMP })(new Uint8Array(256));
    const verdict = await told(await authored({ primary: { signer: testIssued("author-expired"), unsigned } }));
    assert.deepEqual(errors(verdict), ["timestamp-imprint-mismatch"]);
    const validity = verdict.checks.find(({ check, subject }) => check === "validity" && subject?.timestamp !== true);
    assert.match(validity?.reason ?? "", /timestamp-imprint/);
  });

  it("is the expiry itself where there is no timestamp", async () => {
    const bytes = await authored({ primary: { signer: testIssued("author-expired"), unsigned: async () => [] } });
    assert.deepEqual(errors(await told(bytes)), ["certificate-expired"]);
  });

  it("is that a repository has not declared a certificate, and not the list of signers that then fits nobody", async () => {
    const lab = new Lab(join(folder(), "undeclared"));
    const one = findingCases.get("repository-certificate-undeclared");
    const words = await one?.words(lab);
    const { stdout } = await lab.run(words ?? []);
    await lab.close();
    assert.ok(stdout.indexOf("error repository-certificate-undeclared") < stdout.indexOf("error signer-not-allowed"));
    assert.ok(stdout.includes("error repository-certificate-undeclared"), stdout);
  });

  it("comes before what follows, and every check that did not run names what stopped it", async () => {
    const cases = [
      await authored({}, { stored: (signature) => signature.subarray(0, 50) }),
      await authored({ certificates: [] }),
      await outlived("timestamp-authority-foreign"),
    ];
    for (const bytes of cases) {
      const verdict = await told(bytes);
      const first = verdict.checks.find(({ status }) => status === "failed");
      assert.ok(first);
      assert.equal(errors(verdict).length, 1, verdict.text);
      for (const { status, reason, check } of verdict.checks)
        if (status === "skipped" || status === "unknown") assert.ok(reason !== undefined && reason !== "", check);
    }
  });

  it("tells unsigned, unsupported and invalid apart", async () => {
    const unsigned = await told(unsignedPackage());
    const unsupported = await told(await authored({}, { zip: zip64 }));
    const invalid = await told(await authored({ primary: { sign: () => new Uint8Array(256).fill(1) } }));
    assert.deepEqual(
      [unsigned.outcome, unsupported.outcome, invalid.outcome],
      ["unsigned", "inconclusive", "tampered"],
    );
    assert.doesNotMatch(unsigned.text, /tampered|invalid|inconclusive/);
    assert.doesNotMatch(unsupported.text, /tampered|unsigned,/);
    assert.doesNotMatch(invalid.text, /unsigned|unsupported/);
  });
});

const zip64 = { entries: [{ name: "Lab.Sample.nuspec", content: "x", extra: Uint8Array.of(1, 0, 0, 0) }] };
