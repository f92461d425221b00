import assert from "node:assert/strict";
import { ConfigError, createVerifier, type VerifierOptions, type TrustStore, verifyPackage } from "../../lib/index.js";
import { clock, nupkg, testTrust } from "../sign/fixture.js";

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
