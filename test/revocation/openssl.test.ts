import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toPem } from "../../lib/testing/index.js";
import { temporaryFolder } from "../interop/kit.js";
import { mustRun, requireCommands } from "../interop/tools.js";
import type { RevocationQuery } from "../../lib/revocation/index.js";
import { judgeLeaf, leafWith, smallPki, validity } from "./small-pki.js";

/**
 * OpenSSL as the other side: its `ca` makes the CRLs and its `ocsp` reads our requests and makes the answers. It dates
 * what it makes by the system's clock, so these tests are judged at the moment that the evidence names.
 */
describe("what openssl makes of the same CA", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const path = (name: string): string => join(folder, name);

  before(async function () {
    requireCommands(this, "openssl");
    const { issuer, leafKey } = await smallPki();
    const privateKey = (pkcs8: Uint8Array): string => toPem("PRIVATE KEY", pkcs8);
    writeFileSync(path("ca.pem"), toPem("CERTIFICATE", issuer.certificate));
    writeFileSync(path("ca.key"), privateKey(issuer.key.pkcs8));
    writeFileSync(path("leaf.key"), privateKey(leafKey.pkcs8));
    const config = [
      "[ca]",
      "default_ca=own",
      "[own]",
      "database=index.txt",
      "crlnumber=crlnumber",
      "default_md=sha256",
    ];
    writeFileSync(
      path("ca.cnf"),
      [...config, "crl_extensions=crl", "[crl]", "authorityKeyIdentifier=keyid"].join("\n"),
    );
    writeFileSync(path("crlnumber"), "1000\n");
  });

  /** The CA's database: one line a certificate, tab-separated. */
  function database(line: readonly string[]): void {
    writeFileSync(path("index.txt"), `${line.join("\t")}\n`);
    writeFileSync(path("index.txt.attr"), "unique_subject = no\n");
  }
  const valid = ["V", "310101000000Z", "", "0A", "unknown", "/CN=Leaf"];
  const revoked = ["R", "310101000000Z", "290601000000Z,superseded", "0A", "unknown", "/CN=Leaf"];

  async function crlOf(line: readonly string[]): Promise<Uint8Array> {
    database(line);
    const dates = ["-crl_lastupdate", utc(validity.notBefore), "-crl_nextupdate", utc(validity.notAfter)];
    const keys = ["-keyfile", path("ca.key"), "-cert", path("ca.pem")];
    const args = ["ca", "-config", path("ca.cnf"), "-gencrl", ...keys, ...dates, "-out", path("out.pem")];
    await mustRun("openssl", args, { cwd: folder });
    await mustRun("openssl", ["crl", "-in", path("out.pem"), "-outform", "DER", "-out", path("out.crl")]);
    return Uint8Array.from(readFileSync(path("out.crl")));
  }

  it("is a CRL that we read as openssl means it", async () => {
    const leaf = await leafWith();
    assert.equal((await judgeLeaf(leaf, { crls: [await crlOf(valid)] })).leaf.status, "good");
    const { leaf: answer } = await judgeLeaf(leaf, { crls: [await crlOf(revoked)] });
    assert.equal(answer.status, "revoked");
    assert.equal(answer.revocation?.reason, "superseded");
    assert.equal(new Date(answer.revocation.revokedAt).toISOString(), "2029-06-01T00:00:00.000Z");
  });

  /** Our request, as a source is handed it. */
  async function request(leaf: Uint8Array, nonce?: Uint8Array): Promise<Uint8Array> {
    const asked: Uint8Array[] = [];
    const find = async ({ ocspRequest }: RevocationQuery) => (asked.push(ocspRequest), []);
    await judgeLeaf(leaf, { run: { sources: [{ label: "asked", find }], ...(nonce && { nonce }) } });
    assert.ok(asked[0]);
    return asked[0];
  }

  async function ocspOf(line: readonly string[], question: Uint8Array): Promise<Uint8Array> {
    database(line);
    writeFileSync(path("request.der"), question);
    const signer = ["-rsigner", path("ca.pem"), "-rkey", path("ca.key"), "-CA", path("ca.pem")];
    const files = ["-index", path("index.txt"), "-reqin", path("request.der"), "-respout", path("response.der")];
    await mustRun("openssl", ["ocsp", ...signer, ...files, "-ndays", "7"], { cwd: folder });
    return Uint8Array.from(readFileSync(path("response.der")));
  }

  it("is an OCSP answer to our request that we read as openssl means it", async () => {
    const leaf = await leafWith();
    const question = await request(leaf);
    const opinion = async (line: readonly string[]) => {
      const answer = await ocspOf(line, question);
      // The answer is of today, and the PKI of these tests is not: only the evidence's own time is moved to.
      return judgeLeaf(leaf, { ocsp: [answer], run: { at: producedAt(answer) } });
    };
    assert.equal((await opinion(valid)).leaf.status, "good");
    const { leaf: answer } = await opinion(revoked);
    assert.equal(answer.status, "revoked");
    assert.equal(answer.revocation?.reason, "superseded");
    assert.equal((await opinion(["V", "310101000000Z", "", "0B", "unknown", "/CN=Other"])).leaf.status, "unknown");
  });

  it("shows our request as it was meant, with and without a nonce", async () => {
    const leaf = await leafWith();
    const show = async (question: Uint8Array) => {
      writeFileSync(path("request.der"), question);
      return (await mustRun("openssl", ["ocsp", "-reqin", path("request.der"), "-req_text", "-noverify"])).stdout;
    };
    const plain = await show(await request(leaf));
    assert.match(plain, /Hash Algorithm: sha1/);
    assert.match(plain, /Serial Number: 0A/);
    assert.doesNotMatch(plain, /Nonce/);
    assert.match(
      await show(
        await request(
          leaf,
          Uint8Array.from({ length: 32 }, () => 0xab),
        ),
      ),
      /OCSP Nonce:\s+0420(AB){32}/,
    );
  });
});

function utc(date: Date): string {
  return `${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`;
}

/** The first GeneralizedTime of a response is producedAt. */
function producedAt(answer: Uint8Array): number {
  const text = /(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z/.exec(Buffer.from(answer).toString("latin1"));
  assert.ok(text);
  const [, year, month, day, hour, minute, second] = text.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}
