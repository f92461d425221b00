import assert from "node:assert/strict";
import { ConfigError, createVerifier, type VerifierOptions, type TrustStore, verifyPackage } from "../../lib/index.js";
import { clock, nupkg, testTrust } from "../sign/fixture.js";
import { signedPackage } from "../support/package.js";
import { author } from "../support/signers.js";

type Wanted = NonNullable<VerifierOptions["policy"]>;

describe("a verifier without a source that its policy can’t be met without", () => {
  let trust: TrustStore;
  before(async () => {
    trust = await testTrust();
  });

  function refusal(policy: Wanted): ConfigError {
    try {
      createVerifier({ trust, clock, policy });
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    return assert.fail("no refusal");
  }

  it("is not made where revocation must be asked about, online or by an answer that must be there", async () => {
    const mode = (revocation: object): Wanted => ({
      version: 1,
      name: "asking",
      revocation: { mode: "offline", need: "prefer", ...revocation },
    });
    for (const policy of ["strict", mode({ mode: "online" }), mode({ need: "require" })] as const) {
      const { at, remedy } = refusal(policy);
      assert.equal(at, "options.revocation");
      assert.match(remedy, /httpRevocationSource/);
    }
    await assert.rejects(verifyPackage(nupkg(), { trust, clock, policy: "strict" }), ConfigError);
    createVerifier({ trust, clock, policy: mode({}) });
    createVerifier({ trust, clock, policy: mode({ mode: "off" }) });
    createVerifier({ trust, clock, policy: mode({ mode: "off", need: "require" }) });
  });

  it("is not made where an entry takes what a repository declares", () => {
    const entry = { id: "house", by: "repository", serviceIndex: "https://packages.test/v3/index.json" } as const;
    const entries = [{ ...entry, certificates: "declared" }] as const;
    const policy = { version: 1, name: "declared", signers: { version: 1, mode: "listed", entries } } as const;
    assert.equal(refusal(policy).at, "options.repositories");
    createVerifier({ trust, clock, policy, repositories: { find: async () => assert.fail() } });
  });
});

describe("a source of issuers that throws", () => {
  it("has no answer: the chain is incomplete, and the packages beside it are judged", async () => {
    const signer = await author();
    const alone = await signedPackage({ primary: { signer }, certificates: [signer.certificate] });
    const thrown = new TypeError("a fault of the source’s own");
    const rejecting = { find: () => Promise.reject(thrown) };
    const throwing = {
      find: () => {
        throw thrown;
      },
    };
    const unmade = {
      ...throwing,
      forRun: () => {
        throw thrown;
      },
    };
    for (const issuers of [rejecting, throwing, unmade]) {
      const verifier = createVerifier({ trust: await testTrust(), clock, issuers });
      const { accepted, issues } = await verifier.verify(alone);
      assert.equal(accepted, false);
      assert.ok(issues.some(({ code }) => code === "chain-incomplete"));
      const items = [alone, await signedPackage({ primary: { signer } })].map((source, index) => ({
        key: `${index}`,
        source,
      }));
      const outcomes = new Map<string, unknown>();
      for await (const result of verifier.verifyMany(items))
        outcomes.set(result.key, "verdict" in result && result.verdict.outcome);
      assert.deepEqual([outcomes.get("0"), outcomes.get("1")], ["untrusted", "trusted"]);
    }
  });
});

describe("options of a verifier", () => {
  it("are read once each, though they be getters, and lists are copied", async () => {
    const reads = new Map<string, number>();
    const revocation = [{ label: "none", find: async () => [] }];
    const given: VerifierOptions = {
      trust: await testTrust(),
      clock,
      policy: "standard",
      revocation,
      ocspNonce: false,
      issuers: { find: async () => [] },
      chainCacheSize: 0,
    };
    const options = {} as VerifierOptions;
    for (const [name, value] of Object.entries(given) as [string, unknown][])
      Object.defineProperty(options, name, {
        enumerable: true,
        get: () => {
          reads.set(name, (reads.get(name) ?? 0) + 1);
          return value;
        },
      });
    createVerifier(options);
    assert.deepEqual(
      [...reads].filter(([, count]) => count !== 1),
      [],
    );
    assert.equal(reads.size, Object.keys(given).length);
  });
});

describe("a field that an object inherits, or hides", () => {
  it("is refused, since a copy would leave it out: what it asks for would go unchecked", async () => {
    const trust = await testTrust();
    const expect = { identity: { id: "Another.Package", version: "1.0.0" } };
    class Request {
      get expect(): object {
        return expect;
      }
    }
    const hidden = Object.defineProperty({}, "expect", { value: expect });
    const verifier = createVerifier({ trust, clock });
    for (const request of [new Request(), Object.create({ expect }) as object, hidden]) {
      await assert.rejects(verifier.verify(nupkg(), request), isRefusalOf("request.expect"));
      const item = Object.assign(Object.create(request) as object, { key: "a", source: nupkg() });
      await assert.rejects(verifier.verifyMany([item])[Symbol.asyncIterator]().next(), isRefusalOf("items[0].expect"));
    }
    const inherited = { expect: Object.create(expect) as typeof expect };
    await assert.rejects(verifier.verify(nupkg(), inherited), isRefusalOf("request.expect.identity"));
    const strict = Object.assign(Object.create({ policy: "strict" }) as object, { trust, clock });
    await assert.rejects(verifyPackage(nupkg(), strict), isRefusalOf("options.policy"));
    assert.throws(() => createVerifier(strict), isRefusalOf("options.policy"));
  });

  it("is taken for left out where it is undefined", async () => {
    const options = Object.assign(Object.create({ policy: undefined }) as object, { trust: await testTrust(), clock });
    assert.equal((await verifyPackage(nupkg(), options)).outcome, "unsigned");
  });
});

function isRefusalOf(at: string): (error: unknown) => boolean {
  return (error) => error instanceof ConfigError && error.at === at && error.received.includes("inherits");
}
