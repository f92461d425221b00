import * as library from "../../lib/index.js";
import { testCertificate, testFile, testKey } from "../../test-certs/index.js";
import { type Call, either, maybe, whole } from "./call.js";
import { type Material, verifierFields } from "./material.js";

export async function libraryCalls({
  pki,
  unsigned,
  signed,
  clock,
}: Material): Promise<Readonly<Record<string, Call>>> {
  const { trust } = pki;
  const provider = library.webCryptoProvider(globalThis.crypto);
  const verifier = library.createVerifier({ trust, clock });
  const verdict = await verifier.verify(signed);
  const policy = library.definePolicy({ version: 1, name: "one" });
  const [certificate] = await library.parseCertificates(testCertificate("author-rsa-2048"));
  const prepared = await library.prepareSignature(unsigned, { signer: pki.author, trust, clock, timestamp: "none" });
  const value = await pki.author.sign(prepared.request);
  const made = await library.signPackage(unsigned, { signer: pki.author, trust, clock, timestamp: "none" });
  const unstamped = await made.toBytes();
  const signal = maybe(new AbortController().signal);
  const request = {
    name: maybe("a.nupkg"),
    format: whole(library.formats.nupkg, "nothing"),
    signature: maybe(Uint8Array.of(1)),
    at: maybe(clock()),
    expect: maybe({
      identity: maybe({ id: "Test.Package", version: "1.0.0" }),
      publisherDomain: maybe("contoso.com"),
      organization: maybe("Contoso"),
    }),
    pinned: maybe("first-use"),
    successions: maybe([]),
    signal,
  };
  const verifierOptions = {
    trust,
    clock,
    ...verifierFields(pki, provider),
  };
  const context = {
    clock,
    timestamp: either(
      {
        sources: [whole(pki.timestamps)],
        deadlineMs: maybe(10_000),
        attempts: maybe(3),
        hash: maybe("sha256"),
        trust: maybe(trust),
        pause: maybe(untilStopped),
      },
      "text",
    ),
    trust,
    crypto: whole(provider, "nothing"),
    name: maybe("a.nupkg"),
    outputName: maybe("b.nupkg"),
    format: whole(library.formats.nupkg, "nothing"),
    signature: maybe(Uint8Array.of(1)),
    signal,
    onProgress: maybe(() => undefined),
  };
  const signer = {
    certificates: pki.author.certificates,
    algorithm: { name: "rsa-pkcs1", hash: "sha256" },
    label: "a key",
    sign: (request: library.SignRequest) => pki.author.sign(request),
  };
  const { certificates, algorithm, label } = signer;
  const keyless = { certificates, algorithm, label };
  const repository = { serviceIndex: "https://packages.test/v3/index.json", owners: maybe(["ann"]) };
  return {
    buildRepositorySignatures: {
      call: library.buildRepositorySignatures,
      args: {
        options: {
          certificates: [whole(certificate)],
          contentUrl: () => "https://a.test/b",
          version: maybe("5.0.0"),
          allRepositorySigned: maybe(true),
        },
      },
    },
    completeSignature: {
      call: library.completeSignature,
      args: { source: unsigned, state: prepared.state, signatureValue: value, options: context },
    },
    countersignPackage: {
      call: library.countersignPackage,
      args: { source: signed, options: { ...context, signer, repository, hash: maybe("sha256") } },
    },
    createTrustStore: {
      call: library.createTrustStore,
      args: {
        name: "a store",
        anchors: [
          {
            certificate: testCertificate("code-signing-root"),
            purposes: ["code-signing"],
            origin: "here",
            trustedFrom: maybe(new Date(0)),
            trustedUntil: maybe(clock()),
          },
        ],
        options: maybe({ crypto: whole(provider, "nothing") }),
      },
    },
    createVerifier: {
      call: library.createVerifier,
      args: { options: verifierOptions },
      called: { "options.policy": "policy" },
    },
    "createVerifier().verify": {
      call: (source: never, request: never) => verifier.verify(source, request),
      args: { source: signed, request: maybe(request) },
    },
    "createVerifier().verifyMany": {
      call: (items: never, options: never) => verifier.verifyMany(items, options),
      args: { items: [{ key: "1", source: signed, ...request }], options: maybe({ concurrency: maybe(2), signal }) },
      called: { "items[0].expect": "request.expect", "items[0].source": "source" },
    },
    definePolicy: {
      call: library.definePolicy,
      args: { document: either({ version: 1, name: "one" }, "text") },
      called: { document: "policy" },
    },
    "definePolicy().severityOf": { call: (code: never) => policy.severityOf(code), args: { code: "package-unsigned" } },
    "definePolicy().toDocument": { call: () => policy.toDocument(), args: {} },
    explain: {
      call: library.explain,
      args: {
        verdict: either(verdict, "list"),
        options: maybe({ as: maybe("text"), detail: maybe("full"), color: maybe(true) }),
      },
    },
    explainIssue: { call: library.explainIssue, args: { code: "package-unsigned" } },
    inspectPackage: {
      call: library.inspectPackage,
      args: {
        source: signed,
        request: maybe({
          name: request.name,
          format: request.format,
          signature: request.signature,
          signal,
          crypto: whole(provider, "nothing"),
        }),
      },
    },
    keySigner: {
      call: library.keySigner,
      args: {
        key: testKey("author-rsa-2048").pkcs8,
        certificates: [testCertificate("author-rsa-2048")],
        options: maybe({
          algorithm: maybe({ name: "rsa-pkcs1", hash: "sha256" }),
          label: maybe("a key"),
          crypto: whole(provider, "nothing"),
        }),
      },
      called: { certificates: "keySigner.certificates" },
    },
    parseCertificates: {
      call: library.parseCertificates,
      args: { input: either(testCertificate("author-rsa-2048"), "text") },
    },
    prepareSignature: {
      call: library.prepareSignature,
      args: {
        source: unsigned,
        options: { ...context, signer: keyless, kind: maybe("author"), hash: maybe("sha256"), overwrite: maybe(false) },
      },
    },
    "prepareSignature to countersign": {
      call: library.prepareSignature,
      args: {
        source: signed,
        options: { ...context, signer: keyless, countersign: true, repository, hash: maybe("sha256") },
      },
      called: { "options.countersign": "options.repository" },
    },
    removeSignature: {
      call: library.removeSignature,
      args: {
        source: signed,
        options: maybe({ name: request.name, format: request.format, signature: request.signature, signal }),
      },
    },
    requireAccepted: { call: library.requireAccepted, args: { verdict } },
    signPackage: {
      call: library.signPackage,
      args: {
        source: unsigned,
        options: { ...context, signer, kind: maybe("author"), hash: maybe("sha256"), overwrite: maybe(false) },
      },
    },
    "signPackage as a repository": {
      call: library.signPackage,
      args: { source: unsigned, options: { ...context, signer, kind: "repository", repository } },
      called: { "options.kind": "options.repository" },
    },
    timestampPackage: {
      call: library.timestampPackage,
      args: { source: unstamped, options: { ...context, target: maybe("primary"), timestamp: context.timestamp } },
    },
    validateCertificate: {
      call: library.validateCertificate,
      args: {
        leaf: testCertificate("author-rsa-2048"),
        options: {
          trust,
          purpose: "code-signing",
          at: clock(),
          signatureTime: maybe(clock()),
          intermediates: maybe([testCertificate("code-signing-issuer")]),
          issuers: whole({ find: async () => [] }, "nothing"),
          crls: maybe([testFile("crls", "code-signing-issuer.crl")]),
          ocsp: maybe([Uint8Array.of(48, 0)]),
          revocation: maybe({ policy: { mode: "off", need: "prefer" }, sources: maybe([whole(pki.revocation)]) }),
          policies: maybe({
            initial: maybe(["1.2.3"]),
            requireExplicit: maybe(false),
            inhibitMapping: maybe(false),
            inhibitAny: maybe(false),
          }),
          profile: maybe("rfc5280"),
          budgets: maybe({ signatureChecks: maybe(10) }),
          crypto: whole(provider, "nothing"),
          signal,
        },
      },
    },
    verifyPackage: {
      call: library.verifyPackage,
      args: { source: signed, options: { ...verifierOptions, ...request } },
      called: { "options.policy": "policy", "options.expect": "request.expect" },
    },
    webCryptoProvider: {
      call: library.webCryptoProvider,
      args: { crypto: globalThis.crypto, options: maybe({ maxBytes: maybe(100) }) },
    },
    "createTrustStore().with": {
      call: (anchors: never, name: never) => trust.with(anchors, name),
      args: {
        anchors: [{ certificate: testCertificate("code-signing-root"), purposes: ["code-signing"], origin: "here" }],
        name: maybe("more"),
      },
    },
    "createTrustStore().without": {
      call: (fingerprints: never, name: never) => trust.without(fingerprints, name),
      args: { fingerprints: [`sha256:${"0".repeat(64)}`], name: maybe("less") },
    },
    "createTrustStore().anchorsNamed": {
      call: (subject: never) => trust.anchorsNamed(subject),
      args: { subject: Uint8Array.of(48, 0) },
    },
    "createTrustStore().anchors": { call: () => [...trust.anchors()], args: {} },
  };
}

/** The time of a deadline never passes here. */
function untilStopped(_: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}
