import assert from "node:assert/strict";
import { constants, privateEncrypt } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Accepted,
  ConfigError,
  createVerifier,
  formats,
  inspectPackage,
  NotAcceptedError,
  type PackageFormat,
  type Policy,
  signPackage,
  type Signer,
  SignRefusedError,
  type TimestampSource,
  TransportError,
  type Verdict,
  type Verifier,
  verifyPackage,
} from "../../lib/index.js";
import {
  createTimestampAuthority,
  type LoopbackServer,
  serveTimestampAuthority,
  toPem,
} from "../../lib/testing/index.js";
import {
  crlIssuers,
  makeTestCrl,
  testAuthority,
  testCertificate,
  testCertsFolder,
  testFile,
  testPassword,
  testSigner,
} from "../../test-certs/index.js";
import { requireShared, root, sharedPath } from "../shared.js";
import { authority, clock, nupkg, pubArchive, testTrust } from "../sign/fixture.js";
import { timestamper } from "../support/signers.js";
import { answerAt, asked } from "./use-doors.js";
import { complaintsAbout, runnable } from "./use-program.js";

type Source = Parameters<Verifier["verify"]>[0];
/** What the file exports; that it does is what the first test compiles. */
interface Scenarios {
  restoreStep(path: string): Promise<Accepted>;
  signForRelease(path: string, pfx: Uint8Array, password: () => Promise<string>): Promise<void>;
  makeUploadHandler(
    verifier: Verifier,
    signer: Signer,
    stamps: readonly TimestampSource[],
  ): (
    archive: Blob,
    signature: Uint8Array,
    owners: readonly string[],
    id: string,
    version: string,
  ) => Promise<{ status: number; body: Uint8Array | string }>;
  report(verdict: Verdict): { text: string; sarif: string; first: string };
  allowlisted(bytes: Uint8Array, ours: string, gallery: string): Promise<Verdict>;
  airGapped(bundle: string): Promise<Verifier>;
  verifyRemote(size: number, read: (start: number, end: number) => Promise<ArrayBuffer>): Promise<Verdict>;
  vaultSigner(
    vault: { sign(key: string, digest: Uint8Array, algorithm: string): Promise<Uint8Array> },
    key: string,
    chain: string,
  ): Promise<Signer>;
  housePolicy(text: string): Policy;
  readonly waived: Policy;
  verifyAll(verifier: Verifier, paths: readonly string[]): Promise<{ refused: string[]; unread: string[] }>;
  firstUse(verifier: Verifier, id: string, source: Source, pins: unknown): Promise<Accepted>;
  detached(file: Uint8Array, p7s: Uint8Array, ca: string): Promise<string>;
  readonly trailerFormat: PackageFormat;
  pipelineTest(source: Source): Promise<readonly string[]>;
  chainOnly(leaf: string, chain: string): Promise<string>;
  twoSteps(
    path: string,
    chain: readonly Uint8Array[],
    carry: (digest: Uint8Array) => Promise<Uint8Array>,
  ): Promise<void>;
}

const pem = (name: string): string => readFileSync(join(testCertsFolder, "certs", `${name}.pem`), "utf8");
const SHA256_DIGEST_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");
/** A vault: what it is given is a digest, and the private key is here and nowhere else. */
async function signDigest(digest: Uint8Array): Promise<Uint8Array> {
  const key = {
    key: readFileSync(join(testCertsFolder, "keys", "author-rsa-2048.pem")),
    padding: constants.RSA_PKCS1_PADDING,
  };
  return new Uint8Array(privateEncrypt(key, Buffer.concat([SHA256_DIGEST_INFO, digest])));
}
const altered = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.indexOf(0x6c), 0x6d);

describe("the scenarios of the design", function () {
  this.timeout(180_000);
  let folder = "";
  let server: LoopbackServer | undefined;
  let scenarios: Scenarios;

  before(async function () {
    requireShared(this, "design", "use.ts");
    folder = mkdtempSync(join(tmpdir(), "countersign-use-"));
    const file = join(folder, "use.mjs");
    const doors = pathToFileURL(join(root, "test", "package", "use-doors.ts")).href;
    writeFileSync(file, runnable(sharedPath("design", "use.ts"), doors));
    scenarios = (await import(pathToFileURL(file).href)) as Scenarios;
    server = await serveTimestampAuthority(authority());
    answerAt(server.url);
  });
  after(async () => {
    await server?.close();
    if (folder !== "") rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const pfx = testFile("pfx", "author-rsa-2048.pfx");
  async function released(name: string, bytes = nupkg()): Promise<string> {
    const path = write(name, bytes);
    await scenarios.signForRelease(path, pfx, async () => testPassword);
    return path;
  }

  it("compile against this library", () => {
    const found = complaintsAbout(sharedPath("design", "use.ts"), join(root, "test", "package", "use-surface.ts"));
    assert.deepEqual(found, []);
  });

  it("1, 2: signs for a release, stamped over HTTP, and a build tool restores it and nothing that was altered", async () => {
    const path = await released("released.nupkg");
    assert.deepEqual(asked.slice(-2), ["http://timestamp.example.com", "http://tsa.example.net"]);
    const { verdict } = await scenarios.restoreStep(path);
    assert.equal(verdict.outcome, "trusted");
    assert.equal((await inspectPackage(readFileSync(path))).signatures.length, 1);
    const changed = write("changed.nupkg", altered(readFileSync(path)));
    await assert.rejects(scenarios.restoreStep(changed), NotAcceptedError);
    await assert.rejects(
      scenarios.signForRelease(path, pfx, async () => testPassword),
      SignRefusedError,
    );
    await assert.rejects(scenarios.restoreStep(join(folder, "missing.nupkg")), TransportError);
  });

  it("3: a pub server countersigns what its author signed, and tells of what was altered", async () => {
    const trust = await testTrust();
    const base = { trust, clock, format: formats.pubArchive, timestamp: { sources: [authority()] } };
    const archive = pubArchive();
    const { signature } = await signPackage(archive, { ...base, signer: testSigner("author-rsa-2048") });
    const verifier = createVerifier({ trust, clock });
    const upload = scenarios.makeUploadHandler(verifier, testSigner("repository"), [authority()]);
    const answer = await upload(new Blob([archive]), signature, ["contoso"], "test_package", "1.0.0");
    assert.equal(answer.status, 200, String(answer.body));
    const request = { format: formats.pubArchive, signature: answer.body as Uint8Array };
    const verdict = await verifier.verify(archive, request);
    assert.equal(verdict.outcome, "trusted");
    assert.equal(verdict.signatures.length, 2);
    const other = await upload(new Blob([pubArchive("other")]), signature, ["contoso"], "other", "1.0.0");
    assert.equal(other.status, 422);
    const { outcome } = JSON.parse(String(other.body)) as { outcome: string };
    assert.equal(outcome, "tampered");
  });

  it("4: explains a verdict to a person and to a machine", async () => {
    const bytes = altered(readFileSync(await released("explained.nupkg")));
    const verdict = await verifyPackage(bytes, { trust: await testTrust(), clock });
    const { text, sarif, first } = scenarios.report(verdict);
    assert.match(text, /TAMPERED/i);
    const { version } = JSON.parse(sarif) as { version: string };
    assert.equal(version, "2.1.0");
    assert.match(first, /^altered: expected .*, found /);
  });

  it("5: takes listed signers for their packages alone", async () => {
    const ours = readFileSync(await released("ours.nupkg", nupkg("Contoso.Tools")));
    const theirs = readFileSync(await released("theirs.nupkg", nupkg("Fabrikam.Tools")));
    const { signatures } = await verifyPackage(ours, { trust: await testTrust(), clock });
    const key = signatures[0]?.signer?.publicKeyFingerprint;
    assert.ok(key !== undefined);
    assert.equal((await scenarios.allowlisted(ours, key, key)).outcome, "trusted");
    const refused = await scenarios.allowlisted(theirs, key, key);
    assert.equal(refused.issues[0]?.code, "signer-pattern-not-covered");
    const other = `sha256:${"0".repeat(64)}`;
    assert.equal((await scenarios.allowlisted(ours, other, other)).issues[0]?.code, "signer-not-allowed");
  });

  it("6: judges by fetched revocation data, and what they leave unknown is refused", async () => {
    const bytes = readFileSync(await released("offline.nupkg"));
    const bundle = join(folder, "evidence");
    mkdirSync(bundle);
    const without = await (await scenarios.airGapped(bundle)).verify(bytes);
    assert.equal(without.issues[0]?.code, "revocation-unknown");
    for (const issuer of crlIssuers) writeFileSync(join(bundle, `${issuer}.crl`), makeTestCrl(issuer));
    const verdict = await (await scenarios.airGapped(bundle)).verify(bytes);
    assert.equal(verdict.outcome, "trusted", JSON.stringify(verdict.issues));
  });

  it("7: reads a package by its ranges", async () => {
    const bytes = new Uint8Array(readFileSync(await released("remote.nupkg")));
    const read = async (start: number, end: number): Promise<ArrayBuffer> => bytes.slice(start, end).buffer;
    assert.equal((await scenarios.verifyRemote(bytes.length, read)).outcome, "trusted");
  });

  it("8: signs with a key that never leaves its vault", async () => {
    const used: unknown[] = [];
    const vault = {
      sign: (key: string, digest: Uint8Array, algorithm: string) => (used.push([key, algorithm]), signDigest(digest)),
    };
    const signer = await scenarios.vaultSigner(vault, "k1", pem("author-rsa-2048") + pem("code-signing-issuer"));
    const trust = await testTrust();
    const signed = await signPackage(nupkg(), { signer, trust, clock, timestamp: { sources: [authority()] } });
    assert.equal((await verifyPackage(await signed.toBytes(), { trust, clock })).outcome, "trusted");
    assert.deepEqual(used.at(-1), ["k1", "RS256"]);
  });

  it("9: says where a policy is wrong, and keeps an exception that somebody answers for", () => {
    assert.equal(scenarios.housePolicy('{ "version": 1, "name": "house" }').name, "house");
    assert.throws(
      () => scenarios.housePolicy('{\n  "version": 1,\n  "name": 7\n}'),
      (error) => {
        assert.ok(error instanceof Error && error.cause instanceof ConfigError);
        assert.match(error.message, /^policy\.json:3: .*name: expected .*, got /);
        return true;
      },
    );
    assert.equal(scenarios.waived.name, "legacy-feed");
  });

  it("10: verifies a whole restore, each file for itself", async () => {
    const good = await released("good.nupkg");
    const bad = write("bad.nupkg", altered(readFileSync(good)));
    const verifier = createVerifier({ trust: await testTrust(), clock });
    const missing = join(folder, "gone.nupkg");
    const { refused, unread } = await scenarios.verifyAll(verifier, [good, bad, missing]);
    assert.equal(refused.length, 1);
    assert.match(refused[0] ?? "", /bad\.nupkg/);
    assert.equal(unread.length, 1);
    assert.ok(unread[0]?.startsWith(`${missing}: `), unread[0]);
  });

  it("11: pins a signer at first use, and refuses the next one", async () => {
    const { filePinStore } = await import("../../lib/node/index.js");
    const pins = filePinStore(join(folder, "countersign.lock.json"));
    const trust = await testTrust();
    // As written it asks for no first pin, and then nothing is observed: `first-use` has to be asked for.
    const asking = createVerifier({ trust, clock });
    const verifier: Verifier = {
      ...asking,
      verify: (source, request) => asking.verify(source, { pinned: "first-use", ...request }),
    };
    const use = async (signer: string, version: string): Promise<Accepted> => {
      const timestamp = { sources: [authority()] };
      const signed = await signPackage(nupkg("Pinned", version), {
        signer: testSigner(signer),
        trust,
        clock,
        timestamp,
      });
      return scenarios.firstUse(verifier, "Pinned", new Blob([await signed.toBytes()]), pins);
    };
    await use("author-rsa-2048", "1.0.0");
    assert.ok((await pins.read("Pinned")) !== undefined);
    await use("author-rsa-2048", "1.1.0");
    await assert.rejects(use("author-rsa-3072", "1.2.0"), (error) => {
      assert.ok(error instanceof NotAcceptedError);
      assert.equal(error.verdict.issues[0]?.code, "pin-signer-changed");
      return true;
    });
  });

  it("12: verifies any file by a detached signature under a house CA alone", async () => {
    const ca = testAuthority("code-signing-root");
    const identity = { signer: await timestamper({}, ca), issuer: ca };
    const trust = await (await testTrust()).with([
      { certificate: ca.certificate, purposes: ["timestamping"], origin: "house CA" },
    ]);
    const timestamp = { sources: [createTimestampAuthority(identity, { clock })] };
    const file = Buffer.from("any file\n");
    const request = { signer: testSigner("author-rsa-2048"), trust, clock, timestamp, format: formats.detached };
    const { signature } = await signPackage(file, request);
    assert.match(await scenarios.detached(file, signature, pem("code-signing-root")), /trusted/i);
    assert.equal(await scenarios.detached(Buffer.from("another\n"), signature, pem("code-signing-root")), "tampered");
    assert.equal(await scenarios.detached(file, signature, pem("timestamping-root")), "untrusted");
  });

  it("13: signs, verifies and strips a format of one's own", async () => {
    const trust = await testTrust();
    const format = scenarios.trailerFormat;
    // As it reads files, each has a trailer: one without a signature has one of no length, which is to be replaced.
    const file = Buffer.concat([Buffer.from("content of any kind"), Buffer.alloc(4)]);
    const base = { signer: testSigner("author-rsa-2048"), trust, clock, format, overwrite: true };
    const signed = await signPackage(file, { ...base, timestamp: { sources: [authority()] } });
    const bytes = await signed.toBytes();
    const verifier = createVerifier({ trust, clock, formats: [format] });
    assert.equal((await verifier.verify(bytes, { name: "a.signed" })).outcome, "trusted");
    assert.equal((await verifier.verify(altered(bytes), { name: "a.signed" })).outcome, "tampered");
  });

  it("14: tests a pipeline with no real key", async () => {
    const outcomes = await scenarios.pipelineTest(new Blob([nupkg()]));
    assert.deepEqual(outcomes, ["trusted", "trusted"]);
  });

  it("15: validates a certificate and no package", async () => {
    const names = await scenarios.chainOnly(pem("author-rsa-2048"), pem("code-signing-issuer"));
    assert.equal(names.split(" < ").length, 3, names);
    assert.match(
      await scenarios.chainOnly(pem("author-rsa-2048"), toPem("CERTIFICATE", testCertificate("repository"))),
      /issuer/i,
    );
  });

  it("16: signs in two steps, by a machine that has neither package nor library", async () => {
    const path = write("two-steps.nupkg", nupkg());
    const chain = [testCertificate("author-rsa-2048"), testCertificate("code-signing-issuer")];
    await scenarios.twoSteps(path, chain, signDigest);
    assert.equal((await scenarios.restoreStep(path)).verdict.outcome, "trusted");
  });
});
