import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpRepositorySource } from "../../../lib/node/index.js";
import { ConfigError, TransportError } from "../../../lib/report/index.js";
import { testCertificate } from "../../../test-certs/index.js";
import {
  declared,
  type RepositoryServer,
  type RepositoryServerOptions,
  serveRepository,
} from "../../support/repository-server.js";

describe("what a repository declares, over HTTPS", () => {
  const certificate = testCertificate("repository");
  const print = `sha256:${createHash("sha256").update(certificate).digest("hex")}`;
  let server: RepositoryServer | undefined;
  let cacheDirectory = "";
  beforeEach(() => (cacheDirectory = mkdtempSync(join(tmpdir(), "countersign-repositories-"))));
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(cacheDirectory, { recursive: true, force: true });
  });

  async function asked(options: RepositoryServerOptions = {}) {
    server = await serveRepository({ certificates: [certificate], ...options });
    const { serviceIndex } = server;
    return { serviceIndex, source: httpRepositorySource({ serviceIndexes: [serviceIndex], cacheDirectory }) };
  }

  for (const version of ["5.0.0", "4.9.0", "4.7.0"])
    it(`is read from version ${version} of the resource, and asked for once`, async () => {
      const { serviceIndex, source } = await asked({ type: `RepositorySignatures/${version}` });
      const answer = await source.find(serviceIndex, {});
      assert.deepEqual(answer?.certificates[0]?.fingerprints, [print]);
      assert.equal(answer.allRepositorySigned, false);
      await source.find(serviceIndex, {});
      assert.equal(server?.requestCount, 2);
    });

  it("still comes to the others when the one who asked first gives up", async () => {
    const { serviceIndex, source } = await asked();
    const first = new AbortController();
    const gone = source.find(serviceIndex, { signal: first.signal });
    const others = [source.find(serviceIndex, {}), source.find(serviceIndex, { signal: new AbortController().signal })];
    first.abort();
    await assert.rejects(gone, (error: TransportError) => error.reason === "aborted");
    for (const other of others) assert.equal((await other)?.certificates.length, 1);
    assert.equal(server?.requestCount, 2);
  });

  it("is no longer waited for when everybody has given up, and is asked for anew", async () => {
    const { serviceIndex, source } = await asked({ delayMs: 60_000 });
    const signals = [new AbortController(), new AbortController()];
    const gone = signals.map(({ signal }) => source.find(serviceIndex, { signal }));
    await server?.requested;
    for (const one of signals) one.abort();
    for (const one of gone) await assert.rejects(one, (error: TransportError) => error.reason === "aborted");
    await server?.dropped;
    assert.equal(server?.requestCount, 1);
  });

  it("is nothing where the index has no such resource", async () => {
    const { serviceIndex, source } = await asked({ type: "RepositorySignatures/9.0.0" });
    assert.equal(await source.find(serviceIndex, {}), undefined);
  });

  it("is asked of nobody whom the caller did not name", async () => {
    const { serviceIndex, source } = await asked();
    assert.equal(await source.find(`${serviceIndex}?`, {}), undefined);
    assert.equal(server?.requestCount, 0);
    assert.throws(() => httpRepositorySource({ serviceIndexes: ["http://packages.test/index.json"] }), ConfigError);
  });

  const index = (id: unknown) => ({
    version: "3.0.0",
    resources: [{ "@id": id, "@type": "RepositorySignatures/5.0.0" }],
  });
  const one = declared(certificate);
  const answers: readonly (readonly [string, string, unknown])[] = [
    ["an index that is no JSON", "/v3/index.json", "<html>"],
    ["an index with a name twice", "/v3/index.json", '{"resources":[],"resources":[]}'],
    ["an error that is JSON", "/v3/index.json", { error: "down for maintenance" }],
    ["an index without a version", "/v3/index.json", { resources: [] }],
    ["an index of another version", "/v3/index.json", { version: "4.0.0", resources: [] }],
    ["an index whose version is a number", "/v3/index.json", { version: 3, resources: [] }],
    ["an index without resources", "/v3/index.json", { version: "3.0.0", Resources: [] }],
    ["an index of too many resources", "/v3/index.json", { version: "3.0.0", resources: Array(1_001).fill({}) }],
    ["__proto__ for an index", "/v3/index.json", '{"__proto__":{"version":"3.0.0","resources":[]}}'],
    ["a resource over http", "/v3/index.json", index("http://127.0.0.1/signatures.json")],
    ["a resource without an address", "/v3/index.json", index(undefined)],
    ["a resource elsewhere on this network", "/v3/index.json", index("https://10.0.0.1/signatures.json")],
    ["no list", "/signatures.json", { allRepositorySigned: false }],
    ["no word on all packages", "/signatures.json", { signingCertificates: [one] }],
    ["a fingerprint that is too short", "/signatures.json", certificates({ "2.16.840.1.101.3.4.2.1": "00" })],
    ["no SHA-2 fingerprint", "/signatures.json", certificates({ "1.3.14.3.2.26": "00".repeat(20) })],
    ["a certificate over http", "/signatures.json", listed({ ...one, contentUrl: "http://packages.test/c.cer" })],
    ["a certificate without a place", "/signatures.json", listed({ ...one, contentUrl: undefined })],
    ["a certificate at no URL", "/signatures.json", listed({ ...one, contentUrl: "c.cer" })],
    [
      "__proto__ for its members",
      "/signatures.json",
      '{"__proto__":{"allRepositorySigned":false,"signingCertificates":[]}}',
    ],
    ["deep nesting", "/signatures.json", "[".repeat(100_000)],
    ["more than a mebibyte", "/signatures.json", JSON.stringify(" ".repeat(1024 * 1024))],
    ["no answer", "/signatures.json", undefined],
  ];
  function certificates(fingerprints: object): object {
    return listed({ ...one, fingerprints });
  }
  function listed(entry: object): object {
    return { allRepositorySigned: false, signingCertificates: [entry] };
  }
  for (const [what, path, document] of answers)
    it(`is refused, and asked for again, after ${what}`, async () => {
      const { serviceIndex, source } = await asked({ documents: { [path]: document } });
      await assert.rejects(source.find(serviceIndex, {}), (error: TransportError) => {
        assert.ok(error instanceof TransportError);
        assert.match(error.message, /[^.]\.$/);
        return true;
      });
      const count = server?.requestCount ?? 0;
      await assert.rejects(source.find(serviceIndex, {}), TransportError);
      assert.ok((server?.requestCount ?? 0) > count);
    });

  it("can't say before 5.0.0 that every package is signed", async () => {
    const document = { allRepositorySigned: true, signingCertificates: [one] };
    const old = await asked({ type: "RepositorySignatures/4.9.0", documents: { "/signatures.json": document } });
    await assert.rejects(old.source.find(old.serviceIndex, {}), TransportError);
  });
});
