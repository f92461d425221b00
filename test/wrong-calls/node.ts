import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as node from "../../lib/node/index.js";
import { formats } from "../../lib/index.js";
import { testCertificate, testFile } from "../../test-certs/index.js";
import { type Call, either, maybe, whole } from "./call.js";
import { type Material, verifierFields } from "./material.js";

const HTTP = {
  timeoutMs: maybe(1000),
  maxRedirects: maybe(1),
  allowAddresses: maybe(["127.0.0.1"]),
  proxy: maybe("environment"),
};
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9/";

export async function nodeCalls({ pki, signed, clock, folder }: Material): Promise<Readonly<Record<string, Call>>> {
  const { trust } = pki;
  const file = join(folder, "a.nupkg");
  writeFileSync(file, signed);
  const cache = join(folder, "cache");
  mkdirSync(cache);
  const archive = join(folder, "archive");
  await node.writeSignedPackage(archive, node.exportRevocationArchive(cache));
  const written = join(folder, "written");
  const provider = node.threadPoolProvider();
  const verifier = await node.createNodeVerifier({ trust, clock });
  const pins = node.filePinStore(join(folder, "countersign.lock.json"));
  const record = {
    version: 1,
    id: "A",
    packageVersion: "1.0.0",
    content: `sha256:${"0".repeat(64)}`,
    signers: [],
    seen: "2026-01-01T00:00:00Z",
  };
  const statement = Uint8Array.of(48, 0);
  const certificates = testCertificate("author-rsa-2048");
  const keyOptions = maybe({ algorithm: maybe({ name: "rsa-pkcs1", hash: "sha256" }), label: maybe("a key") });
  const signal = maybe(new AbortController().signal);
  const request = {
    name: maybe("a.nupkg"),
    format: whole(formats.nupkg, "nothing"),
    signature: maybe(Uint8Array.of(1)),
    at: maybe(clock()),
    expect: maybe({ identity: maybe({ id: "Test.Package", version: "1.0.0" }), organization: maybe("Contoso") }),
    pinned: maybe("first-use"),
    successions: maybe([]),
    signal,
  };
  const verifierOptions = {
    trust: maybe(trust),
    clock: maybe(clock),
    ...verifierFields(pki, provider),
    cacheDirectory: maybe(cache),
    http: maybe(HTTP),
  };
  const config =
    '<configuration><config><add key="signatureValidationMode" value="require" /></config></configuration>';
  return {
    createNodeVerifier: {
      call: node.createNodeVerifier,
      args: { options: maybe(verifierOptions) },
      called: { "options.policy": "policy", "options.http": "http" },
    },
    "createNodeVerifier().verify": {
      call: (source: never, asked: never) => verifier.verify(source, asked),
      args: { source: signed, request: maybe(request) },
    },
    "createNodeVerifier().verifyMany": {
      call: (items: never, options: never) => verifier.verifyMany(items, options),
      args: { items: [{ key: "1", source: signed }], options: maybe({ concurrency: maybe(2), signal }) },
      called: { "items[0].source": "source" },
    },
    "createNodeVerifier().verifyFiles": {
      call: (items: never, options: never) => verifier.verifyFiles(items, options),
      args: {
        items: [{ key: "1", path: file, ...request }],
        options: maybe({ concurrency: maybe(2), threads: maybe(1), count: maybe(1), signal }),
      },
      called: { "items[0].expect": "request.expect" },
    },
    defaultCacheDirectory: { call: node.defaultCacheDirectory, args: {} },
    exportRevocationArchive: { call: node.exportRevocationArchive, args: { cacheDirectory: cache } },
    "exportRevocationArchive().chunks": { call: () => node.exportRevocationArchive(cache).chunks(), args: {} },
    fetchDeclaredCertificate: {
      mayFail: true,
      call: node.fetchDeclaredCertificate,
      args: {
        serviceIndex: NOWHERE,
        declared: { contentUrl: "https://127.0.0.1:9/", fingerprints: [`sha256:${"0".repeat(64)}`] },
        options: maybe({ ...HTTP, signal }),
      },
      called: { options: "http" },
    },
    filePinStore: {
      call: node.filePinStore,
      args: { path: join(folder, "other.lock.json"), options: maybe({ signal }) },
    },
    "filePinStore().read": { call: (id: never) => pins.read(id), args: { id: "A" } },
    "filePinStore().write": {
      call: (one: never, replaces: never) => pins.write(one, replaces),
      args: { record, replaces: maybe(undefined) },
    },
    "filePinStore().successions": { call: () => pins.successions(), args: {} },
    "filePinStore().addSuccession": {
      mayFail: true,
      call: (one: never) => pins.addSuccession(one),
      args: { statement },
    },
    fileRevocationSource: { call: node.fileRevocationSource, args: { path: folder } },
    httpIssuerSource: {
      call: node.httpIssuerSource,
      args: { options: maybe({ ...HTTP, deadlineMs: maybe(1000) }) },
      called: { options: "http" },
    },
    httpRepositorySource: {
      call: node.httpRepositorySource,
      args: {
        options: {
          ...HTTP,
          serviceIndexes: ["https://packages.test/v3/index.json"],
          mode: maybe("online"),
          cacheDirectory: maybe(cache),
          clock: maybe(clock),
        },
      },
      called: { options: "http" },
    },
    httpRevocationSource: {
      call: node.httpRevocationSource,
      args: { options: maybe({ ...HTTP, cacheDirectory: maybe(cache), onCacheFault: maybe(() => undefined) }) },
      called: { options: "http" },
    },
    httpTimestampSource: {
      call: node.httpTimestampSource,
      args: { url: NOWHERE, options: maybe(HTTP) },
      called: { url: "timestamp authority", options: "http" },
    },
    importRevocationArchive: {
      call: node.importRevocationArchive,
      args: { path: archive, cacheDirectory: cache, options: maybe({ onEntry: maybe(() => undefined) }) },
    },
    loadPem: {
      call: node.loadPem,
      args: {
        key: either(testFile("keys", "author-rsa-2048.pem"), "text"),
        certificates: either(certificates, "text"),
        password: maybe("countersign", "function"),
        options: keyOptions,
      },
    },
    loadPfx: {
      call: node.loadPfx,
      args: {
        data: testFile("pfx", "author-rsa-2048.pfx"),
        password: either("countersign", "function"),
        options: keyOptions,
      },
    },
    openFile: { call: node.openFile, args: { path: file, options: maybe({ signal }) } },
    "openFile().close": { call: async () => (await node.openFile(file)).close(), args: {} },
    policyFromNugetConfig: {
      call: node.policyFromNugetConfig,
      args: {
        files: [{ name: "nuget.config", text: either(config, "other") }],
        options: maybe({ command: maybe("restore"), atLeast: maybe("accept") }),
      },
      called: { "files[0].text": "nuget.config" },
    },
    policyInNugetMode: {
      call: node.policyInNugetMode,
      args: {
        mode: maybe("accept"),
        signers: maybe({ version: 1, mode: "listed", entries: [] }),
        options: maybe({ command: maybe("restore"), atLeast: maybe("accept") }),
      },
      called: { signers: "policy.signers" },
    },
    systemClock: { call: node.systemClock, args: {} },
    systemTrust: {
      mayFail: true,
      call: node.systemTrust,
      args: { purposes: ["code-signing"] },
      called: { purposes: "systemTrust.purposes", "purposes[0]": "systemTrust.purposes" },
    },
    threadPoolProvider: { call: node.threadPoolProvider, args: { options: maybe({ concurrency: maybe(2) }) } },
    underLock: {
      call: node.underLock,
      args: { path: join(folder, "locked"), work: async () => undefined, options: maybe({ signal }) },
    },
    verifyFile: {
      call: node.verifyFile,
      args: { path: file, options: maybe({ ...verifierOptions, ...request }) },
      called: { "options.policy": "policy", "options.http": "http" },
    },
    writeSignedPackage: {
      call: node.writeSignedPackage,
      args: { path: written, signed: { chunks: () => [Uint8Array.of(1)] } },
    },
  };
}
