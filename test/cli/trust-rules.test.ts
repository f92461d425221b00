import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { utf8String } from "../../lib/testing/encode.js";
import {
  certificatePolicies,
  type ExtensionInput,
  issueCertificate,
  signerExtensions,
  subjectAltNames,
  toPem,
} from "../../lib/testing/index.js";
import { testAuthority, testKey } from "../../test-certs/index.js";
import { nupkg } from "../sign/fixture.js";
import { countersign, temporaryFolder } from "./harness.js";
import { environment, NOW, ownRoots, pki } from "./material.js";

const issuer = "https://token.example.com";
const workflow = "https://code.example.com/contoso/lib/release.yml@refs/heads/main";
const identity: readonly ExtensionInput[] = [
  { oid: "1.3.6.1.4.1.57264.1.8", critical: false, value: utf8String(issuer) },
  subjectAltNames([{ kind: "uri", value: workflow }]),
];
const ANY_POLICY = "2.5.29.32.0";
const SHARED = "2.23.140.1.4.1";
const OWN = "1.3.6.1.4.1.55555.7";

describe("trust add --by", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const run = (...words: readonly string[]) => countersign(words, { cwd: folder(), environment, now: NOW });

  /** Signs a package by a certificate with these extensions, asks for the rule, and judges by the entry that came of it. */
  async function ruleFor(by: string, extensions: readonly ExtensionInput[]) {
    const key = testKey("author-rsa-2048");
    const { certificate } = await issueCertificate(testAuthority("code-signing-root"), {
      subject: "CN=Contoso Signing",
      key,
      notBefore: new Date("2026-01-01T00:00:00Z"),
      notAfter: new Date("2027-01-01T00:00:00Z"),
      serialNumber: "0102",
      extensions: [...signerExtensions("code-signing"), ...extensions],
    });
    writeFileSync(at("signer.pem"), toPem("CERTIFICATE", certificate));
    writeFileSync(at("list.json"), '{"version":1,"mode":"listed","entries":[]}');
    writeFileSync(at("lib.nupkg"), nupkg("Contoso.Lib"));
    const keyed = ["--key", pki("keys", "author-rsa-2048.pem"), "--cert", "signer.pem", "--no-timestamp"];
    const signed = await run("sign", "lib.nupkg", ...keyed, ...ownRoots);
    assert.equal(signed.code, 0, signed.stderr);
    const list = [...ownRoots, "--trust-file", "list.json"];
    const { code, stderr } = await run("trust", "add", "lib.nupkg", "--by", by, ...list);
    if (code !== 0) return { code, stderr };
    const { entries } = JSON.parse(readFileSync(at("list.json"), "utf8")) as { entries: Record<string, string>[] };
    return { entry: entries[0], code: (await run("verify", "lib.nupkg", ...list)).code };
  }

  it("identity takes the issuer and the name that an identity provider proved", async () => {
    const { entry, code } = await ruleFor("identity", identity);
    assert.deepEqual([entry?.["issuer"], entry?.["san"], code], [issuer, workflow, 0]);
  });

  it("is the identity by itself where the certificate was given for minutes, and shows it where there is no subject", async () => {
    const { certificate } = await issueCertificate(testAuthority("code-signing-root"), {
      subject: Uint8Array.of(0x30, 0),
      key: testKey("author-rsa-2048"),
      notBefore: new Date("2026-11-24T10:06:00Z"),
      notAfter: new Date("2026-11-24T10:16:00Z"),
      serialNumber: "0103",
      extensions: [...signerExtensions("code-signing"), ...identity],
    });
    writeFileSync(at("minutes.pem"), toPem("CERTIFICATE", certificate));
    writeFileSync(at("minutes.nupkg"), nupkg("Contoso.Minutes"));
    const keyed = ["--key", pki("keys", "author-rsa-2048.pem"), "--cert", "minutes.pem", "--no-timestamp"];
    const signed = await run("sign", "minutes.nupkg", ...keyed, ...ownRoots);
    assert.match(signed.stdout, / by uri https:\/\/code\.example\.com\/contoso/);
    assert.match((await run("inspect", "minutes.nupkg")).stdout, /signer: uri https:\/\/code\.example\.com\/contoso/);
    const added = await run("trust", "add", "minutes.nupkg", ...ownRoots, "--trust-file", "minutes.json");
    assert.match(
      added.stdout,
      /# author \(primary\): uri https:\/\/code\.example\.com\/contoso[^\n]*\n[^\n]*by https:\/\/token/,
    );
    assert.match(readFileSync(at("minutes.json"), "utf8"), /"by": "identity"/);
    const judged = await run("verify", "minutes.nupkg", ...ownRoots, "--detail", "full");
    assert.match(judged.stdout, /author signature by "https:\/\/code\.example\.com\/contoso.*" \(chain validated\)/);
    const page = await run("verify", "minutes.nupkg", ...ownRoots, "--as", "markdown");
    assert.match(page.stdout, /\| author&#58; https&#58;\/\/code\\\.example/);
  });

  it("certificate-policy takes the CA’s own before one that all CAs share", async () => {
    const { entry, code } = await ruleFor("certificate-policy", [certificatePolicies([ANY_POLICY, SHARED, OWN])]);
    assert.deepEqual([entry?.["oid"], code], [OWN, 0]);
    assert.equal((await ruleFor("certificate-policy", [certificatePolicies([SHARED])])).entry?.["oid"], SHARED);
  });

  it("says what a certificate lacks for them", async () => {
    for (const [by, extensions, lacks] of [
      ["identity", [], /expected the identity of an OIDC issuer/],
      ["certificate-policy", [], /expected a policy that its CAs allow it/],
      ["certificate-policy", [certificatePolicies([ANY_POLICY])], /expected a policy that its CAs allow it/],
    ] as const) {
      const { code, stderr } = await ruleFor(by, extensions);
      assert.equal(code, 2);
      assert.match(stderr ?? "", lacks);
    }
  });
});
