import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  ConfigError,
  countersignPackage,
  createVerifier,
  type PolicyDocument,
  type RepositoryDeclaration,
  type RepositoryDeclarationSource,
  type Signer,
  signPackage,
  TransportError,
  type TrustStore,
  type Verdict,
  type VerifyRequest,
} from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { createDevelopmentPki } from "../../lib/testing/index.js";
import { testDevelopmentKeys } from "../../test-certs/index.js";
import { makeArchive } from "./archive.js";

const clock = (): Date => new Date("2027-01-01T00:00:00Z");
const HERE = "https://packages.test/v3/index.json";
const ELSEWHERE = "https://elsewhere.test/v3/index.json";

describe("a package from a repository that declares its certificates", () => {
  let trust: TrustStore;
  let author: Signer;
  let repository: Signer;
  const packages = new Map<string, Uint8Array>();

  before(async () => {
    ({ trust, author, repository } = await createDevelopmentPki({ at: clock(), keys: testDevelopmentKeys() }));
    const unsigned = makeArchive("Contoso.Tools", "1.0.0");
    const common = { trust, clock, timestamp: "none" } as const;
    const claims = { serviceIndex: ELSEWHERE };
    const byAuthor = await (await signPackage(unsigned, { ...common, signer: author })).toBytes();
    const countersigned = await countersignPackage(byAuthor, { ...common, signer: repository, repository: claims });
    const byRepository = await signPackage(unsigned, {
      ...common,
      signer: repository,
      kind: "repository",
      repository: claims,
    });
    packages.set("unsigned", unsigned).set("author", byAuthor);
    packages.set("countersigned", await countersigned.toBytes()).set("repository", await byRepository.toBytes());
  });

  /** SHA-256 of a signer's certificate, or another hash of it. */
  const print = ({ certificates: [own] }: Signer, hash: "sha256" | "sha512" = "sha256"): `sha256:${string}` =>
    `${hash}:${createHash(hash)
      .update(own ?? assert.fail())
      .digest("hex")}` as `sha256:${string}`;

  function declaring(allRepositorySigned: boolean, ...fingerprints: readonly `sha256:${string}`[]) {
    const certificates = fingerprints.map((fingerprint) => ({
      fingerprints: [fingerprint],
      subject: "CN=R",
      issuer: "CN=CA",
      notBefore: clock(),
      notAfter: clock(),
      contentUrl: "https://packages.test/r.crt",
    }));
    return { allRepositorySigned, certificates };
  }

  const asking = (find: RepositoryDeclarationSource["find"]): RepositoryDeclarationSource => ({ find });

  async function judge(
    name: string,
    declaration: RepositoryDeclaration | undefined,
    policy: Omit<PolicyDocument, "version" | "name"> = {},
  ): Promise<Verdict> {
    const repositories = asking(async (index) => (index === HERE ? declaration : undefined));
    const verifier = createVerifier({ trust, clock, repositories, policy: { version: 1, name: "origin", ...policy } });
    return verifier.verify(packages.get(name) ?? assert.fail(), { repository: HERE });
  }

  /** What NuGet would say, of errors. */
  const codes = ({ issues }: Verdict): readonly string[] =>
    issues.flatMap(({ severity, code, nuget }) => (severity === "error" ? [`${code} ${nuget ?? ""}`] : []));
  const MISSING = "repository-signature-missing";

  it("that signs everything bears a signature by one of them", async () => {
    const all = declaring(true, print(repository));
    for (const name of ["countersigned", "repository"]) assert.deepEqual(codes(await judge(name, all)), [], name);
    assert.deepEqual(codes(await judge("author", all)), [`${MISSING} NU3034`]);
    const unsigned = await judge("unsigned", all, { level: "warn" });
    assert.deepEqual(codes(unsigned), [`${MISSING} NU3004`]);
    assert.equal(unsigned.accepted, false);
  });

  it("that signs everything, and declares nothing, gives out no package at all", async () => {
    const none = declaring(true);
    for (const name of ["countersigned", "repository", "author"])
      assert.deepEqual(codes(await judge(name, none)), [`${MISSING} NU3034`], name);
  });

  it("that signs not everything may be unsigned, but is signed by one of them if it is signed", async () => {
    const some = declaring(false, print(repository));
    assert.equal((await judge("unsigned", some, { level: "warn" })).accepted, true);
    for (const name of ["countersigned", "repository"]) assert.deepEqual(codes(await judge(name, some)), [], name);
    assert.deepEqual(codes(await judge("author", some)), [`${MISSING} NU3034`]);
    assert.deepEqual(codes(await judge("author", declaring(false))), []);
  });

  it("is not there when another certificate signed, an author's among them", async () => {
    for (const other of [`sha256:${"ab".repeat(32)}` as const, print(author)]) {
      assert.deepEqual(codes(await judge("repository", declaring(false, other))), [`${MISSING} NU3034`]);
      assert.deepEqual(codes(await judge("countersigned", declaring(true, other))), [`${MISSING} NU3034`]);
    }
  });

  it("is told of its signature alone, where that names this very repository under a certificate that it has not declared", async () => {
    const verifier = createVerifier({
      trust,
      clock,
      repositories: asking(async () => declaring(false, print(author))),
    });
    const bytes = packages.get("repository") ?? assert.fail();
    const own = (await verifier.verify(bytes)).signatures[0]?.repository?.serviceIndex ?? assert.fail();
    const verdict = await verifier.verify(bytes, { repository: own });
    assert.deepEqual(codes(verdict), ["repository-certificate-undeclared NU3034"]);
    const whole = verdict.checks.find(
      ({ check, subject }) => check === "repository-declaration" && subject === undefined,
    );
    assert.equal(whole?.reason, "it failed for the repository’s signature");
  });

  it("is found by any SHA-2 fingerprint that is declared", async () => {
    assert.deepEqual(codes(await judge("repository", declaring(true, print(repository, "sha512")))), []);
  });

  it("has its countersignature looked at, though the policy would not", async () => {
    const ignoring = { signatures: { repository: "ignore" } } as const;
    assert.deepEqual(codes(await judge("countersigned", declaring(true, print(repository)), ignoring)), []);
  });

  it("that signs everything needs a signature whose chain is proven, whatever the policy forgives", async () => {
    const elsewhere = await bundledTrust();
    const policy = { severities: { "chain-root-untrusted": "warning" } } as const;
    const verdictFor = (all: boolean): Promise<Verdict> => {
      const repositories = asking(async () => declaring(all, print(repository)));
      const options = { clock, repositories, policy: { version: 1, name: "lenient", ...policy } } as const;
      return createVerifier({ ...options, trust: elsewhere }).verify(packages.get("repository") ?? assert.fail(), {
        repository: HERE,
      });
    };
    assert.deepEqual(codes(await verdictFor(true)), [`${MISSING} NU3034`]);
    assert.deepEqual(codes(await verdictFor(false)), []);
  });

  it("is bound to nothing where the repository declares nothing, or was not named", async () => {
    const verdict = await judge("author", undefined);
    const { status, reason } = verdict.checks.find(({ check }) => check === "repository-declaration") ?? {};
    assert.deepEqual([verdict.accepted, status, reason], [true, "skipped", "the repository declares nothing"]);
    const repositories = asking(() => assert.fail("asked"));
    const verifier = createVerifier({ trust, clock, repositories });
    assert.equal((await verifier.verify(packages.get("author") ?? assert.fail())).outcome, "trusted");
  });

  it("is inconclusive if the repository can't be asked, and refused", async () => {
    const failure = {
      reason: "timeout",
      target: HERE,
      retryable: true,
      message: "It did not answer.",
      remedy: "R",
    } as const;
    const repositories = asking(() => Promise.reject(new TransportError(failure)));
    const verdictBy = (level: "require" | "warn", name: string): Promise<Verdict> =>
      createVerifier({ trust, clock, repositories, policy: { version: 1, name: "origin", level } }).verify(
        packages.get(name) ?? assert.fail(),
        { repository: HERE },
      );
    for (const name of ["author", "repository"]) {
      const verdict = await verdictBy("require", name);
      assert.deepEqual([verdict.outcome, ...codes(verdict)], ["inconclusive", "repository-declaration-unknown "]);
      const statuses = verdict.checks.filter(({ check }) => check === "repository-declaration");
      assert.ok(statuses.some(({ status, subject }) => status === "unknown" && subject === undefined));
    }
    assert.equal((await verdictBy("warn", "repository")).accepted, true);
  });

  it("is as little known where the source fails with anything else, or gives what is no declaration", async () => {
    const sources: readonly unknown[] = [
      () => Promise.reject(new Error("down")),
      () => {
        throw new TypeError("at once");
      },
      async () => ({}),
      async () => ({ allRepositorySigned: false, certificates: [{ fingerprints: [7] }] }),
      async () => null,
      async () => "nothing",
    ];
    const policy = { version: 1, name: "origin" } as const;
    for (const find of sources) {
      const repositories = asking(find as RepositoryDeclarationSource["find"]);
      const verify = (name: string, request: VerifyRequest): Promise<Verdict> =>
        createVerifier({ trust, clock, repositories, policy }).verify(packages.get(name) ?? assert.fail(), request);
      const named = await verify("author", { repository: HERE });
      assert.deepEqual([named.outcome, ...codes(named)], ["inconclusive", "repository-declaration-unknown "]);
      const { checks } = await verify("repository", {});
      const check = checks.find((one) => one.check === "repository-declaration");
      assert.deepEqual([check?.status, check?.reason], ["unknown", "the repository could not be asked"]);
    }
  });

  it("gives up with its caller, whatever the source does", async () => {
    const stop = new AbortController();
    const repositories = asking(() => {
      setImmediate(() => stop.abort());
      return new Promise(() => undefined);
    });
    const request = { repository: HERE, signal: stop.signal };
    const call = createVerifier({ trust, clock, repositories }).verify(
      packages.get("author") ?? assert.fail(),
      request,
    );
    await assert.rejects(call, (error: TransportError) => error.reason === "aborted");
  });

  it("is a wrong call where nobody can be asked, or the repository is no https URL", async () => {
    const bytes = packages.get("author") ?? assert.fail();
    await assert.rejects(createVerifier({ trust, clock }).verify(bytes, { repository: HERE }), ConfigError);
    const repositories = asking(async () => undefined);
    const verifier = createVerifier({ trust, clock, repositories });
    await assert.rejects(verifier.verify(bytes, { repository: "http://packages.test/index.json" }), ConfigError);
  });

  it("gives up with its caller", async () => {
    const stop = new AbortController();
    const repositories = asking(async () => {
      stop.abort();
      throw new TransportError({ reason: "aborted", target: HERE, retryable: false, message: "Stopped.", remedy: "R" });
    });
    const call = createVerifier({ trust, clock, repositories }).verify(packages.get("author") ?? assert.fail(), {
      repository: HERE,
      signal: stop.signal,
    });
    await assert.rejects(call, (error: TransportError) => error.reason === "aborted");
  });
});
