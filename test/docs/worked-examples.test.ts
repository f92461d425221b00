import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../shared.js";

/** The example of that name in a page: a block whose first line is ``// example: NAME``. */
function exampleIn(page: string, name: string): string {
  for (const [, block = ""] of readFileSync(join(root, page), "utf8").matchAll(/```ts\n([\s\S]*?)```/g))
    if (block.startsWith(`// example: ${name}\n`)) return block;
  return assert.fail(`${page} has no example ${name}`);
}

const DOORS = { "": "", "/node": "node/", "/testing": "testing/" } as const;

/** The same with the package's subpaths led to this tree. */
function here(text: string): string {
  let led = text;
  for (const [subpath, folder] of Object.entries(DOORS))
    led = led.replaceAll(
      `"countersign${subpath}"`,
      JSON.stringify(pathToFileURL(join(root, `lib/${folder}index.ts`)).href),
    );
  return led;
}

const PACKING = `
import { makeZip } from ${JSON.stringify(pathToFileURL(join(root, "test/formats/zip-maker.ts")).href)};
import { nuspecOf, unsignedPackage } from ${JSON.stringify(pathToFileURL(join(root, "test/support/package.ts")).href)};
export const packed = (id, content) => unsignedPackage({ zip: { entries: [nuspecOf(id), { name: "a.txt", content }] } });
`;

describe("the worked examples of the guides", function () {
  this.timeout(120_000);
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-worked-"));
    write("package.json", '{ "type": "module" }');
    write("packing.ts", PACKING);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), here(text));
  function run(name: string, text: string) {
    write(name, text);
    const loader = pathToFileURL(join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
    const line = ["--import", loader, "--conditions=countersign-source", join(folder, name)];
    return spawnSync(process.execPath, line, { cwd: folder, encoding: "utf8" });
  }
  /** What a program wrote as JSON in its last line. */
  function answered(name: string, text: string): unknown {
    const { stdout, stderr } = run(name, text);
    const last = stdout.trimEnd().split("\n").at(-1) ?? "";
    return last.startsWith("{") ? JSON.parse(last) : assert.fail(`${stdout}${stderr}`);
  }

  it("a package server takes, countersigns, serves, and refuses what its text says", () => {
    const page = "docs/package-servers.md";
    write("server-config.ts", exampleIn(page, "test-config"));
    write("package-server.ts", exampleIn(page, "package-server"));
    write("pipeline-test.ts", exampleIn(page, "pipeline-test"));
    const told = answered("client.ts", CLIENT);
    assert.deepEqual(told, {
      "unsigned, first": "201 unsigned-allowed",
      signed: "201 trusted",
      "another name": "422 package-identity-mismatch",
      "unsigned after it": "422 pin-signature-lost",
      "another signer": "422 pin-signer-changed",
      "the same version with other bytes": "422 pin-content-changed",
      "what was served": "422 repository-countersignature-multiple",
      "no package": "422 package-truncated",
      "an expired signer": "422 certificate-expired",
      "an expired authority": "422 timestamp-time-outside-certificate",
      "a path that leads out": "404",
      "a package that is not there": 404,
      "is countersigned": "trusted, contoso",
      declares: true,
    });
  });

  it("a restore accepts what its files allow, names what it refuses, and keeps pins", () => {
    mkdirSync(join(folder, "evidence.bin"));
    assert.deepEqual(answered("made.ts", RESTORED), {});
    const text = exampleIn("docs/build-tools.md", "restore");
    const first = run("restore.ts", text);
    assert.equal(first.status, 1, first.stderr);
    assert.deepEqual(
      [...first.stdout.matchAll(/^(\S+)\.nupkg: .*\n(?: {2}(?!error).*\n)*? {2}error ([\w-]+)/gm)].map(
        ([, name, code]) => [name, code],
      ),
      [
        ["Contoso.Unsigned", "package-unsigned"],
        ["Contoso.Mallory", "signer-not-allowed"],
        ["Contoso.Revoked", "certificate-revoked"],
      ],
      first.stdout,
    );
    const outcomes = JSON.parse(readFileSync(join(folder, "verdicts.json"), "utf8")) as { outcome: string }[];
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ["trusted", "unsigned", "untrusted", "untrusted"],
    );
    const pins = readFileSync(join(folder, "countersign.lock.json"), "utf8");
    assert.match(pins, /Contoso\.Good/);
    assert.doesNotMatch(pins, /Mallory|Revoked|Unsigned/);
    const again = run("restore.ts", text);
    assert.equal(again.status, 1, again.stderr);
    assert.equal(readFileSync(join(folder, "countersign.lock.json"), "utf8"), pins);
  });
});

const CLIENT = `
import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { signPackage, verifyPackage } from "countersign";
import { systemClock as clock } from "countersign/node";
import { authority, pki, timestamp, trust } from "./server-config.ts";
import { server } from "./package-server.ts";
import { packed } from "./packing.ts";

const signed = async (bytes, signer = pki.author) => (await signPackage(bytes, { signer, trust, clock, timestamp })).toBytes();
if (!server.listening) await once(server, "listening");
const url = "http://127.0.0.1:" + server.address().port;
const told = {};
async function put(what, path, body) {
  const response = await fetch(url + path, { method: "PUT", body });
  const text = await response.text();
  const code = / {2}error ([\\w-]+)/.exec(text)?.[1] ?? /"code":"([\\w-]+)"/.exec(text)?.[1] ?? /: ([\\w-]+)/.exec(text)?.[1];
  told[what] = [response.status, code].filter(Boolean).join(" ");
}
await put("unsigned, first", "/Other/1.0.0", packed("Other", "a"));
await put("signed", "/My.Lib/1.0.0", await signed(packed("My.Lib", "a")));
await put("another name", "/Your.Lib/1.0.0", await signed(packed("My.Lib", "a")));
await put("unsigned after it", "/My.Lib/1.0.0", packed("My.Lib", "a"));
await put("another signer", "/My.Lib/1.0.0", await signed(packed("My.Lib", "a"), await pki.issue({ subject: "CN=M", purpose: "code-signing" })));
await put("the same version with other bytes", "/My.Lib/1.0.0", await signed(packed("My.Lib", "b")));
const served = new Uint8Array(await (await fetch(url + "/My.Lib/1.0.0")).arrayBuffer());
await put("what was served", "/My.Lib/1.0.0", served);
await put("no package", "/My.Lib/1.0.0", new Uint8Array(10));
writeFileSync("my.lib.1.0.0.nupkg", packed("Fresh.Lib", "a"));
const { refused } = await import("./pipeline-test.ts");
for (const [what, bytes] of Object.entries(refused)) await put(what, "/Fresh.Lib/1.0.0", bytes);
await put("a path that leads out", "/%2e%2e/1.0.0", served);
told["a package that is not there"] = (await fetch(url + "/Nothing.There/1.0.0")).status;
const { outcome, signatures } = await verifyPackage(served, { trust, clock });
told["is countersigned"] = outcome + ", " + signatures[1].repository.owners.join();
const { signingCertificates: [declared] } = await (await fetch(url + "/signatures.json")).json();
const der = Buffer.from(await (await fetch(url + new URL(declared.contentUrl).pathname)).arrayBuffer());
told.declares = der.equals(Buffer.from(pki.repository.certificates[0]));
console.log(JSON.stringify(told));
server.close();
server.closeAllConnections();
await authority.close();
`;

const RESTORED = `
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseCertificates, signPackage } from "countersign";
import { systemClock as clock, writeSignedPackage } from "countersign/node";
import { createDevelopmentPki, createTimestampAuthority, toPem } from "countersign/testing";
import { packed } from "./packing.ts";

const pki = await createDevelopmentPki();
const timestamp = { sources: [createTimestampAuthority(pki.timestamping)] };
const signers = {
  Good: pki.author,
  Unsigned: undefined,
  Mallory: await pki.issue({ subject: "CN=M", purpose: "code-signing" }),
  Revoked: await pki.issue({ subject: "CN=R", purpose: "code-signing", defects: ["revoked"] }),
};
const restored = [];
for (const [name, signer] of Object.entries(signers)) {
  const id = "Contoso." + name;
  const bytes = packed(id, name);
  const contentHash = createHash("sha512").update(bytes).digest("base64");
  restored.push({ id, version: "1.0.0", contentHash, path: id + ".nupkg" });
  if (signer === undefined) writeFileSync(id + ".nupkg", bytes);
  else await writeSignedPackage(id + ".nupkg", await signPackage(bytes, { signer, trust: pki.trust, clock, timestamp }));
}
writeFileSync("restored.json", JSON.stringify(restored));
for (const { certificate, purposes: [purpose] } of pki.anchors)
  writeFileSync(purpose + "-roots.pem", toPem("CERTIFICATE", certificate));
for (const [role, authority] of pki.revocationAuthorities) writeFileSync("evidence.bin/" + role + ".crl", await authority.crl());
const listed = [signers.Good, signers.Revoked];
const entries = [];
for (const [index, { issued: { certificate } }] of listed.entries()) {
  const [{ fingerprint }] = await parseCertificates(certificate);
  entries.push({ id: "listed-" + index, packages: ["Contoso.*"], by: "certificate", fingerprint });
}
writeFileSync("countersign.trust.json", JSON.stringify({ version: 1, mode: "listed", entries }));
console.log("{}");
`;
